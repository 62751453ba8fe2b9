"""The themes that the preview keeps between builds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sasshi.make import Request
from sasshi.preview.theme_cache import ThemeCache
from sasshi.render.filters import FILTERS
from sasshi.theme import load_theme
from tests.previewing import UMI, project


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return project(tmp_path)


def test_a_theme_is_kept_until_one_of_its_files_changes(request_: Request) -> None:
    themes, folder = ThemeCache(request_.templates), request_.templates / "umi"
    for path in request_.templates.rglob("*.*"):
        os.utime(path, (1, 1))
    first = themes.tokens_of("umi")
    assert themes.tokens_of("umi") is first
    (folder / "theme.toml").write_text(UMI.replace("225588", "112233"), encoding="utf-8")
    assert themes.tokens_of("umi")["accent"].default == "#112233"
    assert themes.tokens_of("no-such") == {}


def test_a_theme_that_is_saved_while_it_is_loaded_is_loaded_again(request_: Request) -> None:
    themes = ThemeCache(request_.templates)
    with themes.loaded() as loaded:
        loaded["umi"] = load_theme("umi", request_.templates, FILTERS)
        (request_.templates / "umi" / "theme.toml").write_text(
            UMI.replace("225588", "112233"), encoding="utf-8"
        )
    assert themes.tokens_of("umi")["accent"].default == "#112233"


def test_themes_that_are_broken_have_a_title(request_: Request) -> None:
    themes, folder = ThemeCache(request_.templates), request_.templates
    (folder / "umi" / "theme.toml").write_text("name = 'The sea'\n", encoding="utf-8")
    assert {"name": "umi", "title": "The sea"} in themes.titles()
    (folder / "umi" / "theme.toml").write_text("name = [", encoding="utf-8")
    assert {"name": "umi", "title": "umi"} in themes.titles()
    assert themes.tokens_of("umi") == {}
