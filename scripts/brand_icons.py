"""Draws the PNG icons of `static/brand/` from the mark, with the Chromium that the tests use.

Run it after changing `favicon.svg`; the PNG files are committed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BRAND = Path(__file__).resolve().parent.parent / "src/pointage/web/static/brand"
CHROMIUM = "/usr/bin/chromium"
SIZES = (192, 512)
MASKABLE_SCALE = 0.72  # the mark stays inside the circle that every launcher keeps


def main() -> int:
    """Write `icon-<size>.png` and `maskable-<size>.png`. Returns the exit status."""
    mark = (BRAND / "favicon.svg").read_text()
    full_bleed = mark.replace(' rx="8"', "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            draw(page, mark, size, 1, "transparent")
            page.screenshot(path=BRAND / f"icon-{size}.png", omit_background=True)
            draw(page, full_bleed, size, MASKABLE_SCALE, "#0b5f6b")
            page.screenshot(path=BRAND / f"maskable-{size}.png")
        browser.close()
    return 0


def draw(page: Page, svg: str, size: int, scale: float, background: str) -> None:
    """Put the mark alone in the middle of the page, `scale` times its size."""
    page.set_content(
        f"<style>body{{margin:0;display:grid;place-items:center;height:100vh;"
        f"background:{background}}}svg{{width:{size * scale}px}}</style>{svg}"
    )


if __name__ == "__main__":
    sys.exit(main())
