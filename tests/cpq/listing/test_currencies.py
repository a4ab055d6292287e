"""Currencies that exchange rates are kept for."""

import pytest

from cpq.listing.assigning import currency_code
from foundation.errors import Refusal


@pytest.mark.parametrize("typed", ["usd", " USD ", "ＵＳＤ"])
def test_a_currency_is_known_by_its_three_letters(typed):
    assert currency_code(typed, "from") == "USD"


@pytest.mark.parametrize("typed", ["NaN", "", "US", "USDX", "U$D", "円", "1.0", "US\0"])
def test_what_is_no_currency_is_refused_at_its_field(typed):
    with pytest.raises(Refusal, match="no currency") as refused:
        currency_code(typed, "from")
    assert refused.value.field == "from"
