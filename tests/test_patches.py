"""The table of patches: the engine is as it was when they were written, and is left as it was."""

from __future__ import annotations

import inspect
import json
import pkgutil
import random
import re
import subprocess
import sys
import threading
import zlib
from contextlib import ExitStack
from importlib.metadata import version
from typing import Any

import pytest
import weasyprint

import sasshi.engine.internals  # noqa: F401, the engine as the program starts it
from sasshi.engine import declarations
from sasshi.engine.callbacks import DrawingCallbacks, LayoutCallbacks
from sasshi.engine.patch import MENDS, Patch, Phase, Target, find, patched, place_of
from sasshi.engine.patches import PATCHES
from sasshi.engine.planted import PLANTED
from sasshi.engine.session import ENGINE, Engine
from tests.engine_names import (
    RECORD,
    ROOT,
    attributes,
    defined_by_the_engine,
    given,
    imported,
    installed,
    replaced,
    used,
)
from tools.declare_c import declared

THEN: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
RENEW = "look at what changed, and at every page; then run `python -m tests.engine_names`"


# ---- the engine is as it was


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    """Look at WeasyPrint in a process of its own, without anything of ours in it."""
    return installed(list(THEN["names"]), list(THEN["source"]))


def test_the_version_is_the_one_that_was_tried() -> None:
    assert version("weasyprint") == THEN["version"], RENEW


def test_the_record_is_of_what_the_program_uses() -> None:
    assert sorted(THEN["names"]) == used(), RENEW
    assert sorted(THEN["source"]) == replaced(), RENEW
    assert THEN["attributes"] == attributes(), RENEW


@pytest.mark.parametrize("name", THEN["names"])
def test_what_is_used_is_called_as_before(name: str, now: dict[str, Any]) -> None:
    assert now["names"][name] == THEN["names"][name], RENEW


@pytest.mark.parametrize("name", THEN["source"])
def test_what_is_replaced_reads_as_before(name: str, now: dict[str, Any]) -> None:
    assert now["source"].get(name) == THEN["source"][name], RENEW


def test_the_objects_have_the_attributes_that_are_used() -> None:
    assert set(THEN["attributes"]) - defined_by_the_engine() == set(), RENEW


def test_pango_is_spoken_to_as_before() -> None:
    ffi, units = find("weasyprint.text.ffi:ffi"), find("weasyprint.text.ffi:TO_UNITS")
    fields = {
        "PangoGlyphString": {"num_glyphs", "glyphs", "log_clusters"},
        "PangoGlyphInfo": {"geometry"},
        "PangoGlyphGeometry": {"width"},
        "PangoItem": {"offset", "analysis"},
        "PangoAnalysis": {"level"},
    }
    assert units == 1024
    for name, wanted in fields.items():
        assert wanted <= {field for field, _ in ffi.typeof(name).fields}


def test_the_ready_made_declarations_are_of_this_engine() -> None:
    anew = "python -m tools.declare_c writes them anew"
    assert zlib.crc32(declared().encode()) == declarations.CHECKSUM, anew


def test_every_module_of_the_engine_is_imported_at_the_start() -> None:
    """One that is imported later could take a function of ours for its own, and keep it."""
    look = "import sasshi.engine.internals, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    modules = pkgutil.walk_packages(weasyprint.__path__, "weasyprint.", onerror=lambda name: None)
    assert {m.name for m in modules} - set(done.stdout.split()) <= {"weasyprint.__main__"}


# ---- the table


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.replacement)
def test_each_patch_says_why_it_is_there(patch: Patch) -> None:
    assert patch.why.endswith(".")
    assert patch.upstream
    assert patch.worth == MENDS or patch.phase in (Phase.START, Phase.WORK)


def test_what_is_for_speed_alone_is_worth_it() -> None:
    worth: dict[str, float] = {}
    for patch in PATCHES:
        if isinstance(patch.worth, float):
            worth[patch.module] = worth.get(patch.module, 0.0) + patch.worth
    assert all(share >= 3 for share in worth.values()), worth


def test_there_is_one_place_that_imports_the_engine() -> None:
    imports = re.compile(r"^\s*(?:import|from) (?:weasyprint|pydyf|cssselect2)\b", re.MULTILINE)
    files = (ROOT / "sasshi").rglob("*.py")
    found = {path.name for path in files if imports.search(path.read_text(encoding="utf-8"))}
    assert found == {"internals.py"}


def test_what_is_replaced_is_never_taken_by_name() -> None:
    assert {patch.target for patch in PATCHES} & set(imported().values()) == set()


def test_what_is_planted_on_the_objects_of_the_engine_is_named_in_one_place() -> None:
    assert given() - defined_by_the_engine() == set()
    assert all(planted.name.startswith("_sasshi") for planted in PLANTED)
    assert not {planted.name for planted in PLANTED} & defined_by_the_engine()


# ---- the engine is left as it was


