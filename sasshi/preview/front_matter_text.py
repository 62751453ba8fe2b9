"""The theme and tokens that were chosen in a window → lines to paste into a guide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from sasshi.theme import Token

#: What YAML reads as a text by itself, as a length is; all other texts are quoted.
_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)\Z)[a-z][\w-]*|-?[\d.]+[a-z]+")


def front_matter_text(
    theme: str | None, declared: Iterable[Token], used: Mapping[str, object], lang: str
) -> str:
    """Write lines of front matter: the theme, and only those tokens that differ from its own.

    ``used`` are the values of the build, ``lang`` the guide's language, on which defaults depend.
    ``writing`` has an entry of its own there.
    """
    differing = {
        token.name: used[token.name]
        for token in declared
        if token.name in used and used[token.name] != token.default_for(lang)
    }
    lines = [f"theme: {theme}"] if theme else []
    writing = differing.pop("writing", None)
    lines += [f"writing: {writing}"] if writing else []
    lines += ["tokens:"] if differing else []
    lines += [f"  {name}: {_yaml(value)}" for name, value in differing.items()]
    return "".join(f"{line}\n" for line in lines)


def _yaml(value: object) -> str:
    """Write a value as YAML; JSON's quotation marks are YAML's, too."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
