"""Style sheets and drawings hold what pages use, and nothing from before."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

ROOT = Path(__file__).parent.parent.parent
STYLES = sorted((ROOT / "web" / "static").glob("*.css"))
ICONS = ROOT / "templates" / "pages" / "icons.html"
OF_LIBRARIES = {"sortable-ghost", "sortable-drag"}  # SortableJS puts them on


@cache
def users():
    """The text of everything that may name a class or an icon."""
    rooms = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    places = [ROOT / "templates" / "pages", *rooms]
    kinds = {".html", ".py", ".js"}
    files = [p for place in places for p in place.rglob("*") if p.suffix in kinds]
    return "\n".join(path.read_text() for path in files if "vendor" not in path.parts)


def named(name):
    """A name stands there whole, or its end is filled in: ``notice-{{ tone }}``."""
    stem = re.escape(name.rpartition("-")[0] + "-")
    whole, filled_in = rf"(?<![\w-]){re.escape(name)}(?![\w-])", rf"(?<![\w-]){stem}(\{{|[\"'`])"
    return bool(re.search(whole, users()) or ("-" in name and re.search(filled_in, users())))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_class_that_has_a_style_is_on_a_page(path):
    styles = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", "{}", styles)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors)) - OF_LIBRARIES
    assert sorted(name for name in classes if not named(name)) == []


def test_every_icon_that_is_drawn_is_on_a_page():
    drawings = Environment(autoescape=True).from_string(ICONS.read_text()).module.paths
    asked = set(re.findall(r"[\"']([a-z-]+)[\"']", users().replace(ICONS.read_text(), "")))
    assert sorted(set(drawings) - asked) == []
