"""Products and the models of the configurable ones."""

from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.catalog.actions import publish_model, put_product
from cpq.catalog.modelling.guide_edits import put_guide
from web.demo.files import FOLDER, read_rows, read_toml

COLUMNS = ("sku", "name", "name_en", "kind", "category", "uom", "tax_class")


def load_products(session: Session) -> int:
    """Add the catalogue; costs are in yen."""
    rows = read_rows("products.csv")
    for row in rows:
        fields = {column: row[column] for column in COLUMNS}
        cost = {"cost": Decimal(row["cost_jpy"]), "cost_currency": "JPY"}
        put_product(session, fields | cost | {"attributes": _attributes(row["attributes"])})
    session.flush()
    return len(rows)


def load_models(session: Session) -> int:
    """Publish how the configurable products are put together, and the guide that leads to them."""
    files = sorted((FOLDER / "models").glob("*.toml"))
    for file in files:
        publish_model(session, read_toml(f"models/{file.name}"))
    put_guide(session, (FOLDER / "guide.toml").read_text("utf-8"))
    return len(files)


def _attributes(text: str) -> dict[str, str]:
    """Read ``socket=AM5;tdp=65``."""
    pairs = (pair.partition("=") for pair in text.split(";") if pair)
    return {key: value for key, _equals, value in pairs}
