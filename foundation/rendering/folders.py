"""Template folders: what a template is called, what it needs, its words in both languages."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from foundation.rendering.results import NotRendered

DOCUMENTS = Path(__file__).parents[2] / "templates" / "documents"
SHARED = "shared"


@dataclass(frozen=True)
class Folder:
    """One template: its place, the values it cannot do without, and its labels by language."""

    name: str
    place: Path
    needs: tuple[str, ...]
    labels: dict[str, dict[str, str]]

    def filled(self, context: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the values both forms are filled from.

        Raises:
            NotRendered: something the template needs is not there.
        """
        missing = [name for name in self.needs if not _there(context, name)]
        if missing:
            raise NotRendered("incomplete", ", ".join(missing))
        return {"language": language, "labels": self.labels[language], **context}


@cache
def folder(name: str) -> Folder:
    """Return a template by its name; its labels complete those that all templates share."""
    place = DOCUMENTS / name
    if not name.isidentifier() or not (place / "manifest.toml").is_file():
        raise NotRendered("template", f"there is no template {name}")
    own, shared = _manifest(place), _manifest(DOCUMENTS / SHARED)
    words = {**shared.get("labels", {}), **own.get("labels", {}), "title": own["title"]}
    labels = {
        language: {key: said[language] for key, said in words.items()} for language in ("ja", "en")
    }
    return Folder(name, place, tuple(own["needs"]), labels)


def _manifest(place: Path) -> dict[str, Any]:
    manifest = place / "manifest.toml"
    return tomllib.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}


def _there(context: Any, name: str) -> bool:
    """True when a dotted name leads to something that is not None."""
    for part in name.split("."):
        if not isinstance(context, dict) or context.get(part) is None:
            return False
        context = context[part]
    return True
