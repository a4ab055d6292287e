"""A model as a file of either kind: UVL by its first words or its name, else TOML. Pure."""

from cpq.catalog.configuring import Definition
from cpq.catalog.modelling.toml import from_toml, to_toml
from foundation.errors import Refusal
from foundation.language import _


def read_model(name: str, text: str) -> Definition:
    """Read a definition. Raises Refusal with the line that is wrong."""
    if _is_uvl(name, text):
        raise Refusal(_("UVL"), field="file")
    return from_toml(text)


def write_model(kind: str, definition: Definition) -> str:
    """Write a definition."""
    return to_toml(definition)


def _is_uvl(name: str, text: str) -> bool:
    if name:
        return name.lower().endswith(".uvl")
    first = next((line.split()[0] for line in text.splitlines() if line.strip()), "")
    return first in {"features", "namespace", "imports", "include"}