class Ours:
    """Stands for any of our rules: says nothing, and gives nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args: None


OURS: Any = Ours()
CALLBACKS: dict[Phase, Any] = {
    Phase.LAYOUT: LayoutCallbacks(OURS, OURS, OURS.end_block, smallest_px=10.0),
    Phase.DRAWING: DrawingCallbacks(
        OURS.keep, OURS, OURS.mark, OURS.place, turned=True, texts=False
    ),
}


def put_in(patch: Patch) -> Any:
    return patched([patch], CALLBACKS.get(patch.phase))


def state() -> dict[tuple[Any, str], Any]:
    """Give all that patches may change, with what it is now."""
    targets = [Target(patch.target) for patch in PATCHES]
    return {(id(p.holder), p.name): p.get() for each in targets for p in each.places}


#: Those that may find that there is nothing to do on this machine, or that it has been done.
NOT_ALWAYS = ("ctypes.util:find_library", "sys:modules")
SURE = [patch for patch in PATCHES if not patch.target.startswith(NOT_ALWAYS)]


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.replacement)
def test_a_patch_is_undone_also_after_a_mistake(patch: Patch) -> None:
    before = state()
    with put_in(patch):
        assert patch not in SURE or state() != before
    assert state() == before
    with pytest.raises(KeyError), put_in(patch):
        raise KeyError
    assert state() == before


@pytest.mark.parametrize("patch", SURE, ids=lambda patch: patch.replacement)
def test_what_stands_in_takes_what_was_there_takes(patch: Patch) -> None:
    own = inspect.unwrap(find(patch.target))
    if not inspect.isfunction(own):
        return
    parameters = inspect.signature(own).parameters.values()
    with put_in(patch):
        ours = inspect.signature(find(patch.target))
    places = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    ours.bind(*(p.name for p in places))
    ours.bind(*(p.name for p in places if p.default is p.empty))
    named = {name: p for name, p in ours.parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD}
    assert list(named) == [p.name for p in places][: len(named)]
    for p in places:
        assert p.name not in named or named[p.name].default == p.default


@pytest.mark.parametrize("seed", range(20))
def test_patches_are_undone_in_any_order(seed: int) -> None:
    order = random.Random(seed)
    before = state()
    going = [(patch, put_in(patch)) for patch in order.sample(PATCHES, len(PATCHES))]
    for _, context in going:
        context.__enter__()
    order.shuffle(going)
    while going:
        _, context = going.pop()
        context.__exit__(None, None, None)
        for patch, _ in going:
            assert patch not in SURE or find(patch.target) is not before[key(patch)]
    assert state() == before


def key(patch: Patch) -> tuple[int, str]:
    place = place_of(patch.target)
    return id(place.holder), place.name


def test_no_two_names_are_of_the_same_place() -> None:
    """Else what one puts back, the other would have taken for the engine's own."""
    targets = {patch.target: Target(patch.target) for patch in PATCHES}
    places = [(id(p.holder), p.name) for each in targets.values() for p in each.places]
    assert len(places) == len(set(places))


def test_what_the_engine_does_not_have_is_told() -> None:
    gone = Patch("weasyprint.draw:gone", "drawing_hooks:no_texts", Phase.DRAWING, "", MENDS, "")
    with pytest.raises(AttributeError, match=r"no weasyprint\.draw:gone"), put_in(gone):
        pass
    assert not hasattr(find("weasyprint:draw"), "gone")


def test_a_replacement_that_fails_leaves_nothing_behind() -> None:
    before = state()
    wrong = Patch("weasyprint.draw:draw_text", "session:nothing", Phase.WORK, "", MENDS, "")
    with pytest.raises(TypeError), patched([*SURE[-3:], wrong], CALLBACKS[Phase.DRAWING]):
        pass
    assert state() == before


def test_two_of_the_same_function_stand_upon_each_other() -> None:
    calls: list[str] = []
    drawn = DrawingCallbacks(OURS.keep, mark=lambda stream, box: calls.append("mark"))
    box = find("weasyprint.formatting_structure.boxes:InlineBox").__new__(
        find("weasyprint.formatting_structure.boxes:InlineBox")
    )
    for side in ("top", "right", "bottom", "left"):
        setattr(box, f"border_{side}_width", 0)
    box.style = {"border_bottom_style": "none", "visibility": "hidden"}
    with patched([p for p in PATCHES if p.target == "weasyprint.draw:draw_border"], drawn):
        find("weasyprint.draw:draw_border")(None, box)
    assert calls == ["mark"]


def test_nothing_is_changed_until_a_session_is_open() -> None:
    look = """
import sasshi.typeset.typesetter, sasshi.pages.changed_pieces
from sasshi.engine.patch import Phase, find
from sasshi.engine.patches import PATCHES
for patch in PATCHES:
    module = getattr(find(patch.target), "__module__", "")
    assert patch.phase is Phase.START or not module.startswith("sasshi"), patch
"""
    subprocess.run([sys.executable, "-c", look], check=True)


def test_sessions_lie_within_each_other() -> None:
    before, engine = state(), Engine()
    with engine.session():
        inner = state()
        with pytest.raises(KeyError), engine.laying_out(CALLBACKS[Phase.LAYOUT]):
            raise KeyError
        assert state() == inner != before
        with engine.session(), engine.drawing(CALLBACKS[Phase.DRAWING]):
            pass
        assert state() == inner
    assert state() == before


def test_other_threads_wait_for_their_session() -> None:
    order: list[str] = []

    def other() -> None:
        with ENGINE.session():
            order.append("other")

    with ExitStack() as stack:
        stack.enter_context(ENGINE.session())
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.05)
        order.append("this")
    thread.join()
    assert order == ["this", "other"]
