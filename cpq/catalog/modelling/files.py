"""A model as a file of either kind: UVL by its first words or its name, else TOML. Pure."""

from collections.abc import Iterable, Mapping

from cpq.catalog.configuring import Candidate, Definition
from cpq.catalog.configuring.uvl import read_uvl, write_uvl
from cpq.catalog.modelling.checking import checked
from cpq.catalog.modelling.rows import COLUMNS, rows_of
from cpq.catalog.modelling.toml import from_toml, to_toml
from foundation.errors import Missing, Refusal
from foundation.language import _
from foundation.spreadsheets import MARK, XLSX, line_of, workbook_of

Offered = Mapping[str, Iterable[Candidate]]


def read_model(name: str, text: str, sku: str) -> Definition:
    """Read a definition for a product. Raises Refusal with the line that is wrong."""
    try:
        definition = read_uvl(text, sku) if _is_uvl(name, text) else from_toml(text)
        return checked(definition.model_dump(mode="json"))
    except Refusal as refusal:
        raise Refusal(refusal.text, field="file") from refusal


def write_model(kind: str, definition: Definition, candidates: Offered) -> str:
    """Write a definition; UVL lists the products of categories. Raises Refusal, Missing."""
    match kind:
        case "toml":
            return to_toml(definition)
        case "uvl":
            return write_uvl(definition, candidates)
    raise Missing(_("Models are written as TOML, UVL, CSV or XLSX only."))


def model_file(kind: str, definition: Definition, candidates: Offered) -> tuple[bytes, str]:
    """Return a definition as a file of a kind, and the media type. Raises Refusal, Missing."""
    if kind not in {"csv", "xlsx"}:
        return write_model(kind, definition, candidates).encode(), "text/plain"
    told = [{**row, "product": definition.sku} for row in rows_of(definition)]
    rows = [list(COLUMNS), *([row[name] for name in COLUMNS] for row in told)]
    if kind == "xlsx":
        return workbook_of({"model": rows}), XLSX
    return (MARK + "".join(map(line_of, rows))).encode(), "text/csv"


def _is_uvl(name: str, text: str) -> bool:
    if name:
        return name.lower().endswith(".uvl")
    first = next((line.split()[0] for line in text.splitlines() if line.strip()), "")
    return first in {"features", "namespace", "imports", "include"}
