"""The pages that sasshi makes, measured: no more faults of any kind than are known.

The goal is 0 everywhere. ``python -m tests.typesetting --faults`` names each fault.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sasshi.editions import A5_HALF_OF_A4
from sasshi.model import MM_PER_PT, TokenValue
from sasshi.typeset.type_area import type_area
from tests.conftest import Shipped
from tests.typesetting.faults import Kind
from tests.typesetting.measure import Measured, grid, measure
from tests.typesetting.source import source_of
from tests.typesetting.works import GENERATED, SHIPPED, TORTURE, Work, set_guides

#: Faults that are known; what is not named has none. Lower a number when it falls; the goal is 0.
LIMITS: dict[str, dict[Kind, int]] = {
    "second-partner": {},
    "tool-library": {Kind.WIDE_SPACES: 2},
    # A line of code, which is not spread; a name in code of 31 em, and what stands beside it.
    "torture": {Kind.UNEVEN: 1, Kind.GAP_MISSING: 1, Kind.SHORT_WORD: 1},
    # A line that is nothing but a URL; a narrow row of the longest words.
    "torture-en": {Kind.RIGHT: 1, Kind.WIDE_SPACES: 6, Kind.LADDER: 1},
    "specimen-ja": {},
    "specimen-en": {Kind.WIDE_SPACES: 16},
}

#: Spacing in em: space added at a Japanese character and Latin word spaces, each with its mean,
#: its deviation and its most. The goal for what is added is 0 ± 0, at most 1/8.
SPACING: dict[str, tuple[float, float, float]] = {
    "second-partner": (0.008, 0.011, 0.05),
    "tool-library": (0.29, 0.075, 0.73),
    "torture": (0.008, 0.013, 0.06),
    "torture-en": (0.33, 0.143, 0.96),
    "specimen-ja": (0.003, 0.007, 0.06),
    "specimen-en": (0.345, 0.104, 0.7),
}
TEXT_SIZE, LEADING, CHARS, LINES = 9.5, 17.0, 33, 29  # as theme.toml has them


@pytest.fixture(scope="session")
def works(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Work]:
    """Give every guide's booklet: the shipped ones as people build them, the others set here."""
    folder = tmp_path_factory.mktemp("typesetting")
    found = [
        Work(path.stem, shipped.files[f"{path.stem}-booklet.pdf"], source_of(path))
        for path in SHIPPED
    ]
    texts = [write(folder / name) for name, write in GENERATED.items()]
    found += set_guides([*TORTURE, *texts], folder)
    return {work.name: work for work in found}


@pytest.fixture(params=LIMITS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def measured(works: Mapping[str, Work], name: str) -> Measured:
    work = works[name]
    return measure(work.pdf, work.source)


def test_every_guide_has_its_limits(works: Mapping[str, Work]) -> None:
    assert set(works) == set(LIMITS) == set(SPACING)


def test_there_is_something_to_measure(measured: Measured, name: str) -> None:
    least = {"specimen-ja": 800, "specimen-en": 200, "torture-en": 30}.get(name, 90)
    assert measured.full_lines >= least
    assert measured.size == pytest.approx(TEXT_SIZE, abs=0.01)


def test_no_more_faults_than_are_known(measured: Measured, name: str) -> None:
    wrong = {
        f"{kind.value}: {count}, known {LIMITS[name].get(kind, 0)}": [
            str(fault) for fault in measured.faults if fault.kind == kind
        ][:5]
        for kind, count in measured.counts.items()
        if count > LIMITS[name].get(kind, 0)
    }
    assert wrong == {}


def test_spacing_is_no_wider_than_it_was(measured: Measured, name: str) -> None:
    spacing = measured.spacing
    found = spacing.added if spacing.added.count else spacing.words
    mean, deviation, most = SPACING[name]
    assert found.count > 300
    assert found.mean <= mean
    assert found.deviation <= deviation
    assert found.most <= most


def test_lines_fill_the_type_area_on_its_grid(measured: Measured) -> None:
    """The edges that most lines share are those that the theme's tokens ask for."""
    tokens: dict[str, TokenValue] = {
        "size": f"{TEXT_SIZE}pt",
        "leading": f"{LEADING}pt",
        "chars": CHARS,
        "lines": LINES,
        "gutter": "17.5mm",
    }
    area = type_area(A5_HALF_OF_A4, tokens)
    text = [p for p in measured.paragraphs if p.path.endswith("Part/Sect/P")]
    assert len(text) > 10
    for paragraph in text:
        for line in paragraph.lines:
            left = area.inner_mm if line.page % 2 else area.outer_mm
            width = CHARS * TEXT_SIZE * MM_PER_PT
            assert line.edges == pytest.approx((left, left + width), abs=0.1)
    step, _ = grid(line for paragraph in text for line in paragraph.lines)
    assert step == pytest.approx(LEADING * MM_PER_PT, abs=0.01)
