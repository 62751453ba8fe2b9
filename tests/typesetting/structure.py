"""The structure tree of a tagged PDF: which block each marked content belongs to."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pikepdf

#: Elements that hold lines of text. NonStruct is said of blocks and of inline elements alike.
BLOCKS = frozenset(
    {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "LBody", "Lbl", "TD", "TH"}
    | {"Caption", "Note", "FENote", "TOCI", "Code"}
)
MAX_DEPTH = 200


class Block(NamedTuple):
    """One block of a page: its number in the file, and its roles from the root down."""

    number: int
    path: str

    @property
    def role(self) -> str:
        return self.path.rpartition("/")[2]


def blocks(data: bytes) -> list[Mapping[int, Block]]:
    """Give, for each page, the block of each marked content; nothing where there are no tags."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = pdf.Root.get("/StructTreeRoot")
        parents = dict(_numbers(tree.ParentTree)) if tree is not None else {}
        known: dict[tuple[int, int], Block] = {}
        found: list[Mapping[int, Block]] = []
        for page in pdf.pages:
            entries: Any = parents.get(int(page.obj.get("/StructParents", -1)), ())
            found.append(
                {
                    number: _block(element, known)
                    for number, element in enumerate(entries)
                    if isinstance(element, pikepdf.Dictionary)
                }
            )
        return found


def _numbers(tree: Any) -> Iterator[tuple[int, Any]]:
    """Walk a number tree."""
    flat = list(tree.get("/Nums", ()))
    yield from ((int(key), value) for key, value in zip(flat[::2], flat[1::2], strict=True))
    for kid in tree.get("/Kids", ()):
        yield from _numbers(kid)


def _block(element: Any, known: dict[tuple[int, int], Block]) -> Block:
    """Find the nearest element that holds lines; where there is none, the outermost Span."""
    if element.objgen in known:
        return known[element.objgen]
    chain: list[Any] = [element]
    while len(chain) < MAX_DEPTH and "/S" in (chain[-1].get("/P") or ()):
        chain.append(chain[-1].P)
    roles = [str(each.S)[1:] for each in chain]
    at = next((i for i, role in enumerate(roles) if role in BLOCKS), None)
    if at is None:
        at = max((i for i, role in enumerate(roles) if role == "Span"), default=0)
    block = Block(chain[at].objgen[0], "/".join(reversed(roles[at:])))
    known[element.objgen] = block
    return block
