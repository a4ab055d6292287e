"""Products for the tests of their pages."""

from decimal import Decimal

from cpq.catalog.actions import publish_model, put_product
from cpq.price_lists import NewEntry, open_list, put_entries
from foundation.db import transaction

MODEL = {
    "sku": "WS",
    "assemblies": [{"key": "board", "name": {"ja": "基板", "en": "Board"}}],
    "slots": [
        {"key": "cpu", "label": {"ja": "CPU", "en": "Processor"}, "category": "cpu",
         "assembly": "board"},
        {"key": "ram", "label": {"ja": "メモリー", "en": "Memory"}, "category": "ram",
         "where": {"ddr": ["5"]}, "max_quantity": 4, "required": False},
    ],
    "constraints": [
        {"kind": "match", "slot": "cpu", "attribute": "ddr", "other": "ram",
         "other_attribute": "ddr", "message": {"ja": "型が違います。", "en": "Kinds differ."}},
        {"kind": "table", "slot": "cpu", "attribute": "socket", "other": "ram",
         "other_attribute": "ddr", "allowed": [["AM5", "5"], ["AM4", "4"]],
         "message": {"ja": "合いません。", "en": "They do not fit."}},
        {"kind": "resource", "limit": "64", "base": "8",
         "uses": [{"slot": "ram", "attribute": "gb", "times": "2", "unknown": "16"}],
         "message": {"ja": "多すぎます。", "en": "Too much."}},
        {"kind": "excludes", "slot": "cpu", "sku": "CPU-1", "other": "ram", "other_sku": "RAM-4",
         "message": {"ja": "不可", "en": "No."}},
        {"kind": "requires", "slot": "cpu", "sku": "CPU-1", "other": "ram",
         "other_skus": ["RAM-5"], "message": {"ja": "必要", "en": "Needed."}},
    ],
}  # fmt: skip


def add(sku, **fields):
    """Add a product and return its id."""
    with transaction() as session:
        row = put_product(
            session, {"name": f"製品 {sku}", "name_en": f"Thing {sku}"} | fields | {"sku": sku}
        )
        session.flush()
        return row.id


def workstation():
    """Add a configurable product and its parts; returns the ids by SKU."""
    ids = {
        "WS": add("WS", kind="configurable"),
        "CPU-1": add("CPU-1", category="cpu", attributes={"ddr": "5", "socket": "AM5"}),
        "RAM-5": add("RAM-5", category="ram", attributes={"ddr": "5", "gb": "16"}),
        "RAM-4": add("RAM-4", category="ram", attributes={"ddr": "4"}),
    }
    with transaction() as session:
        publish_model(session, MODEL)
    return ids


def price_list(code="JPY-1", **prices):
    """Open a standard list in yen with prices by SKU; returns its id."""
    with transaction() as session:
        row = open_list(
            session, code=code, name="標準価格表", name_en="Standard prices", currency="JPY",
            scope="standard",
        )  # fmt: skip
        put_entries(
            session,
            code,
            [NewEntry(sku.replace("_", "-"), Decimal(p)) for sku, p in prices.items()],
        )
        return row.id
