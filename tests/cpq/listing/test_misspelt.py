"""What another system misspells is no wish that is passed over."""

import pytest
from pydantic import ValidationError

from cpq.catalog.api import ProductIn
from cpq.listing.bodies import AssignmentIn, EntryIn, PriceListIn, RateIn


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (EntryIn, {"sku": "A1", "unit_price": "1", "valid_form": "2026-04-01"}),
        (AssignmentIn, {"rank": "standard", "valid_until": "2026-04-01"}),
        (PriceListIn, {"code": "L", "name": "L", "currency": "JPY", "parent": "M"}),
        (RateIn, {"from_currency": "USD", "to_currency": "JPY", "rate": "1", "at": "2026-04-01"}),
        (ProductIn, {"name": "A", "unit": "box"}),
    ],
)
def test_an_unknown_field_is_refused(body, sent):
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        body.model_validate(sent)
