"""The preview in a real browser: what people see and do."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from sasshi.make import Request
from sasshi.preview.build_result import BuildResult, PageText, PreviewPage
from sasshi.preview.builder import GuideBuilder
from sasshi.preview.server import Server
from sasshi.preview.theme_cache import ThemeCache
from sasshi.render.filters import FILTERS
from sasshi.theme import load_theme
from tests.conftest import NO_BROWSER
from tests.previewing import ROOT, project, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if root else []  # the sandbox refuses root
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@dataclass
class Site:
    """A project, the server that shows it, and a window."""

    request: Request
    server: Server
    page: Page
    stack: ExitStack

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.request.content.parent / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def template(self, name: str) -> Path:
        """Give a file of the theme that the guide is set in."""
        theme = load_theme("shizuka", Path("templates"), FILTERS)
        path = theme.find(name)
        assert path is not None
        return path

    def start(self, port: int | None = None) -> None:
        builder = GuideBuilder(self.request, "ladder")
        self.server = self.stack.enter_context(served(builder, self.request, port=port))

    def pictures(self) -> list[str]:
        """Give the addresses of the pictures, page by page, each without its scale."""
        found = self.page.eval_on_selector_all(
            "#booklet .page img", "all => all.map((img) => img.getAttribute('src'))"
        )
        return [address.rpartition("/")[0] for address in found]


@pytest.fixture
def site(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.chdir(tmp_path)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda mistake: wrong.append(str(mistake)))
    page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said.text) else None)
    with ExitStack() as stack:
        site = Site(project(tmp_path), None, page, stack)  # type: ignore[arg-type]
        site.start()
        page.goto(site.server.url)
        _drawn(page.locator("#booklet .page img").first)
        yield site
    context.close()
    assert wrong == []


def _is_wrong(said: str) -> bool:
    """Leave out what the browser itself says while a server is away."""
    return "net::ERR_" not in said and "Failed to load resource" not in said


def _drawn(image: Locator) -> None:
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100


def test_first_view(site: Site) -> None:
    page = site.page
    expect(page).to_have_title("ladder – preview")
    pages = page.locator("#booklet .page")
    assert pages.count() == len(site.pictures()) >= 4
    expect(pages.nth(1)).to_have_attribute("aria-label", re.compile(r"Page 2 of \d+"))
    cover, left, right = (pages.nth(index).bounding_box() for index in range(3))
    assert cover is not None
    assert left is not None
    assert right is not None
    assert cover["x"] == right["x"]  # alone, on the right of the spine
    assert abs(left["x"] + left["width"] - right["x"]) < 1
    assert left["y"] == right["y"] > cover["y"]
    expect(page.locator("#page-number")).to_have_value("1")
    expect(page.locator("#overview button")).to_have_count(pages.count() // 2 + 1)
    expect(page.locator("#problems")).to_be_hidden()


def test_checklist_and_sheets_are_a_click_away(site: Site) -> None:
    page = site.page
    page.get_by_role("tab", name="Checklist").click()
    _drawn(page.locator("#checklist img"))
    page.get_by_role("tab", name="Sheets").click()
    _drawn(page.locator("#sheets img").first)
    expect(page.locator("#sheets .page").first).to_have_attribute("aria-label", "Sheet 1, front")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="PDF").click()
    assert opened.value.url.endswith("/pdf/print")


def test_an_edit_changes_the_changed_page_alone_and_keeps_place_and_zoom(site: Site) -> None:
    page, booklet = site.page, site.page.locator("#booklet")
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Larger").click()
    percent = page.locator("#scale").inner_text()
    booklet.evaluate("element => element.scrollTo(37, element.scrollHeight / 2 + 11)")
    place = booklet.evaluate("element => [element.scrollLeft, element.scrollTop]")
    before = site.pictures()
    page.evaluate("document.querySelectorAll('.page').forEach((each) => (each.kept = true))")
    site.edit("content/ladder.md", "carried by two", "carried by three")
    expect(page.locator("#announcement")).to_contain_text("Renewed: page")
    after = site.pictures()
    changed = [one != other for one, other in zip(before, after, strict=True)]
    assert sum(changed) == 1
    assert page.evaluate("[...document.querySelectorAll('.page')].every((each) => each.kept)")
    assert booklet.evaluate("element => [element.scrollLeft, element.scrollTop]") == place
    assert place[1] > 100
    expect(page.locator("#scale")).to_have_text(percent)


def test_an_edit_of_css(site: Site) -> None:
    before = site.pictures()
    with site.template("css/type.css").open("a", encoding="utf-8") as file:
        file.write("\nh1, h2 { color: #00f }\n")
    expect(site.page.locator("#announcement")).to_contain_text("Renewed: page")
    assert site.pictures() != before


def test_a_template_error_and_the_recovery(site: Site) -> None:
    page, name = site.page, str(site.template("partials/chapter.html"))
    before = site.pictures()
    alert = page.get_by_role("alert")
    site.edit(name, "{{", "{{ nonsense }}{{")
    expect(alert.filter(has_text="nonsense")).to_be_visible()
    line = 1 + Path(name).read_text(encoding="utf-8").split("nonsense")[0].count("\n")
    expect(page.locator("#errors .place")).to_have_text(f"{name}:{line}")
    expect(page.locator("#errors .code .here mark")).to_have_text("nonsense")
    expect(page.locator("#errors .code .here")).to_have_attribute("data-number", str(line))
    assert site.pictures() == before
    site.edit(name, "{{ nonsense }}", "")
    expect(page.locator("#problems")).to_be_hidden()
    expect(page.locator("#announcement")).to_have_text("In order again")


def test_another_theme_in_two_windows(site: Site) -> None:
    other = site.page.context.new_page()
    other.goto(site.server.url)
    expect(other.locator("#booklet .page").first).to_be_visible()
    before = site.pictures()
    for page in (site.page, other):
        page.locator("#show-theme-panel").click()
    site.page.get_by_label("Theme").select_option("umi")
    for page in (site.page, other):
        expect(page.locator("#announcement")).to_contain_text("Renewed: page")
        expect(page.get_by_label("Theme")).to_have_value("umi")
    expect(other.locator("#token-accent")).to_have_value("#225588")
    assert site.pictures() != before
    other.get_by_role("button", name="Reset all").click()
    expect(site.page.get_by_label("Theme")).to_have_value("shizuka")
    expect(site.page.locator("#reset-all")).to_be_disabled()
    assert site.pictures() == before


def test_a_token_changes_and_is_copied_as_front_matter(site: Site) -> None:
    page = site.page
    before = site.pictures()
    page.locator("#show-theme-panel").click()
    accent = page.locator("#token-accent")
    accent.fill("#22")  # no colour yet
    accent.fill("#225588")
    expect(page.locator("#announcement")).to_contain_text("Renewed: page")
    page.locator("summary", has_text="Measures").click()
    size = page.locator("#token-size")
    size.press("ArrowUp")
    expect(size).not_to_have_value("9.5")
    reset = page.get_by_role("button", name=re.compile("Back to the guide.*of the text"))
    expect(reset).to_be_visible()
    page.get_by_role("button", name="Copy as front matter").click()
    expect(page.locator("#front-matter")).to_be_visible()
    text = page.locator("#front-matter-text").input_value()
    assert text == f'tokens:\n  accent: "#225588"\n  size: {size.input_value()}pt\n'
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Reset all").click()
    expect(page.locator("#reset-all")).to_be_disabled()
    expect(size).to_have_value("9.5")
    assert site.pictures() == before


def test_a_choice_that_is_refused_is_told_and_taken_back(site: Site) -> None:
    page = site.page
    page.locator("#show-theme-panel").click()
    page.route("**/theme", lambda route: route.fulfill(status=422))
    page.get_by_label("Theme").select_option("umi")
    expect(page.locator("#toast")).to_have_text("That was not accepted.")
    expect(page.get_by_label("Theme")).to_have_value("shizuka")


def test_the_server_stops_and_starts_again(site: Site) -> None:
    page, port = site.page, site.server.server_port
    site.stack.close()
    expect(page.locator("#lost")).to_contain_text("Not connected")
    expect(page.locator("#booklet .page").first).to_be_visible()
    site.edit("content/ladder.md", "carried by two", "carried by three")
    site.start(port)
    expect(page.locator("#lost")).to_be_empty()
    expect(page.locator("#announcement")).to_contain_text("Renewed: page")
    site.edit("content/ladder.md", "carried by three", "carried by four")
    expect(page.locator("#booklet button", has_text="carried by four")).to_have_count(1)
    page.reload()
    _drawn(page.locator("#booklet .page img").first)


def test_a_text_names_its_source(site: Site) -> None:
    page = site.page
    text = page.get_by_role("button", name=re.compile("^Two minutes at the door"))
    text.click()
    expect(page.locator("#toast")).to_have_text("Copied: content/ladder.md:8")
    assert page.evaluate("navigator.clipboard.readText()") == "content/ladder.md:8"


class Still:
    """Stands in for the builder: one result, pages that are one picture."""

    def __init__(self, result: BuildResult, themes: ThemeCache) -> None:
        self.result, self.themes = result, themes
        self.drawing = (ROOT / "docs" / "images" / "en-cover.png").read_bytes()

    def build(self, theme: str | None = None, tokens: object = None) -> BuildResult:
        return self.result

    def picture(self, key: str, px_per_mm: float) -> bytes:
        return self.drawing

    def sheets(self) -> tuple[PreviewPage, ...]:
        return ()

    def pdf(self, edition: str) -> bytes:
        raise KeyError(edition)


@pytest.fixture
def still(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, Still, Server]]:
    pages = tuple(
        PreviewPage(f"p{number}", (148.5, 210.0), _two_texts(number)) for number in range(1, 7)
    )
    request = project(tmp_path)
    builder = Still(BuildResult(pages=pages, binding="right"), ThemeCache(request.templates))
    page = browser.new_page(viewport={"width": 800, "height": 700})
    with served(builder, request) as server:
        page.goto(server.url)
        expect(page.locator(".page")).to_have_count(6)
        yield page, builder, server
    page.close()


def _two_texts(number: int) -> tuple[PageText, ...]:
    whole = PageText(
        (20, 20, 100, 100), "content/a.md", number, f"Quotation {number}", "blockquote"
    )
    inner = PageText((30, 30, 60, 20), "content/a.md", 10 * number, f"Head {number}", "h2")
    return whole, inner


def test_a_right_bound_booklet_lies_the_other_way(still: tuple[Page, Still, Server]) -> None:
    page, builder, server = still
    cover, second, third = (page.locator(".page").nth(i).bounding_box() for i in range(3))
    assert cover is not None
    assert second is not None
    assert third is not None
    assert cover["x"] == third["x"] < second["x"]
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#page-number")).to_have_value("2–3")
    page.keyboard.press("End")
    expect(page.locator("#page-number")).to_have_value("6")
    builder.result = replace(builder.result, binding="left", pages=builder.result.pages[:4])
    server.session.rebuild()
    expect(page.locator(".page")).to_have_count(4)
    expect(page.locator("#page-number")).to_have_value("4")


def test_by_keyboard_alone(still: tuple[Page, Still, Server]) -> None:
    page, _, _ = still
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the pages")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the view itself scrolls, and so takes the focus
    if not page.locator(".texts button:focus").count():
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Quotation 1")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Head 2")).to_be_focused()
    expect(page.get_by_role("heading", name="Head 2")).to_have_count(1)
    expect(page.locator("#where")).to_have_text("content/a.md:20")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("content/a.md:20")
    page.keyboard.press("l")
    expect(page.get_by_label("Theme")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#show-theme-panel")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("c")
    expect(page.get_by_role("tab", name="Checklist")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#empty")).to_contain_text("no checklist")


def test_the_zoom_keys(still: tuple[Page, Still, Server]) -> None:
    page, _, _ = still
    scale = page.locator("#scale")
    page.keyboard.press("1")
    expect(scale).to_have_text("100 %")
    for key, percent in (("+", "125 %"), ("=", "150 %"), ("-", "125 %"), ("1", "100 %")):
        page.keyboard.press(key)
        expect(scale).to_have_text(percent)
    page.keyboard.press("0")
    expect(page.locator("#fit")).to_have_attribute("aria-pressed", "true")


def test_the_smaller_text_lies_on_top(still: tuple[Page, Still, Server]) -> None:
    page, _, _ = still
    box = page.locator("#booklet .paper").first.bounding_box()
    assert box is not None
    scale = box["width"] / 148.5
    page.mouse.click(box["x"] + 50 * scale, box["y"] + 40 * scale)
    expect(page.locator("#toast")).to_contain_text("content/a.md:10")
    page.mouse.move(box["x"] + 110 * scale, box["y"] + 100 * scale)
    expect(page.locator("#where")).to_have_text("content/a.md:1")
