"""Types of Python → shapes: what a template may ask of a value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from sasshi.model import Doc


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What is known of a value; nothing is known of what is ``None``.

    ``names`` are what may stand after a dot or in brackets, ``each`` is what a loop over it
    gives, ``gives`` what a call does, ``texts`` all that a text may be.
    """

    names: Mapping[str, Shape] | None = None
    each: Shape | None = None
    gives: Shape | None = None
    texts: tuple[str, ...] | None = None


#: Nothing is known: whatever a template asks of it is right.
ANY = Shape()
#: What every value of a kind can do, such as ``upper`` of a text.
METHOD = Shape()


def shape_of(hint: Any) -> Shape:
    """Give the shape of a type, as it stands in an annotation."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        shape, doc = shape_of(arguments[0]), arguments[1]
        texts = doc.values if isinstance(doc, Doc) and doc.values else shape.texts
        return Shape(shape.names, shape.each, shape.gives, texts)
    if origin in (Union, UnionType):
        known = [argument for argument in arguments if argument is not NoneType]
        return shape_of(known[0]) if len(known) == 1 else ANY
    if origin is Callable or hint is Callable:
        return Shape(gives=ANY)
    if isinstance(hint, type) and is_dataclass(hint):
        return Shape({name: shape for name, shape in _members(hint)})
    kind = origin or hint
    if not isinstance(kind, type) or issubclass(kind, Mapping):
        return ANY
    each = shape_of(arguments[0]) if arguments and issubclass(kind, Sequence) else None
    if issubclass(kind, Iterable) or kind in (int, float, bool):
        return Shape(methods(kind), each)
    return ANY


def methods(kind: type) -> dict[str, Shape]:
    """Give what every value of a type can do."""
    return {name: METHOD for name in dir(kind) if not name.startswith("_")}


def record(names: Mapping[str, Shape]) -> Shape:
    """Give the shape of a table that has these keys, and what every table can do."""
    return Shape({**methods(dict), **names})


def view_shapes(view: type) -> dict[str, Shape]:
    """Give the shapes of a view's fields by their names."""
    hints = get_type_hints(view, include_extras=True)
    return {field.name: shape_of(hints[field.name]) for field in fields(view)}


def _members(kind: type) -> Iterable[tuple[str, Shape]]:
    yield from view_shapes(kind).items()
    for name, member in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith("_"):
            yield name, Shape(gives=shape_of(get_type_hints(member).get("return", Any)))
