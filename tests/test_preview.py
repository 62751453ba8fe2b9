"""The preview without a browser: who may ask, what is answered, what all windows are told."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from sasshi import cli
from sasshi.make import Request
from sasshi.preview.build_result import BuildResult, PageText, PreviewPage
from sasshi.preview.editor import Editor
from sasshi.preview.front_matter_text import _yaml, front_matter_text
from sasshi.preview.page_files import FILES, PAGE, WORDS
from sasshi.preview.server import SCALES, Server
from sasshi.preview.session import PreviewSession
from sasshi.preview.theme_cache import ThemeCache
from sasshi.preview.window_json import problem_json
from sasshi.problems import BuildError, MachineError, Place, UsageError, error
from sasshi.schema.yaml_text import read_yaml
from sasshi.theme import load_theme
from tests.previewing import SOON, project, served, wait_for

TEXT = PageText((20, 30, 100, 10), "content/ladder.md", 8, "Two minutes at the door", "p")
RESULT = BuildResult(pages=(PreviewPage("one/1", (148.5, 210.0), (TEXT,)),))
PNG = b"\x89PNG\r\n"


@dataclass
class Fake:
    """Stands in for the builder: gives what it is told, keeps what it was asked."""

    themes: ThemeCache
    result: BuildResult = RESULT
    asked: list[tuple[str | None, Mapping[str, str]]] = field(default_factory=list)
    mistake: Exception | None = None
    drawing_fails: Exception | None = None
    file_fails: Exception | None = None
    go: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.go.set()

    def build(self, theme: str | None = None, tokens: Mapping[str, str] = {}) -> BuildResult:
        self.asked.append((theme, dict(tokens)))
        self.go.wait(SOON)
        if self.mistake:
            raise self.mistake
        return self.result

    def last(self) -> tuple[str | None, Mapping[str, str]]:
        return self.asked[-1]

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        if self.drawing_fails:
            raise self.drawing_fails
        return PNG if key in ("one/1", "sheet", "secret") else None

    def sheets(self) -> tuple[PreviewPage, ...]:
        if self.file_fails:
            raise self.file_fails
        return (PreviewPage("sheet", (297.0, 210.0)),)

    def pdf(self, edition: str) -> bytes:
        if self.file_fails:
            raise self.file_fails
        if edition != "booklet":
            raise UsageError([error("unknown-edition", name=edition, nearest="booklet")])
        return b"%PDF"


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return project(tmp_path)


@pytest.fixture
def fake(request_: Request) -> Fake:
    return Fake(ThemeCache(request_.templates))


@pytest.fixture
def server(fake: Fake, request_: Request) -> Iterator[Server]:
    with served(fake, request_) as running:
        _built(running.session)
        yield running


def _built(session: PreviewSession, version: int = 1) -> dict[str, Any]:
    """Wait for a build, and give what windows are told."""
    status = session.next_status(None, SOON)
    while status and (status.version < version or status.busy):
        status = session.next_status(status, SOON)
    assert status is not None, "no build came to its end"
    state: dict[str, Any] = json.loads(status.state_json)
    return state


def _ask(
    server: Server, path: str, body: object = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=SOON)
    host = f"127.0.0.1:{server.server_port}"
    sent = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    data = None
    if body is not None:
        sent = {"Origin": f"http://{host}", "Content-Type": "application/json", **sent}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
    with closing(connection):
        connection.request("GET" if body is None else "POST", path, data, sent)
        with connection.getresponse() as response:
            return response, response.read()


def _status(server: Server, path: str, body: object = None, **headers: str) -> int:
    return _ask(server, path, body, **headers)[0].status


# ---- who may ask, and for what


def test_only_this_machine_under_its_own_name(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    port = server.server_port
    assert _status(server, "/", Host=f"localhost:{port}") == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"[::1]:{port}", ""):
        assert _status(server, "/", Host=host) == 421, host


def test_no_other_page_may_ask(server: Server) -> None:
    for origin in ("http://evil.example", "null", "https://127.0.0.1"):
        assert _status(server, "/", Origin=origin) == 403
        assert _status(server, "/theme", {}, Origin=origin) == 403
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=SOON)
    connection.request("POST", "/theme", b"{}", {"Content-Type": "application/json"})
    with connection.getresponse() as response:
        assert response.status == 403
    connection.close()


@pytest.mark.parametrize(
    "path",
    [
        *("/index.html", "/page/main.js", "/server.py", "/words.toml", "/main.js/"),
        *("/../server.py", "/..%2fserver.py", "/%2e%2e/%2e%2e/pyproject.toml", "/etc/passwd"),
        *("/picture", "/picture/one/1/2", "/picture/one%2F1", "/picture/..%2F..%2Fx/2"),
        *("/picture/%2Fetc%2Fpasswd/2", "/picture/secret/2", "/picture/one%2F1/5"),
        *("/picture/one%2F1/1e9", "/picture/sheet/2", "/pdf", "/pdf/..", "/pdf/checklist"),
        "/pdf/..%2Fbooklet",
        "/theme",
        "/open",
    ],
)
def test_nothing_outside_what_was_built(server: Server, path: str) -> None:
    assert _status(server, path) == 404


def test_what_there_is(server: Server) -> None:
    for name in FILES:
        response, data = _ask(server, f"/{name}")
        assert response.status == 200
        assert data
        assert "default-src 'none'" in str(response.getheader("Content-Security-Policy"))
        assert response.getheader("X-Content-Type-Options") == "nosniff"
    response, data = _ask(server, "/picture/one%2F1/2")
    assert (response.status, data) == (200, PNG)
    assert "immutable" in str(response.getheader("Cache-Control"))
    assert _ask(server, "/pdf/booklet")[1] == b"%PDF"
    sheets = json.loads(_ask(server, "/sheets")[1])
    assert [sheet["key"] for sheet in sheets] == ["sheet"]
    assert _status(server, "/picture/sheet/2") == 200


def test_bodies_are_small_json_objects(server: Server) -> None:
    assert _status(server, "/theme", b"", Content_Length="70000") == 413
    assert _status(server, "/theme", {}, Content_Type="text/plain") == 415
    assert _status(server, "/theme", b"[]") == 400
    assert _status(server, "/theme", b"{") == 400
    assert _status(server, "/theme", b"[" * 60_000) == 400
    assert _status(server, "/events", {}) == 404
    assert _status(server, "/theme", b"", Transfer_Encoding="chunked") == 411


# ---- what is told


def _events(server: Server) -> Generator[tuple[str, Any]]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=SOON)
    connection.request("GET", "/events")
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "text/event-stream"
    assert response.readline() + response.readline() == b"retry: 500\n\n"
    try:
        while True:
            head, data = response.readline().decode(), response.readline().decode()
            yield head.removeprefix("event: ").strip(), json.loads(data.removeprefix("data: "))
            assert response.readline() == b"\n"
    finally:
        response.close()
        connection.close()


def test_events_tell_everything_at_first_and_then_the_news(server: Server, fake: Fake) -> None:
    with closing(_events(server)) as stream:
        (first, _), (second, state) = next(stream), next(stream)
        assert (first, second) == ("busy", "state")
        assert [page["key"] for page in state["pages"]] == ["one/1"]
        assert state["pages"][0]["texts"][0]["line"] == 8
        fake.result = replace(fake.result, binding="right")
        server.session.rebuild()
        assert next(data for name, data in stream if name == "state")["binding"] == "right"


def test_what_comes_during_a_build_is_one_more(server: Server, fake: Fake) -> None:
    fake.go.clear()
    for _ in range(5):
        server.session.rebuild()
    while len(fake.asked) < 2:
        server.session.next_status(None, 0.01)
    for _ in range(5):
        server.session.rebuild()
    fake.go.set()
    _built(server.session, 3)
    assert len(fake.asked) == 3


def test_a_bug_is_a_problem_over_the_last_pages(server: Server, fake: Fake) -> None:
    fake.mistake = RuntimeError("oh")
    server.session.rebuild()
    state = _built(server.session, 2)
    assert len(state["pages"]) == 1
    assert "RuntimeError: oh" in state["problems"][0]["message"]
    fake.mistake = None
    server.session.rebuild()
    assert _built(server.session, 3)["problems"] == []


# ---- what fails is told, and no window waits for ever


def _told(server: Server, version: int) -> list[str]:
    """Wait for a state, and give the messages in it; no build runs then."""
    return [str(problem["message"]) for problem in _built(server.session, version)["problems"]]


@pytest.mark.parametrize(
    "result",
    [
        replace(RESULT, tokens={"accent": {"no", "JSON"}}),
        replace(RESULT, problems=(error("a-code-without-a-text"),)),
    ],
)
def test_what_cannot_be_told_is_a_problem_over_the_last_pages(
    server: Server, fake: Fake, result: BuildResult
) -> None:
    fake.result = result
    server.session.rebuild()
    assert "sasshi itself has failed" in _told(server, 2)[0]
    assert [page["key"] for page in _built(server.session, 2)["pages"]] == ["one/1"]
    fake.result = RESULT
    server.session.rebuild()
    assert _told(server, 3) == []


def test_a_first_build_that_cannot_be_told(fake: Fake, request_: Request) -> None:
    fake.result = replace(RESULT, tokens={"accent": {"no", "JSON"}})
    with served(fake, request_) as server:
        (message,) = _told(server, 1)
        assert "TypeError" in message
        assert _built(server.session)["pages"] == []


def test_a_watch_that_cannot_follow_is_a_problem(server: Server) -> None:
    def follow(files: frozenset[Path], since_ns: int) -> None:
        raise OSError(24, "Too many open files")

    server.session.watch_files = follow
    server.session.rebuild()
    (message,) = _told(server, 3)
    assert "Too many open files" in message


@pytest.mark.parametrize("path", ["/sheets", "/pdf/booklet"])
def test_a_file_that_cannot_be_made_is_told(server: Server, fake: Fake, path: str) -> None:
    refusal = error("pages-too-many", edition="print", pages=8)
    fake.file_fails = BuildError([refusal])
    for _ in range(2):
        assert _status(server, path) == 404
    assert _told(server, 2) == [refusal.text("en")[0]]
    assert _version(server) == 2, "the same is not told again"
    fake.file_fails = None
    server.session.rebuild()
    assert _told(server, 3) == []


@pytest.mark.parametrize("path", ["/sheets", "/pdf/booklet", "/picture/one%2F1/2"])
def test_a_bug_in_an_answer_is_told(server: Server, fake: Fake, path: str) -> None:
    fake.file_fails = fake.drawing_fails = RuntimeError("oh")
    for _ in range(2):
        with pytest.raises(HTTPException):
            _ask(server, path)
    assert "RuntimeError: oh" in _told(server, 2)[0]
    assert _version(server) == 2, "the same is not told again: a window asks once more"


def _version(server: Server) -> int:
    status = server.session.next_status(None, SOON)
    assert status is not None
    return status.version


def test_with_debug_a_bug_shows_where_it_came_up(
    server: Server, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "sasshi")
    fake.mistake, fake.drawing_fails = RuntimeError("while building"), RuntimeError("while drawing")
    server.session.rebuild()
    _told(server, 2)
    with pytest.raises(HTTPException):
        _ask(server, "/picture/one%2F1/2")
    _told(server, 3)
    assert "RuntimeError: while building" in caplog.text
    assert "RuntimeError: while drawing" in caplog.text


def test_a_window_that_goes_is_no_problem(server: Server, fake: Fake) -> None:
    fake.drawing_fails = BrokenPipeError(32, "Broken pipe")
    with pytest.raises(HTTPException):
        _ask(server, "/picture/one%2F1/2")
    assert (_version(server), _told(server, 1)) == (1, [])


def test_a_problem_has_its_place_and_the_code_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one\ntwo\nthree titel\nfour\r\nfive\nsix\n", encoding="utf-8")
    found = error("unknown-guide", Place(str(path), 3), name="titel", nearest="title")
    told = problem_json(found, "en")
    assert (told["path"], told["line"], told["hint"]) == (str(path), 3, "did you mean title?")
    assert [line["text"] for line in told["excerpt"]] == [
        *("one", "two", "three titel", "four", "five")
    ]
    assert told["excerpt"][2]["mark"] == [6, 11]
    for place in (Place(), Place(str(path)), Place(str(path), 99), Place("nowhere", 1)):
        assert problem_json(replace(found, place=place), "ja")["excerpt"] == []


# ---- the look


def test_a_look_is_for_all_windows_until_it_is_given_back(server: Server, fake: Fake) -> None:
    def choose(choice: object) -> tuple[int, Any]:
        version = len(fake.asked) + 1
        status = _status(server, "/theme", choice)
        return status, _built(server.session, version) if status == 200 else None

    assert choose({"tokens": {"accent": "#123456", "size": "9pt"}})[0] == 200
    assert fake.last() == (None, {"accent": "#123456", "size": "9pt"})
    status, state = choose({"theme": "umi", "tokens": {"size": None}})
    assert status == 200
    assert fake.last() == ("umi", {"accent": "#123456"})
    assert (state["theme"], state["ownTheme"]) == ("umi", True)
    assert [token["name"] for token in state["tokens"] if token["own"]] == ["accent"]
    assert {"shizuka", "umi"} <= {theme["name"] for theme in state["themes"]}
    assert choose({"theme": None, "tokens": {"accent": None}})[0] == 200
    assert fake.last() == (None, {})


@pytest.mark.parametrize(
    "choice",
    [
        {"theme": "no-such"},
        {"theme": "../words"},
        {"theme": []},
        {"tokens": []},
        {"tokens": {"no-such": "1"}},
        {"tokens": {"size": "99pt"}},
        {"tokens": {"accent": "red"}},
        {"tokens": {"accent": ["#fff"]}},
    ],
)
def test_a_look_that_does_not_fit_changes_nothing(
    server: Server, fake: Fake, choice: object
) -> None:
    assert _status(server, "/theme", choice) == 422
    assert len(fake.asked) == 1


class Overtaken(dict[str, Any]):
    """A choice that is read slowly: what another window chooses meanwhile comes first."""

    def __init__(self, choice: Mapping[str, Any], meanwhile: Callable[[], object]) -> None:
        super().__init__(choice)
        self.meanwhile = meanwhile

    def get(self, key: str, default: Any = None) -> Any:
        if key == "tokens":
            self.meanwhile()
        return super().get(key, default)


def test_a_theme_chosen_in_another_window_meanwhile_is_kept(server: Server, fake: Fake) -> None:
    session = server.session
    choice = Overtaken({"tokens": {"size": "9pt"}}, lambda: session.choose({"theme": "umi"}))
    assert session.choose(choice)
    while fake.last()[1] != {"size": "9pt"}:
        session.next_status(None, 0.01)
    assert fake.last() == ("umi", {"size": "9pt"})


def test_front_matter_is_only_what_differs(root: Path) -> None:
    tokens = load_theme("shizuka", root / "templates", {"columns": len}).tokens
    used = {name: token.default for name, token in tokens.items()}
    assert front_matter_text(None, tokens.values(), used, "ja") == ""
    used |= {"accent": "#225588", "size": "9.25pt", "motif-rings": 3, "writing": "vertical"}
    text = front_matter_text("umi", tokens.values(), used, "ja")
    assert text == (
        "theme: umi\nwriting: vertical\ntokens:\n"
        '  accent: "#225588"\n  size: 9.25pt\n  motif-rings: 3\n'
    )


@pytest.mark.parametrize(
    "value", ["true", "no", "1e3", "#fff", "9.5pt", "a: b", "花", True, 2.5, ""]
)
def test_front_matter_is_read_as_it_was_meant(value: object) -> None:
    read, problems = read_yaml(f"x: {_yaml(value)}\n", "a.md", 1)
    assert problems == ()
    assert read is not None
    assert read.plain() == {"x": value}


def test_front_matter_keeps_what_the_guide_says(fake: Fake, request_: Request) -> None:
    guide = request_.content / "ladder.md"
    text = guide.read_text(encoding="utf-8")
    guide.write_text(text.replace("lang: en", "lang: en\ntheme: umi"), encoding="utf-8")
    tokens = load_theme("umi", request_.templates, {"columns": len}).tokens
    used = {name: token.default_for("en") for name, token in tokens.items()}
    fake.result = replace(fake.result, theme="umi", tokens=used | {"chars": 30})
    with served(fake, request_) as server:
        _built(server.session)
        matter = json.loads(_ask(server, "/front-matter")[1])
    assert matter == "theme: umi\ntokens:\n  chars: 30\n"


# ---- the source


def test_the_editor_opens_only_what_is_shown(fake: Fake, request_: Request, tmp_path: Path) -> None:
    out = tmp_path / "opened"
    code = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    editor = Editor(f"'{sys.executable}' -c \"{code}\" '{out}' {{path}}:{{line}}")
    fake.result = replace(
        fake.result, problems=(error("bug", Place("b.md"), kind="x", reason="y"),)
    )
    with served(fake, request_, editor=editor) as server:
        assert _built(server.session)["editor"] is True
        for path, line in [("content/ladder.md", 9), ("/etc/passwd", 8), (8, 8), ("b.md", 2)]:
            assert _status(server, "/open", {"path": path, "line": line}) == 422
        response, data = _ask(server, "/open", {"path": "content/ladder.md", "line": 8})
        assert (response.status, json.loads(data)) == (200, None)
        assert _status(server, "/open", {"path": "b.md", "line": 1}) == 200
    wait_for(lambda: out.exists() and out.read_text().endswith((":8", ":1")))
    assert Path(out.read_text().rpartition(":")[0]).is_absolute()


def test_an_editor_that_is_not_there(fake: Fake, request_: Request) -> None:
    with served(fake, request_, editor=Editor("no-such-editor {path}")) as server:
        _built(server.session)
        _, data = _ask(server, "/open", {"path": "content/ladder.md", "line": 8})
        assert "no-such-editor" in json.loads(data)


def test_without_an_editor_nothing_is_opened(server: Server) -> None:
    assert _status(server, "/open", {"path": "content/ladder.md", "line": 8}) == 422


@pytest.mark.parametrize("command", ["code", "code '{path}"])
def test_an_editor_must_take_a_path(command: str) -> None:
    with pytest.raises(UsageError, match="editor"):
        Editor(command)


# ---- the words, the files


def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def test_both_languages_have_the_same_words() -> None:
    words = _words()
    assert list(words["en"]) == list(words["ja"])
    for key, text in words["en"].items():
        names, others = (
            {name for _, name, _, _ in Formatter().parse(each) if name}
            for each in (text, words["ja"][key])
        )
        assert names == others, key


def test_every_word_of_the_page_is_there_and_in_use() -> None:
    page = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.*s"))
    page += (PAGE / "index.html").read_text(encoding="utf-8")
    used = set(re.findall(r'data-(?:word|label|title)="([\w-]+)"', page))
    called = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', page))
    said = set(re.findall(r'say\(\s*"([\w-]+)"', page))
    words = set(_words()["en"])
    assert used | said <= words
    assert words <= used | called


def test_every_file_of_the_page_is_served_and_packed(root: Path) -> None:
    there = {path.name for path in PAGE.iterdir()}
    assert there == set(FILES.values())
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["sasshi"]
    for name in ("preview/words.toml", *(f"preview/page/{name}" for name in there)):
        assert any(fnmatch(name, pattern) for pattern in patterns), name


def test_scales_are_the_same_on_both_sides() -> None:
    script = (PAGE / "server.js").read_text(encoding="utf-8")
    listed = re.search(r"= \[([\d, ]+)\]\.find.*\?\? (\d+)", script)
    assert listed is not None
    assert (*listed[1].split(", "), listed[2]) == SCALES


# ---- the command


def test_a_port_that_is_taken(server: Server, fake: Fake, request_: Request) -> None:
    with (
        pytest.raises(MachineError, match="port"),
        served(fake, request_, port=server.server_port),
    ):
        pass


def test_a_server_starts_again_where_it_was(fake: Fake, request_: Request) -> None:
    with served(fake, request_) as first:
        _built(first.session)
        with closing(_events(first)) as stream:
            assert next(stream)
    with served(fake, request_) as second:
        assert second.server_port == first.server_port


def test_a_guide_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["preview", "no-such"]) == 2
    assert "there is no guide" in capsys.readouterr().err


def test_an_editor_that_takes_no_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--editor", "code", "preview", "tool-library"]) == 2
    assert "{path}" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("words", [[], ["tool-library"]])
def test_ctrl_c_ends_it(root: Path, words: list[str]) -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from sasshi import cli; sys.exit(cli.main(['preview', *sys.argv[1:]]))"
    )
    command, pipe = [sys.executable, "-c", code, *words], subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\n", process.stdout.readline())
        said = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == "interrupted\n"
        assert process.wait(SOON) == 130
    assert said.startswith("previewing ")
    assert ("changed last" in said) is (not words)
