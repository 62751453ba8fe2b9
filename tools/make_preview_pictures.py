"""Make the pictures of the preview for the READMEs.

Needs chromium::

    .venv/bin/python -m tools.make_preview_pictures

The words around the pages are set in our own fonts, so that the pictures are the same on every
machine.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from sasshi.make import Request
from sasshi.preview.builder import GuideBuilder
from sasshi.preview.server import serving
from sasshi.workshop.page_pictures import framed
from tools.make_pictures import IMAGES, ROOT, save

#: Guide, its language and the letters its picture begins with, the page to show.
GUIDES = (("tool-library", "en", 6), ("second-partner", "ja", 6))
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{fonts}</dir>
<cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="prepend" binding="strong">
<string>Sasshi Latin Sans</string><string>Sasshi Gothic</string>
</edit></match>
</fontconfig>
"""


def main() -> None:
    """Make one picture for each language."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fonts = Path(folder) / "fonts.conf"
        places = {"fonts": ROOT / "templates" / "fonts", "cache": folder}
        fonts.write_text(FONTS.format(**places), encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        for guide, lang, number in GUIDES:
            page = browser.new_page(viewport={"width": 1200, "height": 720})
            picture = take(page, guide, lang, number)
            save(framed(picture), f"{lang}-preview")
        browser.close()


def take(page: Page, guide: str, lang: str, number: int) -> Image.Image:
    """Show a spread of a guide, with the overview and the theme panel, and take a picture."""
    request = Request(Path("content"), Path("templates"), Path("output"), guides=(guide,))
    with serving(GuideBuilder(request, guide), request, lang) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.emulate_media(reduced_motion="reduce")
        page.goto(server.url)
        page.locator("#booklet .page").first.wait_for()
        page.locator("#show-theme-panel").click()
        page.locator("#page-number").fill(str(number))
        page.locator("#page-number").press("Enter")
        expect(page.locator("#page-number")).to_have_value(f"{number}–{number + 1}")
        for image in page.locator("#booklet .page img, #overview img").all()[: 2 * number]:
            expect(image).to_have_js_property("complete", True)
        page.mouse.move(0, 0)
        data = page.screenshot(animations="disabled")
        server.shutdown()
    return Image.open(io.BytesIO(data)).convert("RGB")


if __name__ == "__main__":
    main()
