"""Footnotes: ``[^name]`` in the text, and ``[^name]: text`` anywhere for the note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from markdown.util import STX, AtomicString

from sasshi.dialect.block_parser import BlockRule, BlockState, Start
from sasshi.dialect.draft import Draft, Target, line_of
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, append_text, pattern_rule
from sasshi.dialect.leaf_pass import LeafPass, OpeningRule
from sasshi.dialect.source_lines import Line

_NOTE = re.compile(r" *\[\^([^\]\s]+)\]:(.*)$")
_CALL = rf"\[\^([^\]\s{STX}]+)\]"


@dataclass(slots=True)
class Notes:
    """The notes of a text by their names, each with its line, and the calls of them."""

    notes: dict[str, tuple[Element, int]] = field(default_factory=dict)
    calls: list[Target] = field(default_factory=list)


def register(grammar: Grammar) -> None:
    """Add notes, the calls of them, and the way of a note to the first call."""
    grammar.add(
        BlockRule(_take, (Start(r" *\[\^[^\]\s]+\]:"),)),
        pattern_rule(Binding.BRACKETS, _CALL, _make_call),
        OpeningRule("footnote-call", _open),
        FinishingRule(_finish),
    )


def _take(state: BlockState, position: int) -> int:
    match = _NOTE.match(state.lines[position].text)
    if not match:
        return position
    draft, line = state.draft, state.lines[position]
    end = state.end_of_item(position, line.indent + 2)
    inner = [Line(line.number, match[2].strip(" "))]
    inner += [each.cut(4) for each in state.lines[position + 1 : end]]
    note = Element("note")
    state.nest(inner, note)
    name, notes = match[1], draft.kept(Notes).notes
    if name in notes:
        draft.error("footnote-twice", line.number, name=name, first=notes[name][1])
        return end
    if not match[2].strip() and not len(note):
        draft.error("footnote-empty", line.number, name=name)
    notes[name] = note, line.number
    draft.apart.append(note)
    return end


def _make_call(match: re.Match[str], text: str) -> Made:
    """Make ``[^name]`` an element, to be filled when all notes are known.

    Its text is for captions, which are read once more: until then they are the title of a picture.
    """
    call = Element("footnote-call", {"name": match[1]})
    call.text = AtomicString(match[0])
    return call, match.start(), match.end()


def _open(leaf: LeafPass, call: Element) -> None:
    call.text = None
    target = Target(call, call.attrib.pop("name"), leaf.line)
    leaf.draft.kept(Notes).calls.append(target)
    call.set("data-line", str(leaf.line))


def _finish(finish: Finish) -> None:
    """Put each note where it is first called; later calls point there."""
    draft, kept = finish.draft, finish.draft.kept(Notes)
    inside = {id(element) for note, _ in kept.notes.values() for element in note.iter()}
    for call in kept.calls:
        if id(call.element) in inside:
            call.element.tag = "span"
            draft.error("footnote-nested", call.line, name=call.target)
    order = {id(element): number for number, element in enumerate(finish.tree.iter())}
    calls = [call for call in kept.calls if id(call.element) not in inside]
    _place(draft, kept, sorted(calls, key=lambda call: order.get(id(call.element), 0)))


def _place(draft: Draft, kept: Notes, calls: Sequence[Target]) -> None:
    ids: dict[str, str] = {}
    for call in calls:
        element, name = call.element, call.target
        if name not in kept.notes:
            codes = ("footnote-undefined", "footnote-undefined-near")
            draft.unknown(codes, call.line, name, sorted(kept.notes))
            element.tag = "span"
        elif name in ids:
            element.tag = "a"
            element.attrib.update({"class": "footnote-again", "href": f"#{ids[name]}"})
        else:
            ids[name] = f"fn-{len(ids) + 1}"
            element.tag = "span"
            element.attrib.update({"class": "footnote", "id": ids[name]})
            _fill(draft, element, kept.notes[name][0])
    for name, (_, line) in kept.notes.items():
        if name not in ids:
            draft.warning("footnote-unused", line, name=name)


def _fill(draft: Draft, call: Element, note: Element) -> None:
    """Move the text of a note's paragraphs to its call, a line break between them."""
    for number, paragraph in enumerate(list(note)):
        if paragraph.tag != "p":
            draft.error("footnote-block", line_of(paragraph))
            continue
        if number:
            SubElement(call, "br")
        append_text(call, paragraph.text)
        call.extend(list(paragraph))
