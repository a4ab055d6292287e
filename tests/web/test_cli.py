"""What an operator starts by hand."""

import sys
from datetime import timedelta

import time_machine
from click.testing import CliRunner
from sqlalchemy import select

from cpq.importing.models import ImportRun
from foundation.db import reading, utcnow
from foundation.jobs import look_and_deliver
from people.queries import person_by_email
from people.roles import Role
from web import importing
from web.cli import main

FIRST = ["add-person", "boss@mitsumori.example", "社長", "--password"]


def test_the_first_administrator_is_made_by_hand(database):
    made = CliRunner().invoke(main, [*FIRST, "a long enough one"])

    assert made.exit_code == 0, made.output
    with reading() as session:
        assert person_by_email(session, "boss@mitsumori.example").roles == {Role.ADMIN}


def test_a_password_that_is_too_short_is_refused_in_a_sentence(database):
    refused = CliRunner().invoke(main, [*FIRST, "short"])

    assert refused.exit_code == 1
    assert "at least 10 characters" in refused.output


def test_an_import_whose_process_is_killed_is_completed_by_a_worker(
    database, tmp_path, monkeypatch
):
    mapping, prices = tmp_path / "m.toml", tmp_path / "a.csv"
    mapping.write_text('[columns]\nsku = "sku"\nname = "name"\n', encoding="utf-8")
    prices.write_text("sku,name\nA1,Tea\n", encoding="utf-8")
    killed = CliRunner()
    for each in (importing, "_with_progress"), (importing.actions, "stop"):
        monkeypatch.setattr(*each, lambda *_: sys.exit(9))  # after a kill nothing is cleared away

    assert killed.invoke(main, ["import", "--mapping", str(mapping), str(prices)]).exit_code == 9
    assert look_and_deliver() == 0  # its lease holds
    with time_machine.travel(utcnow() + timedelta(seconds=31), tick=False):
        assert look_and_deliver() == 1

    with reading() as session:
        assert session.scalars(select(ImportRun)).one().state == "done"
