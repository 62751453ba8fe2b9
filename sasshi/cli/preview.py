"""The verb ``preview``: a guide in the browser while it is written."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sasshi.cli.session import (
    Session,
    common,
    need_pango,
    project_folder,
    settings_option,
    theme_option,
    token_pairs,
)
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
    session: Session,
    guide: str | None,
    theme: str | None,
    settings: tuple[str, ...],
    port: int | None,
    opens: bool,
    poll: bool,
    editor: str | None,
) -> int:
    """Show a guide in the browser, and again whenever a file of it is saved.

    Without GUIDE, the one that was changed last.
    """
    from sasshi import make

    need_pango()
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
    _serve(session, request, [path.stem for path in paths], port, opens, poll, editor)
    return 0


def _serve(
    session: Session,
    request: Request,
    guides: list[str],
    port: int | None,
    opens: bool,
    poll: bool,
    editor: str | None,
) -> None:
    """Serve until the user ends it."""
    from sasshi.preview.builder import GuideBuilder
    from sasshi.preview.editor import Editor
    from sasshi.preview.server import serving

    name = request.guides[0]
    lang = session.voice(sys.stderr).lang
    opener = Editor(editor) if editor else None
    builder = GuideBuilder(request, name)
    gc.enable()  # build.py switches it off, for one build
    with serving(builder, request, lang, port=port, poll=poll, editor=opener) as server:
        click.echo(server.url)
        sys.stdout.flush()
        others = ", ".join(other for other in guides if other != name)
        if not session.quiet:
            code = "preview-newest" if others else "preview-running"
            click.echo(session.voice(sys.stderr).say(code, guide=name, others=others), err=True)
        if opens and click.launch(server.url) != 0:
            session.tell([warning("no-browser", url=server.url)])
        server.serve_forever(poll_interval=0.1)


def _newest(request: Request, paths: tuple[Path, ...]) -> Request:
    """Ask for the guide of which a file was changed last."""
    return replace(request, guides=(max(paths, key=_changed).stem,))


def _changed(guide: Path) -> int:
    """Give the time in ns at which a file of a guide was changed last."""
    files = guide.rglob("*") if guide.is_dir() else (guide,)
    return max((path.stat().st_mtime_ns for path in files), default=0)
