"""Price lists of the first version become versions, assignments and moments; nothing is lost."""

from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Date, DateTime, bindparam, text

from foundation import db
from foundation.language import ROOT

MADE = datetime(2026, 1, 15, 3, tzinfo=UTC)
LISTS = [
    ("pls_1", "STD", "standard", ""),
    ("pls_2", "DEALER", "channel", "dealer"),
    ("pls_3", "AOKI-A", "customer", "cus_aoki"),
    ("pls_4", "AOKI-B", "customer", "cus_aoki"),
    ("pls_5", "SCHOOLS", "customer", "academic"),
]
ENTRIES = [
    ("ple_1", "pls_1", "A1", 1_000_000, 500_500_000, None, None),
    ("ple_2", "pls_1", "A1", 10_000_000, 450_000_000, date(2026, 4, 1), date(2026, 6, 30)),
    ("ple_3", "pls_3", "A1", 1_000_000, 400_000_000, None, date(2026, 12, 31)),
]


def run(step, version):
    step(Config(toml_file=str(ROOT / "pyproject.toml")), version)


@pytest.fixture
def old(database):
    """A database of the first version, with price lists."""
    db.Model.metadata.drop_all(database)
    run(command.upgrade, "0001")
    with database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO customer (id, name, name_en, kana, industry, size_band, "
                "corporate_number, registration_number, channel, price_group, currency, language, "
                "address, sort_key, search, created_at, version) VALUES ('cus_aoki', '青木', '', "
                "'', '', '', '', '', 'direct', '', 'JPY', 'ja', '', '', '', :made, 1)"
            ).bindparams(bindparam("made", type_=DateTime(timezone=True))),
            {"made": MADE},
        )
        for key, code, scope, scope_id in LISTS:
            connection.execute(
                text(
                    "INSERT INTO price_list (id, code, name, name_en, currency, scope, scope_id, "
                    "active, created_at) VALUES (:id, :code, :code, '', 'JPY', :scope, :whom, "
                    "true, :made)"
                ).bindparams(bindparam("made", type_=DateTime(timezone=True))),
                {"id": key, "code": code, "scope": scope, "whom": scope_id, "made": MADE},
            )
        for key, list_id, sku, least, price, first, last in ENTRIES:
            connection.execute(
                text(
                    "INSERT INTO price_list_entry (id, list_id, sku, min_quantity, unit_price, "
                    "valid_from, valid_to, valid_key) VALUES (:id, :list, :sku, :least, :price, "
                    ":first, :last, :key)"
                ).bindparams(bindparam("first", type_=Date()), bindparam("last", type_=Date())),
                {"id": key, "list": list_id, "sku": sku, "least": least, "price": price,
                 "first": first, "last": last, "key": str(first or "")},
            )  # fmt: skip
    return database


def rows(database, query):
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def moments(database, query):
    """Moments of a query, aware, whatever the database gives."""
    found = [row[0] for row in rows(database, query)]
    read = [datetime.fromisoformat(m) if isinstance(m, str) else m for m in found]
    return [m.replace(tzinfo=m.tzinfo or UTC).astimezone(UTC) for m in read]


def test_a_list_becomes_its_first_version_and_its_scope_an_assignment(old):
    run(command.upgrade, "0002")

    assert rows(old, "SELECT list_id, number, state FROM price_list_version ORDER BY list_id") == [
        (key, 1, "published") for key, *_rest in LISTS
    ]
    order = "SELECT list_id, rank, target, priority FROM price_assignment ORDER BY list_id"
    assert rows(old, order) == [
        ("pls_1", "standard", "", 0),
        ("pls_2", "channel", "dealer", 0),
        ("pls_3", "customer", "cus_aoki", 1),  # the first by its code went first, and still does
        ("pls_4", "customer", "cus_aoki", 0),
        ("pls_5", "tier", "academic", 0),
    ]
    assert moments(old, "SELECT DISTINCT published_at FROM price_list_version") == [MADE]


def test_prices_become_rules_and_days_become_moments_here(old):
    run(command.upgrade, "0002")

    asked = "SELECT target, method, amount, from_version, to_version FROM price_list_entry"
    assert rows(old, f"{asked} ORDER BY id") == [
        ("product:A1", "fixed", 500_500_000, 1, None),
        ("product:A1", "fixed", 450_000_000, 1, None),
        ("product:A1", "fixed", 400_000_000, 1, None),
    ]
    dated = "FROM price_list_entry WHERE id = 'ple_2'"
    assert moments(old, f"SELECT valid_from {dated}") == [datetime(2026, 3, 31, 15, tzinfo=UTC)]
    assert moments(old, f"SELECT valid_to {dated}") == [datetime(2026, 6, 30, 15, tzinfo=UTC)]


def test_the_way_back_keeps_the_prices(old):
    run(command.upgrade, "0002")
    run(command.downgrade, "0001")

    asked = "SELECT id, list_id, sku, min_quantity, unit_price FROM price_list_entry ORDER BY id"
    assert rows(old, asked) == [entry[:5] for entry in ENTRIES]
    days = rows(old, "SELECT valid_from, valid_to FROM price_list_entry WHERE id = 'ple_2'")
    assert [str(day) for day in days[0]] == ["2026-04-01", "2026-06-30"]
    assert ("pls_5", "customer", "academic") in rows(
        old, "SELECT id, scope, scope_id FROM price_list"
    )


def test_a_list_that_is_out_of_use_was_so_from_its_beginning(old):
    with old.begin() as connection:
        connection.execute(text("UPDATE price_list SET active = false WHERE id = 'pls_5'"))
    run(command.upgrade, "0008")

    with old.connect() as connection:
        kept = connection.execute(
            text("SELECT pauses FROM price_list ORDER BY id").columns(pauses=JSON)
        )
        assert list(kept.scalars()) == [[], [], [], [], [["2026-01-15T03:00:00+00:00", None]]]
    run(command.downgrade, "0007")
