"""What is usual in our channels: data that managers keep."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from cpq.models import ChannelPolicy
from cpq.models.channels import USUAL
from foundation.language import Text, _
from foundation.numbers import parse_number

PERCENTS: dict[str, Text] = {
    "tolerance": _("Tolerance in percent"),
    "dealer_markup": _("A dealer's usual margin, in percent on top"),
    "distributor_markup": _("A distributor's usual margin, in percent on top"),
    "holder_percent": _("Points more for the holder"),
    "second_percent": _("Points less for a second partner"),
}
DAYS = _("Days of protection")
LONGEST_PROTECTION = 1000


def policy_of(session: Session) -> ChannelPolicy:
    """Return what is usual; before anybody set it, the values we begin with."""
    return session.get(ChannelPolicy, USUAL) or ChannelPolicy()


def change_policy(session: Session, fields: Mapping[str, str]) -> ChannelPolicy:
    """Change what is usual; what is not given stays as it is."""
    row = policy_of(session)
    session.add(row)
    for name, words in PERCENTS.items():
        if name in fields:
            typed = fields[name].strip().rstrip("%％")
            number = parse_number(typed, words, minimum=0, maximum=100, places=4, field=name)
            setattr(row, name, number)
    if "protection_days" in fields:
        row.protection_days = int(
            parse_number(
                fields["protection_days"],
                DAYS,
                minimum=1,
                maximum=LONGEST_PROTECTION,
                places=0,
                field="protection_days",
            )
        )
    session.flush()
    return row
