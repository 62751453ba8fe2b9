"""Templates → what they use: their statements walked, with the names there are at each place."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from jinja2 import nodes

from sasshi.problems import Place, closest, error, shown_path, warning
from sasshi.theme.lint.expressions import LOOP, TEXT, Expressions, Scope, TemplateUse
from sasshi.theme.lint.shapes import ANY, Shape, record, shape_of, view_shapes
from sasshi.theme.theme import Theme


def lint(
    theme: Theme, views: Mapping[str, type], common: type, words: Iterable[str]
) -> TemplateUse:
    """Read every template that is given a view, and all that it includes, extends and imports.

    ``views`` are by the template's name, with ``*`` for any; all get the view ``common`` too.
    """
    use = TemplateUse()
    shared = view_shapes(common) | {
        "tokens": record({n: shape_of(t.kind.shape) for n, t in theme.tokens.items()}),
        "words": record({word: shape_of(str) for word in words}),
    }
    for pattern, view in views.items():
        given = {**shared, **view_shapes(view)}
        for name in theme.names(pattern) if "*" in pattern else [pattern]:
            _Reader(theme, use, given).template(name, dict(given), None)
    return use


@dataclass(slots=True)
class _Reader(Expressions):
    """Walks the statements of templates; the scope gets what they set."""

    #: The files that are being read: one may include itself.
    reading: tuple[Path, ...] = ()
    top: Scope = field(default_factory=dict)
    #: By name: the files and blocks of the templates that extend the one that is read.
    over: dict[str, list[tuple[Path, nodes.Block]]] = field(default_factory=dict)
    #: The names of all blocks that were read.
    blocks: set[str] = field(default_factory=set)

    def template(self, name: str, scope: Scope, asked: Place | None) -> Scope:
        """Read a template by its name; give the names that it has set at its top."""
        environment = self.theme.environment
        assert environment.loader is not None
        path = Path(name)
        try:
            source, filename, _ = environment.loader.get_source(environment, name)
            path = Path(str(filename))
            tree = _parsed(source)
        except jinja2.TemplateNotFound:
            self.use.add(error("template-missing", asked or Place(name), name=name))
            return scope
        except jinja2.TemplateSyntaxError as mistake:
            path = Path(mistake.filename or path)
            place = Place(shown_path(path), mistake.lineno)
            self.use.add(error("template-syntax", place, reason=mistake.message))
            return scope
        finally:
            self.use.files.add(path)
        if path not in self.reading:
            self._read_file(path, tree, scope)
        return scope

    def _read_file(self, path: Path, tree: nodes.Template, scope: Scope) -> None:
        """Read a file's tree, then what it extends, with its blocks laid over that one's."""
        outer, self.here, self.top = (self.here, self.reading), path, scope
        self.reading = (*self.reading, path)
        parents = [node for node in tree.body if isinstance(node, nodes.Extends)]
        if parents:
            own = list(tree.find_all(nodes.Block))
            over = {name: list(blocks) for name, blocks in self.over.items()}
            for block in own:
                over.setdefault(block.name, []).append((path, block))
            reader = _Reader(self.theme, self.use, self.given, path, self.reading, scope, over)
            reader._body([node for node in tree.body if not isinstance(node, nodes.Block)], scope)
            reader._extend(parents[0], scope)
            self._report_unused_blocks(own, reader.blocks, scope)
            self.blocks |= reader.blocks
        else:
            self._body(tree.body, scope)
        self.blocks |= {block.name for block in tree.find_all(nodes.Block)}
        self.here, self.reading = outer

    def _extend(self, node: nodes.Extends, scope: Scope) -> None:
        for name in self.texts(node.template, scope) or ():
            if "*" not in name:
                self.template(name, scope, self.place(node))

    def _report_unused_blocks(
        self, own: Iterable[nodes.Block], known: set[str], scope: Scope
    ) -> None:
        inner = {each.name for block in own for each in block.find_all(nodes.Block)}
        for block in own:
            if known and block.name not in known | inner:
                nearest = closest(block.name, known, 0.5) or ", ".join(sorted(known))
                place = self.place(block)
                self.use.add(warning("block-unused", place, name=block.name, nearest=nearest))
                self._read_block(block, dict(scope))

    def _body(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            self.statement(node, scope)

    def statement(self, node: nodes.Node, scope: Scope) -> None:
        """Read a statement; the scope gets what it sets."""
        way = getattr(self, f"_read_{type(node).__name__.lower()}", None)
        if way is not None:
            way(node, scope)
        elif isinstance(node, nodes.Expr):
            self.shape(node, scope)
        else:
            for child in node.iter_child_nodes():
                self.statement(child, scope)

    def _read_extends(self, node: nodes.Extends, scope: Scope) -> None:
        """What is extended has been read already."""

    def _read_for(self, node: nodes.For, scope: Scope) -> None:
        each = self.shape(node.iter, scope).each or ANY
        if isinstance(node.iter, nodes.Tuple | nodes.List):
            each = self._one_of(node.iter.items, scope)
        inner = {**scope, "loop": LOOP}
        self._bind(node.target, each, inner)
        if node.test:
            self.shape(node.test, inner)
        self._body(node.body, inner)
        self._body(node.else_, dict(scope))

    def _read_if(self, node: nodes.If, scope: Scope) -> None:
        """Read each way; a text that the condition is about may be any but some in it."""
        self.shape(node.test, scope)
        tests = [node.test, *(other.test for other in node.elif_)]
        names = {name.name for test in tests for name in test.find_all(nodes.Name)}
        names |= {test.name for test in tests if isinstance(test, nodes.Name)}
        several = {
            name: scope[name] for name in names & set(scope) if len(scope[name].texts or ()) > 1
        }
        scope.update(dict.fromkeys(several, TEXT))
        self._body(node.body, scope)
        for other in node.elif_:
            self._read_if(other, scope)
        self._body(node.else_, scope)
        scope.update({name: shape for name, shape in several.items() if scope[name] is TEXT})

    def _one_of(self, items: Iterable[nodes.Node], scope: Scope) -> Shape:
        """Give the shape of one of some values: of texts, which they are."""
        shapes = [self.shape(item, scope) for item in items]
        texts = [shape.texts for shape in shapes if shape.texts]
        if shapes and len(texts) == len(shapes):
            return Shape(TEXT.names, texts=tuple(text for each in texts for text in each))
        return ANY

    def _read_assign(self, node: nodes.Assign, scope: Scope) -> None:
        if isinstance(node.target, nodes.Tuple) and isinstance(node.node, nodes.Tuple):
            for target, value in zip(node.target.items, node.node.items, strict=False):
                self._bind(target, self.shape(value, scope), scope)
        else:
            self._bind(node.target, self.shape(node.node, scope), scope)

    def _read_assignblock(self, node: nodes.AssignBlock, scope: Scope) -> None:
        self._body(node.body, dict(scope))
        self._bind(node.target, TEXT, scope)

    def _read_with(self, node: nodes.With, scope: Scope) -> None:
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._bind(target, self.shape(value, scope), inner)
        self._body(node.body, inner)

    def _bind(self, target: nodes.Node, shape: Shape, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = shape
        elif isinstance(target, nodes.Tuple):
            for item in target.items:
                self._bind(item, ANY, scope)

    def _read_macro(self, node: nodes.Macro, scope: Scope) -> None:
        scope[node.name] = ANY
        self._read_callable(node, scope)

    def _read_callblock(self, node: nodes.CallBlock, scope: Scope) -> None:
        self.shape(node.call, scope)
        self._read_callable(node, scope)

    def _read_callable(self, node: nodes.Macro | nodes.CallBlock, scope: Scope) -> None:
        for default in node.defaults:
            self.shape(default, scope)
        inner = {**scope, **dict.fromkeys(("caller", "varargs", "kwargs"), ANY)}
        for argument in node.args:
            inner[argument.name] = ANY
        self._body(node.body, inner)

    def _read_block(self, node: nodes.Block, scope: Scope) -> None:
        """Read a block, and those that are laid over it; it sees no loop that it stands in."""
        inner = {**(scope if node.scoped else self.top), "super": ANY}
        self._body(node.body, dict(inner))
        outer = self.here
        for path, block in self.over.get(node.name, ()):
            self.here = path
            self._body(block.body, dict(inner))
        self.here = outer

    def _read_include(self, node: nodes.Include, scope: Scope) -> None:
        for name in self._names_of(node.template, scope):
            if "*" in name:
                self.use.patterns.add(name)
            elif not (node.ignore_missing and self.theme.find(name) is None):
                inner = dict(scope) if node.with_context else {}
                reader = _Reader(self.theme, self.use, self.given, self.here, self.reading)
                reader.template(name, inner, self.place(node))

    def _names_of(self, node: nodes.Node, scope: Scope) -> tuple[str, ...]:
        """Give the names of templates that an expression may give; of a list those there are."""
        if isinstance(node, nodes.List | nodes.Tuple):
            names = [name for item in node.items for name in self._names_of(item, scope)]
            return tuple(
                n
                for n in names
                if "*" in n or self.theme.find(n.partition("/")[2] if n.startswith("!") else n)
            )
        self.shape(node, scope)
        return self.texts(node, scope) or ("*",)

    def _read_import(self, node: nodes.Import, scope: Scope) -> None:
        scope[node.target] = Shape(self._exports(node, scope))

    def _read_fromimport(self, node: nodes.FromImport, scope: Scope) -> None:
        exports = self._exports(node, scope)
        for each in node.names:
            name, target = each if isinstance(each, tuple) else (each, each)
            self.check_known(name, exports, node)
            scope[target] = (exports or {}).get(name, ANY)

    def _exports(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> Scope | None:
        exports: Scope = {}
        for name in self._names_of(node.template, scope):
            if "*" in name:
                self.use.patterns.add(name)
                return None
            before = dict(scope) if node.with_context else {}
            reader = _Reader(self.theme, self.use, before, self.here, self.reading)
            after = reader.template(name, dict(before), self.place(node))
            exports |= _newly_set(after, before)
        return exports


@functools.lru_cache(maxsize=256)
def _parsed(source: str) -> nodes.Template:
    """Give the tree of a template; nobody changes it. Most are included more than once."""
    return jinja2.Environment(trim_blocks=True, lstrip_blocks=True).parse(source)


def _newly_set(after: Mapping[str, Shape], before: Mapping[str, Shape]) -> Scope:
    return {k: shape for k, shape in after.items() if before.get(k) is not shape}
