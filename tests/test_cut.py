"""A page's text cut at the top."""

from __future__ import annotations

import pytest

from sasshi.pages.cut import cut

HEAD = "<!doctype html><html><head><title>x</title></head><body class='a'>"


def test_the_children_of_body_and_main_are_cut() -> None:
    page = cut(
        f"{HEAD}<!-- c -->\n<p>1<p>2</p></p><main id='m'>\n<div>3</div></main></body></html>"
    )
    assert page is not None
    assert [(e.tag, e.text, e.inside) for e in page.elements] == [
        ("p", "<p>1<p>2</p></p>", False),
        ("div", "<div>3</div>", True),
    ]
    assert page.head == HEAD


def test_a_piece_leaves_the_others_empty() -> None:
    page = cut(
        f"{HEAD}<p class='b'>1</p><main><div>2</div><div>3</div></main><p>4</p></body></html>"
    )
    assert page is not None
    assert page.piece(range(2, 3), ["<div>new</div>"]) == (
        f"{HEAD}<p class='b'></p><main><div></div><div>new</div></main><p></p></body></html>"
    )


@pytest.mark.parametrize(
    "body",
    ["", "text", "<p>1</p>text", "<p>1", "<p/>", "<main>text</main>", "<main/>", "<p>1</p></b>"],
)
def test_anything_else_is_left_whole(body: str) -> None:
    assert cut(f"{HEAD}{body}</body></html>") is None
