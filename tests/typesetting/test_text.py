"""The generated text is the same each time, and statistically like prose."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.typesetting.text import bare, write_english, write_japanese


def read(folder: Path) -> str:
    return "\n\n".join(p.read_text("utf-8") for p in sorted(folder.glob("[0-9]*.md")))


def paragraphs(text: str) -> list[str]:
    parts = [part.strip() for part in text.split("\n\n")]
    return [bare(part) for part in parts if not part.startswith("#")]


@pytest.mark.parametrize(
    ("write", "digest"), [(write_japanese, "4a20aadb4681"), (write_english, "5b86d12bedff")]
)
def test_the_same_each_time(write: Callable[[Path], Path], digest: str, tmp_path: Path) -> None:
    text = read(write(tmp_path / "guide"))
    assert sha256(text.encode()).hexdigest()[:12] == digest


def test_japanese_is_like_prose(tmp_path: Path) -> None:
    text = read(write_japanese(tmp_path / "guide"))
    found = paragraphs(text)
    whole = "".join(found)
    assert len(whole) >= 30_000
    assert all(50 <= len(each) <= 310 for each in found)
    for pattern, least, most in (
        ("[、。？！…・]", 12, 20),  # a mark every so many characters
        ("[「『（]", 50, 80),
        ("[0-9A-Za-z-]+", 40, 60),
    ):
        assert least < len(whole) / len(re.findall(pattern, whole)) < most, pattern
    assert text.count("|") > 100
    assert text.count("**") > 60


def test_english_is_like_prose(tmp_path: Path) -> None:
    found = paragraphs(read(write_english(tmp_path / "guide")))
    assert sum(map(len, found)) >= 15_000
    assert all(150 <= len(each) <= 1000 for each in found)
    words = " ".join(found).split()
    assert 4.5 < sum(map(len, words)) / len(words) < 7
