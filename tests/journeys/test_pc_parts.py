"""Real parts: 58,905 rows of them are imported, and a workstation is sold out of that catalogue."""

import tomllib
from decimal import Decimal

import pytest

from cpq.catalog.actions import publish_model, put_product
from cpq.importing import actions
from cpq.importing.mapping import mapping_from_toml
from cpq.importing.queries import run_row
from cpq.importing.running import run_import
from cpq.price_lists import NewEntry, put_entries
from foundation.db import reading, transaction
from tests.journeys import steps
from tests.real_parts import ABSENT, DEMO, PARTS, WORKSTATION

ENGINEER = "grace.tan@harborview.example"
CEO = "oliver.hughes@harborview.example"
LEADER = "takahashi@mitsumori.example"
MANAGER = "suzuki@mitsumori.example"

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not PARTS.is_dir(), reason=ABSENT),
]


def test_a_workstation_is_sold_out_of_the_imported_catalogue(house):
    every_row_is_accounted_for()
    the_workstation_is_on_sale()
    sato = house.signed_in("sato")
    deal = steps.open_deal(sato, "cus_harborview", "con_harbor_engineer", "Workstations")
    quote = steps.open_quote(sato, deal)

    configured_and_priced(sato, quote)
    steps.submit(sato, quote)
    house.work()
    steps.approve_by_mail(house, LEADER, "")
    house.work()
    assert "承認済み" in sato.opens(quote)

    steps.send_to_sign(sato, quote, sato.opens(f"{quote}/sign"))
    house.work()
    for signer, method in ((ENGINEER, "type"), (CEO, "type"), (MANAGER, "seal")):
        steps.sign(house, signer, method)
        house.work()
    assert steps.stage_of(sato, deal) == "受注"


def every_row_is_accounted_for():
    """55,775 products; the other rows repeat one, or say another price, or add the price."""
    mapping = mapping_from_toml((DEMO / "mapping.toml").read_text())
    files = [(path.name, path.read_bytes()) for path in sorted(PARTS.glob("*.csv"))]
    kept = actions.keep_files(files)
    with transaction() as session:
        run_id = actions.open_run(session, kept, mapping, by="test").id
        actions.begin(session, run_id)
    run_import(run_id)
    with reading() as session:
        run = run_row(session, run_id)
    assert run.state == "done"
    assert run.counts == {
        "new": 55_775,
        "changed": 41,  # the price of a part whose first row had none
        "duplicate": 2_978,
        "refused": 111,  # the same part at another price
        "unpriced": 42_286,
        "prices": 13_530,
    }
    rows = ("new", "changed", "duplicate", "refused")
    assert sum(run.counts[name] for name in rows) == run.total == 58_905


def the_workstation_is_on_sale():
    """Its model is data; building one costs $150."""
    with transaction() as session:
        named = {"name": "PCワークステーション", "name_en": "PC workstation"}
        put_product(session, named | {"sku": "PC-WORKSTATION", "kind": "configurable"})
        session.flush()
        publish_model(session, tomllib.loads((DEMO / "workstation.toml").read_text()))
        put_entries(session, "STD-USD", [NewEntry("PC-WORKSTATION", Decimal(150))])


def configured_and_priced(sato, quote):
    """What does not fit says why; $1,735.83 a piece, three of them, less 12 %, and tax."""
    line = steps.add_line(sato, quote, "PC-WORKSTATION", 3)
    narrowed = steps.configurator(sato, quote, line, WORKSTATION[:3], opened="processor")
    assert "プロセッサーの世代とマザーボードのソケットが合いません。" in narrowed
    steps.save_configuration(sato, quote, line, WORKSTATION)
    parts = steps.parts_of(sato, quote, line)
    assert parts["CASE-VSSQAZQFL2"] == (2, "3")  # in the base unit
    assert parts["MEMORY-GDJ7MXT3YM"] == (3, "6")  # on the board, two for each of three
    steps.discount(sato, quote, line, "12", "Three at once")
    assert steps.total_of(sato, quote) == 504_084
