"""The demo company: it loads once, shows its sign-ins, and its catalogue holds together."""

from decimal import Decimal
from shutil import copytree

import pytest

from cpq.catalog.configuring import parts_list
from cpq.catalog.queries import configurator_of, definition_of, product_cards
from cpq.price_lists import Asked, shelf_for
from cpq.price_lists.whom import whom_of
from cpq.pricing import Part, Wanted, price_line
from cpq.pricing.notes import text_of
from cpq.queries import revisions_of_deal
from customers.queries import all_customers, contacts_of, customer_card
from deals.queries import BoardFilter, board_view
from foundation import db
from foundation.db import reading, transaction, utcnow
from foundation.money import Money
from people.queries import people
from proposals.company import registration_is_valid
from proposals.queries import company
from tests.conftest import installed
from web import demo
from web.cli import main
from web.demo import deals as demo_deals
from web.demo.files import read_rows, read_toml


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The folder of an installation with the demo company, which nobody changes."""
    folder = tmp_path_factory.mktemp("demo")
    with installed(folder) as engine:
        db.Model.metadata.create_all(engine)
        demo.load(lambda _words: None)
    return folder


@pytest.fixture
def loaded(once, var):
    """The demo company in an installation of one's own; loading it anew takes a second."""
    copytree(once, var, dirs_exist_ok=True)
    engine = db.connect()
    yield
    engine.dispose()


def test_it_says_what_it_loads_and_loads_it_once(database):
    loaded = []
    assert demo.load(loaded.append)
    assert loaded[0] == "9 people"
    assert loaded[-1].endswith(" deals")
    with reading() as session:
        before = len(all_customers(session))

    assert demo.load(loaded.append) is False

    with reading() as session:
        assert len(all_customers(session)) == before
        assert len(people(session)) == 9


@pytest.mark.once
def test_what_is_interrupted_leaves_nothing_behind_and_can_be_begun_again(database, monkeypatch):
    def stop(_session):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo_deals, "load_deals", stop)
        with pytest.raises(KeyboardInterrupt):
            demo.load(lambda _words: None)
    with reading() as session:
        assert people(session) == []

    assert demo.load(lambda _words: None)


def test_everybody_can_sign_in_with_the_password_it_prints(loaded, capsys):
    main(["demo", "--show"], standalone_mode=False)

    said = capsys.readouterr().out
    assert "mitsumori-demo" in said
    assert "sato@mitsumori.example" in said
    assert said.count("@mitsumori.example") == 9


def test_deals_stand_in_many_stages_with_quotes_in_every_state(loaded):
    with reading() as session:
        columns = board_view(session, BoardFilter(), "ja").columns
        rows = read_toml("deals.toml")["deal"]
        states = {q.state for row in rows for q in revisions_of_deal(session, row["id"])}

    assert len([column for column in columns if column.count]) >= 6
    assert states == {"draft", "submitted", "approved", "sent_back"}


def test_our_company_has_a_registration_number_that_is_valid(loaded):
    with reading() as session:
        assert registration_is_valid(company(session).registration_number)


def test_there_are_dealers_a_distributor_and_a_customer_who_reads_english(loaded):
    with reading() as session:
        known = all_customers(session)
        assert len({one.industry for one in known}) >= 8
        assert {one.channel for one in known} == {"direct", "dealer", "distributor"}
        [abroad] = [one for one in known if one.language == "en"]
        assert abroad.currency == "USD"
        assert {c.language for c in contacts_of(session, abroad.id)} == {"en"}
        assert all(contacts_of(session, one.id) for one in known)


def asked_by_aoki(session, channel, currency, skus):
    whom = whom_of(customer_card(session, "cus_aoki"), channel=channel)
    asked = Asked(currency, utcnow(), whom)
    return shelf_for(session, skus, [asked]).catalogue(asked)


@pytest.mark.parametrize("currency", ["JPY", "USD"])
def test_every_product_has_a_price_in_yen_and_in_dollars(loaded, currency):
    skus = [row["sku"] for row in read_rows("products.csv")]
    assert len(skus) >= 60
    with reading() as session:
        lists = asked_by_aoki(session, "direct", currency, skus)
        for sku in skus:
            priced = price_line(Wanted(1, sku, Decimal(1)), lists)
            assert priced.list_amount > Money(0, currency), sku


def test_the_workstation_has_three_levels_and_every_part_of_it_can_be_had(loaded):
    with transaction() as session:
        definition = definition_of(session, "WS-PRO")
        configurator = configurator_of(session, "WS-PRO")
        open_ = configurator.answer({})
        for slot in definition.slots:
            for sku, state in configurator.options(slot.key, open_, {}).items():
                assert state.possible, f"{sku} fits no complete workstation"
        line = read_toml("deals.toml")["deal"][1]["quote"]["lines"][0]
        choices = {slot: demo_deals.choice_of(words) for slot, words in line["choices"].items()}
        name = product_cards(session, ["WS-PRO"])["WS-PRO"].names
        bom = parts_list(configurator.compiled, choices, name, Decimal(12))

    assert {row.level for row in bom} == {0, 1, 2, 3}
    assert next(row.quantity for row in bom if row.sku == "MEM-D5-32") == 24


def test_the_customers_own_price_wins_over_the_channels_and_the_standard_one(loaded):
    with reading() as session:
        lists = asked_by_aoki(session, "dealer", "JPY", ["GPU-A4", "SSD-2T"])
        wanted = Wanted(1, "GPU-A4", Decimal(1), (Part("SSD-2T", Decimal(1)),))
        graphics, drive = price_line(wanted, lists).steps[:2]

    assert graphics.price_list["ja"] == "青木製作所様 特別価格表"
    assert drive.price_list["ja"] == "販売店価格表"
    assert "ended" in str(text_of(drive.losers[0].said))
