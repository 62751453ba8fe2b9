"""Expressions in templates → shapes: what they name that there is not, and what they use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from jinja2 import nodes

from sasshi.problems import Place, Problem, closest, error, shown_path
from sasshi.theme.lint.shapes import ANY, METHOD, Shape, methods
from sasshi.theme.theme import Theme

Scope = dict[str, Shape]

TEXT, NUMBER = Shape(methods(str)), Shape(methods(int))
LOOP = Shape(
    dict.fromkeys(("index", "index0", "revindex", "revindex0", "first", "last", "length"), NUMBER)
    | dict.fromkeys(("depth", "depth0"), NUMBER)
    | dict.fromkeys(("cycle", "changed", "previtem", "nextitem"), ANY)
)
#: Filters that give a list of what they are given a list of, one of it, or another kind.
_SAME = ("default", "d", "list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort")
_ONE = ("first", "last", "max", "min", "random")
_LISTS = ("batch", "slice")
#: Filters that name a field of each, as their first argument or as ``attribute``.
_FIELD_FIRST = ("groupby", "rejectattr", "selectattr")
_FIELD_NAMED = ("groupby", "map", "max", "min", "sort", "sum", "unique")


@dataclass(slots=True)
class TemplateUse:
    """What the templates of a theme do, as far as it can be read."""

    problems: dict[tuple[object, ...], Problem] = field(default_factory=dict)
    #: The files that are reached, and the names that may be, with ``*`` for what is not known.
    files: set[Path] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    #: Names of tokens; ``*`` where a template may ask for any.
    tokens: set[str] = field(default_factory=set)

    def add(self, problem: Problem) -> None:
        """Keep a problem, once."""
        self.problems.setdefault((problem.place, problem.code, problem.params), problem)


@dataclass(slots=True)
class Expressions:
    """Reads expressions in the file ``here``; each way gives the shape of a value.

    ``given`` are the variables that the template has from outside.
    """

    theme: Theme
    use: TemplateUse
    given: Scope
    here: Path = Path()

    def statement(self, node: nodes.Node, scope: Scope) -> None:
        """Read what is no expression."""

    def shape(self, node: nodes.Node, scope: Scope) -> Shape:
        """Read an expression, and give the shape of its value."""
        way = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if way is not None:
            shape: Shape = way(node, scope)
            return shape
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.Expr):
                self.shape(child, scope)
            else:
                self.statement(child, scope)
        return ANY

    def _of_const(self, node: nodes.Const, scope: Scope) -> Shape:
        if isinstance(node.value, str):
            return Shape(TEXT.names, texts=(node.value,))
        return NUMBER if isinstance(node.value, int) else ANY

    def _of_name(self, node: nodes.Name, scope: Scope) -> Shape:
        if node.name in scope:
            return scope[node.name]
        if node.name in self.theme.environment.globals or node.name == "self":
            return ANY
        self.check_known(node.name, {k: v for k, v in scope.items() if k != "super"}, node)
        return ANY

    def _of_getattr(self, node: nodes.Getattr, scope: Scope) -> Shape:
        return self._member(node, self.shape(node.node, scope), (node.attr,))

    def _of_getitem(self, node: nodes.Getitem, scope: Scope) -> Shape:
        whole, key = self.shape(node.node, scope), self.shape(node.arg, scope)
        if isinstance(node.arg, nodes.Slice):
            return Shape(whole.names, whole.each)
        if whole.each is not None and not key.texts:
            return whole.each
        return self._member(node, whole, key.texts)

    def _member(self, node: nodes.Expr, whole: Shape, keys: tuple[str, ...] | None) -> Shape:
        if whole is self.given.get("tokens"):
            self.use.tokens |= set(keys or ("*",)) - {"get", "items", "values", "keys"}
            if keys and keys[0] in ("items", "values", "keys"):
                self.use.tokens.add("*")
        if keys is None or whole.names is None:
            return ANY
        for key in keys:
            self.check_known(key, whole.names, node)
        return whole.names.get(keys[0], ANY) if len(keys) == 1 else ANY

    def _of_call(self, node: nodes.Call, scope: Scope) -> Shape:
        called = self.shape(node.node, scope)
        values = [*node.args, *(pair.value for pair in node.kwargs)]
        values += [each for each in (node.dyn_args, node.dyn_kwargs) if each is not None]
        shapes = [self.shape(value, scope) for value in values]
        texts = shapes[0].texts if shapes and shapes[0].texts else ()
        if isinstance(node.node, nodes.Name) and node.node.name == "ornament":
            self._check_ornaments(node, texts)
        asked = node.node.node if isinstance(node.node, nodes.Getattr) else None
        if asked is not None and self.shape(asked, scope) is self.given.get("tokens"):
            self.use.tokens |= set(texts or ("*",))
        return called.gives or ANY

    def _check_ornaments(self, node: nodes.Call, names: tuple[str, ...]) -> None:
        """Name the drawings that decorate and that there are not."""
        for name in names:
            if self.theme.find(f"figures/{name}.svg") is None:
                known = (Path(each).stem for each in self.theme.names("figures/*.svg"))
                self.check_known(name, dict.fromkeys(known, ANY), node)

    def _of_filter(self, node: nodes.Filter, scope: Scope) -> Shape:
        if node.name not in self.theme.environment.filters:
            reason = f"No filter named {node.name!r}."
            self.use.add(error("template-syntax", self.place(node), reason=reason))
        fallback = node.name in ("default", "d")
        given = ANY
        if node.node is not None:
            given = (
                self._perhaps_missing(node.node, scope)
                if fallback
                else self.shape(node.node, scope)
            )
        for value in (*node.args, *(pair.value for pair in node.kwargs)):
            self.shape(value, scope)
        return self._filtered(node, given)

    def _filtered(self, node: nodes.Filter, given: Shape) -> Shape:
        fields = self._fields(node)
        each = given.each or ANY
        for name in fields:
            if each.names is not None:
                self.check_known(name, each.names, node)
        match node.name:
            case name if name in _SAME:
                return given
            case name if name in _ONE:
                return each
            case name if name in _LISTS:
                return Shape(each=given)
            case "map" if fields:
                return Shape(each=(each.names or {}).get(fields[0], ANY))
            case "length" | "count" | "int" | "round" | "abs":
                return NUMBER
        return ANY

    def _fields(self, node: nodes.Filter) -> tuple[str, ...]:
        """Give the fields of each that a filter names, without what stands after a dot."""
        named = [pair.value for pair in node.kwargs if pair.key == "attribute"]
        first = node.args[:1] if node.name in _FIELD_FIRST else []
        wanted = [*first, *named] if node.name in (*_FIELD_FIRST, *_FIELD_NAMED) else []
        return tuple(
            value.value.partition(".")[0]
            for value in wanted
            if isinstance(value, nodes.Const) and isinstance(value.value, str)
        )

    def _of_test(self, node: nodes.Test, scope: Scope) -> Shape:
        if node.name not in self.theme.environment.tests:
            reason = f"No test named {node.name!r}."
            self.use.add(error("template-syntax", self.place(node), reason=reason))
        if node.name in ("defined", "undefined"):
            self._perhaps_missing(node.node, scope)
        else:
            self.shape(node.node, scope)
        for value in node.args:
            self.shape(value, scope)
        return ANY

    def _perhaps_missing(self, node: nodes.Node, scope: Scope) -> Shape:
        """Read what may be missing: only what stands before its last name is looked at."""
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            whole = self.shape(node.node, scope)
            if isinstance(node, nodes.Getattr):
                return (whole.names or {}).get(node.attr, ANY)
            return ANY
        return (
            scope.get(node.name, ANY) if isinstance(node, nodes.Name) else self.shape(node, scope)
        )

    def _of_or(self, node: nodes.Or, scope: Scope) -> Shape:
        left, right = self.shape(node.left, scope), self.shape(node.right, scope)
        return left if left is not ANY and left.each else right if left.each is None else ANY

    def _of_condexpr(self, node: nodes.CondExpr, scope: Scope) -> Shape:
        self.shape(node.test, scope)
        first = self.shape(node.expr1, scope)
        second = self.shape(node.expr2, scope) if node.expr2 is not None else first
        if first.texts and second.texts:
            return Shape(TEXT.names, texts=(*first.texts, *second.texts))
        return first if first is second else ANY

    def _of_list(self, node: nodes.List, scope: Scope) -> Shape:
        shapes = [self.shape(item, scope) for item in node.items]
        alike = len({id(shape.names) for shape in shapes}) == 1
        return Shape(methods(list), shapes[0] if alike else ANY)

    def texts(self, node: nodes.Node, scope: Scope) -> tuple[str, ...] | None:
        """Give all that a text may be, ``*`` for parts that are not known; ``None`` for none."""
        parts = node.nodes if isinstance(node, nodes.Concat) else [node]
        reader = Expressions(self.theme, TemplateUse(), self.given)
        by_part = [reader.shape(part, scope).texts for part in parts]
        if not any(by_part):
            return None
        return tuple("".join(each) for each in product(*(texts or ("*",) for texts in by_part)))

    def check_known(self, name: str, names: Mapping[str, Shape] | None, node: nodes.Node) -> None:
        """Name what there is not, with the nearest that there is."""
        if names is None or name in names:
            return
        own = sorted(key for key, shape in names.items() if shape is not METHOD)
        nearest = closest(name, names, 0.5) or ", ".join(own) or "…"
        self.use.add(error("template-undefined", self.place(node), name=name, nearest=nearest))

    def place(self, node: nodes.Node) -> Place:
        """Give the line where something stands."""
        return Place(shown_path(self.here), node.lineno)
