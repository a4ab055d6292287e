"""Money, sentences, fingerprints and chains."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import formats
from foundation.canonical import canonical, fingerprint
from foundation.chain import GENESIS, first_break, next_hash
from foundation.language import Text, _, in_language, say, text_from_json
from foundation.money import Money, Rounding, from_micro, money_of, rounded, to_micro


def test_two_currencies_never_add():
    with pytest.raises(TypeError, match="JPY and USD do not add"):
        Money(1, "JPY") + Money(1, "USD")


@pytest.mark.parametrize(
    ("mode", "yen"), [(Rounding.FLOOR, 31), (Rounding.HALF_UP, 32), (Rounding.CEILING, 32)]
)
def test_a_fraction_of_a_yen_is_rounded_as_the_issuer_chose(mode, yen):
    assert money_of(Decimal("31.5"), "JPY", mode) == Money(yen, "JPY")


def test_half_is_rounded_up_and_not_to_even():
    assert rounded(Decimal("0.5")) == 1
    assert rounded(Decimal("2.5")) == 3


@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_scaled_decimal_comes_back_as_it_was(value):
    assert from_micro(to_micro(value)) == value


def test_a_seventh_decimal_is_a_bug():
    with pytest.raises(ValueError, match="six decimal places"):
        to_micro(Decimal("0.0000001"))


@pytest.mark.parametrize(
    ("money", "language", "shown"),
    [
        (Money(1234567, "JPY"), "ja", "¥1,234,567"),
        (Money(-500, "JPY"), "ja", "△¥500"),
        (Money(123450, "USD"), "en", "$1,234.50"),
        (Money(1234567, "JPY"), "en", "¥1,234,567"),
    ],
)
def test_money_is_shown_as_its_reader_writes_it(money, language, shown):
    assert formats.money(money, language) == shown


def test_unit_prices_keep_their_own_decimals():
    assert formats.unit_price(Decimal("12.5"), "JPY", "ja") == "¥12.5"
    assert formats.unit_price(Decimal(12), "USD", "en") == "$12.00"


def test_a_price_in_a_field_has_the_decimals_of_its_currency_and_no_sign():
    assert formats.bare_price(Decimal("11496.4"), "USD", "en") == "11,496.40"
    assert formats.bare_price(Decimal(11496), "JPY", "ja") == "11,496"
    assert formats.bare_price(Decimal("0.125"), "USD", "en") == "0.125"


def test_days_follow_the_customs_of_the_language():
    assert formats.day(date(2026, 11, 24), "ja") == "2026年11月24日"
    assert formats.day(date(2026, 11, 24), "en") == "Nov 24, 2026"


def test_a_moment_is_shown_in_the_installations_time_zone():
    assert formats.moment(datetime(2026, 3, 31, 15, 2, tzinfo=UTC), "ja") == "2026年4月1日 00:02"
    assert formats.deadline(datetime(2026, 3, 31, 15, tzinfo=UTC), "ja") == "2026年3月31日"
    assert formats.deadline(datetime(2026, 3, 31, 9, tzinfo=UTC), "ja") == "2026年3月31日 18:00"


def test_a_sentence_survives_json_with_everything_in_it():
    inner = _("Price list")
    text = Text(
        "%(a)s %(b)s %(c)s %(d)s",
        {"a": Money(1500, "JPY"), "b": Decimal("0.5"), "c": date(2026, 1, 2), "d": inner},
    )

    assert text_from_json(text.to_json()) == text
    assert say(text, "en") == "¥1,500 0.5 Jan 2, 2026 Price list"


def test_a_sentence_is_said_in_the_readers_language():
    with in_language("ja"):
        assert say(_("Please sign in first.")) == "先にサインインしてください。"
    with in_language("en"):
        assert say(_("Please sign in first.")) == "Please sign in first."


def test_the_same_content_has_the_same_fingerprint_in_any_order():
    assert fingerprint({"b": 1, "a": ["x"]}) == fingerprint({"a": ["x"], "b": 1})
    assert canonical({"名": "山田"}) == '{"名":"山田"}'.encode()


def test_a_float_has_no_fingerprint():
    with pytest.raises(TypeError, match="float"):
        fingerprint({"price": [1.5]})


entries = st.lists(st.dictionaries(st.text(max_size=5), st.integers()), min_size=1, max_size=6)


@given(entries, st.data())
def test_a_changed_entry_breaks_the_chain_where_it_stands(rows, data):
    chain, previous = [], GENESIS
    for row in rows:
        previous = next_hash(previous, row)
        chain.append((row, previous))
    assert first_break(chain) is None

    position = data.draw(st.integers(0, len(rows) - 1))
    entry, written = chain[position]
    chain[position] = ({**entry, "forged": 1}, written)

    assert first_break(chain) == position
