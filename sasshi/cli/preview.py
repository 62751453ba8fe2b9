"""``preview``: a guide in the browser while it is written."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sasshi.cli.console import Console, need_pango, project_folder
from sasshi.cli.options import common, settings_option, theme_option, token_pairs
from sasshi.problems import warning

if TYPE_CHECKING:
    from sasshi.make import Request


@click.command("preview")
@click.argument("guide", required=False)
@theme_option
@settings_option
@click.option("--port", type=click.IntRange(1, 65535), help="Port, instead of a free one.")
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option("--poll", is_flag=True, help="Look for saved files: for network drives.")
@click.option(
    "--editor",
    envvar="SASSHI_EDITOR",
    metavar="COMMAND",
    help="What opens a source, as in: code -g {path}:{line}",
)
@common
@click.pass_obj
def show_preview(
    console: Console,
    guide: str | None,
    theme: str | None,
    settings: tuple[str, ...],
    port: int | None,
    opens: bool,
    poll: bool,
    editor: str | None,
) -> int:
    """Show a guide in the browser, anew whenever it is saved.

    Without GUIDE, the one that was changed last. Ctrl-C ends it.
    """
    need_pango()
    from sasshi import make
    from sasshi.preview.builder import GuideBuilder
    from sasshi.preview.editor import Editor
    from sasshi.preview.server import serving

    root = project_folder()
    request = make.Request(
        content=root / "content",
        templates=root / "templates",
        output=root / "output",
        guides=(guide,) if guide else (),
        theme=theme,
        tokens=token_pairs(settings),
    )
    paths = make.select(request)
    if not guide:
        request = _newest(request, paths)
    opener = Editor(editor) if editor else None
    builder = GuideBuilder(request, request.guides[0])
    lang = console.voice(sys.stderr).lang
    gc.enable()  # build.py switches it off, for one build
    with (
        console.debug_log(),
        serving(builder, request, lang, port=port, poll=poll, editor=opener) as server,
    ):
        _announce(console, server.url, request.guides[0], [path.stem for path in paths])
        if opens and click.launch(server.url) != 0:
            console.tell([warning("no-browser", url=server.url)])
        server.serve_forever(poll_interval=0.1)
    return 0


def _announce(console: Console, url: str, guide: str, guides: list[str]) -> None:
    """Say where the preview is, and of which guide."""
    click.echo(url)
    sys.stdout.flush()
    if not console.quiet:
        others = ", ".join(other for other in guides if other != guide)
        code = "preview-newest" if others else "preview-running"
        click.echo(console.voice(sys.stderr).say(code, guide=guide, others=others), err=True)


def _newest(request: Request, paths: tuple[Path, ...]) -> Request:
    """Ask for the guide of which a file was changed last."""
    return replace(request, guides=(max(paths, key=_changed_ns).stem,))


def _changed_ns(guide: Path) -> int:
    files = guide.rglob("*") if guide.is_dir() else (guide,)
    return max((path.stat().st_mtime_ns for path in files), default=0)
