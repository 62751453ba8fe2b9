"""HTML as text → a page that the engine can lay out."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from sasshi.engine.fetcher import SafeFetcher
from sasshi.engine.internals import cssselect2, weasyprint
from sasshi.engine.start import rare_rules

#: The attribute of a note that holds its number.
NOTE_NUMBER = "data-note"
#: The largest number that stands upright in a column (JLREQ 3.2.5: two digits, seldom more).
MOST_ACROSS = 99


class _Parsed(weasyprint.HTML):  # type: ignore[misc]
    """A page whose tree was made beforehand, with the engine's own rules that it needs."""

    def __init__(self, root: Element, base_url: str, fetcher: SafeFetcher, rules: str) -> None:
        self.base_url = base_url
        self.rules = rules
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, None)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        """Give the engine's own style sheet, and what was kept out of it where it is needed."""
        sheets: list[Any] = super()._ua_stylesheets(forms)
        return [*sheets, weasyprint.CSS(string=self.rules)] if self.rules else sheets


def parse(html: str, base_url: str, fetcher: SafeFetcher) -> weasyprint.HTML:
    """Parse a page.

    A page that is also well-formed XML, as those of the shipped themes are, goes through the
    parser of the standard library, in C; any other through the engine's HTML parser, which
    needs 0.1 s for a booklet.
    """
    try:
        return parse_piece(html, base_url, fetcher, {})
    except ElementTree.ParseError:
        page = weasyprint.HTML(string=html, base_url=base_url, url_fetcher=fetcher)
    root = page.etree_element
    _number_notes(root, {})
    return _Parsed(root, base_url, fetcher, rare_rules(html))


def parse_piece(
    html: str, base_url: str, fetcher: SafeFetcher, notes: dict[str, int]
) -> weasyprint.HTML:
    """Parse a page, or a piece of one, that is well-formed XML.

    ``notes`` are the numbers of the notes before it; those of its own are added.

    Raises:
        ParseError: it is not well-formed.

    """
    root = ElementTree.fromstring(html.replace("<!doctype html>", "", 1).strip())
    _number_notes(root, notes)
    return _Parsed(root, base_url, fetcher, rare_rules(html))


def _number_notes(root: Element, numbers: dict[str, int]) -> None:
    """Number the notes, and write its number where a note is referred to again.

    The engine's ``target-counter`` knows page and list counters, not that of footnotes.
    """
    notes = [span for span in root.iter("span") if "footnote" in span.get("class", "").split()]
    for number, note in enumerate(notes, len(numbers) + 1):
        numbers[f"#{note.get('id')}"] = number
        note.set(NOTE_NUMBER, str(number))
        _mark_long(note, number)
    for link in root.iter("a"):
        if "footnote-again" in link.get("class", "").split():
            number = numbers.get(link.get("href", ""), 0)
            link.text = str(number or "")
            _mark_long(link, number)


def _mark_long(element: Element, number: int) -> None:
    """Mark what has a number of three digits or more: it has no room across a column."""
    if number > MOST_ACROSS:
        element.set("class", f"{element.get('class')} many-digits")
