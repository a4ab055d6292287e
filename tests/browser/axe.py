"""Asks axe-core what is wrong with a page for people who use a keyboard or a screen reader."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}


@cache
def _script() -> str:
    return SCRIPT.read_text()


def findings(page: Page, within: str | None = None) -> list[str]:
    """Return everything axe finds, one readable line for each rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())  # not a script element: the page's policy stays in force
    where = {"include": [[within]]} if within else None
    result = page.evaluate(
        "where => axe.run(where || document, {resultTypes: ['violations']})", where
    )
    return [
        f"{rule['impact']} {rule['id']} at {' '.join(map(str, node['target']))}: {rule['help']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def grave(page: Page, within: str | None = None) -> list[str]:
    """Return only what axe calls serious or critical; a page should have none."""
    return [line for line in findings(page, within) if line.split()[0] in GRAVE]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window; 0 is right."""
    return page.evaluate(
        "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
    )
