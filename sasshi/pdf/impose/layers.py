"""Layers (optional content): which of them are printed, and how sheets keep them so.

ISO 32000-2, 8.11. A layer's own usage for printing goes before how it is shown on a screen. On
the sheets every layer has that one state, so that all viewers, on screen and in print, agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from sasshi.pdf.impose.values import dictionary_of, items_of, name_of

_ObjGen = tuple[int, int]
#: What asks how a layer is to be when it is printed, and the entry that says so (Table 100).
_USAGES = {"/Print": "/PrintState", "/View": "/ViewState", "/Export": "/ExportState"}


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a PDF, and those of them that are not printed."""

    groups: tuple[pikepdf.Object, ...] = ()
    hidden: frozenset[_ObjGen] = frozenset()
    order: pikepdf.Object | None = None

    def prints(self, content: pikepdf.Object | None) -> bool:
        """Tell whether what belongs to a layer, or to a membership of several, is printed."""
        if not self.hidden or not isinstance(content, pikepdf.Dictionary):
            return True
        if content.get("/Type") != pikepdf.Name.OCMD:
            return content.objgen not in self.hidden
        expression = content.get("/VE")
        if isinstance(expression, pikepdf.Array):
            return self._holds(expression)
        members = content.get("/OCGs")
        groups = _groups(members if isinstance(members, pikepdf.Array) else [members])
        shown = [each.objgen not in self.hidden for each in groups]
        policy = {
            "/AllOn": all(shown),
            "/AnyOff": not all(shown),
            "/AllOff": not any(shown),
        }.get(name_of(content.get("/P")), any(shown))
        return policy or not shown

    def _holds(self, expression: pikepdf.Object) -> bool:
        """Work a visibility expression out (8.11.2.2)."""
        if not isinstance(expression, pikepdf.Array):
            return self.prints(expression)
        operator = expression[0] if len(expression) else None
        values = [self._holds(each) for each in list(expression)[1:]]
        if operator == pikepdf.Name.Not:
            return not all(values)
        return any(values) if operator == pikepdf.Name.Or else all(values)

    def carry(self, target: pikepdf.Pdf) -> None:
        """Give a target whose pages came from the PDF its layers, each in the state it prints in.

        Copies are the same objects as those that the pages' resources name.
        """
        if not self.groups:
            return
        copies = {group.objgen: target.copy_foreign(group) for group in self.groups}
        for copy in copies.values():
            if "/Usage" in copy:
                del copy.Usage  # or a viewer would change the state again
        default = pikepdf.Dictionary(
            BaseState=pikepdf.Name.ON,
            OFF=pikepdf.Array([copies[each] for each in copies if each in self.hidden]),
        )
        if self.order is not None:
            default.Order = target.copy_foreign(self.order)
        target.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array(list(copies.values())), D=default
        )


def read_layers(pdf: pikepdf.Pdf) -> Layers:
    """Read the layers of a PDF, and which of them would not be printed."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return Layers()
    default = dictionary_of(properties.get("/D"))
    named = (properties.get("/OCGs"), default.get("/ON"), default.get("/OFF"))
    groups = {each.objgen: each for array in named for each in _groups(array)}
    hidden = frozenset(each for each, group in groups.items() if not _prints(group, default))
    order = default.get("/Order")
    if isinstance(order, pikepdf.Array):
        order = order if order.is_indirect else pdf.make_indirect(order)
    return Layers(tuple(groups.values()), hidden, order)


def _groups(array: object) -> Iterator[pikepdf.Object]:
    """Give the layers of an array, which may hold anything."""
    for each in list(array) if isinstance(array, pikepdf.Array | list) else ():
        if isinstance(each, pikepdf.Dictionary) and each.is_indirect:
            yield each


def _prints(group: pikepdf.Object, default: pikepdf.Object) -> bool:
    """Tell whether a layer is printed: by its usage, or else as it is shown at first."""
    if not _intents(group) & _intents(default) and "/All" not in _intents(default):
        return True
    states = set(_asked(group, default)) or set(_state(group, "/Print"))
    if "/OFF" in states:
        return False
    if "/ON" in states:
        return True
    if any(each.objgen == group.objgen for each in _groups(default.get("/OFF"))):
        return False
    if any(each.objgen == group.objgen for each in _groups(default.get("/ON"))):
        return True
    return default.get("/BaseState") != pikepdf.Name.OFF


def _asked(group: pikepdf.Object, default: pikepdf.Object) -> Iterator[str]:
    """Give the states that a layer is to have by what the file applies when it is printed."""
    for each in items_of(default.get("/AS")):
        if not isinstance(each, pikepdf.Dictionary) or each.get("/Event") != pikepdf.Name.Print:
            continue
        if any(member.objgen == group.objgen for member in _groups(each.get("/OCGs"))):
            for category in items_of(each.get("/Category")):
                yield from _state(group, name_of(category))


def _state(group: pikepdf.Object, category: str) -> Iterator[str]:
    """Give the state that a layer's usage has for a category, if any: ``/ON``, ``/OFF``."""
    if category not in _USAGES:
        return
    own = dictionary_of(dictionary_of(group.get("/Usage")).get(category))
    if _USAGES[category] in own:
        yield name_of(own[_USAGES[category]])


def _intents(holder: pikepdf.Object) -> set[str]:
    intent = holder.get("/Intent", pikepdf.Name.View)
    intents = items_of(intent) if isinstance(intent, pikepdf.Array) else [intent]
    return {name_of(each) for each in intents}
