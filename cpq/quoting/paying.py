"""When the terms of a quote would have it paid, in words for the rep. Pure."""

from collections.abc import Mapping
from datetime import date

from cpq.due_dates import MOST_DAYS, closing_in, due_after
from foundation.language import Text, _


def paid_by(terms: Mapping[str, str], received: date) -> Text | None:
    """Return when goods received on a day are paid; None: the terms do not say."""
    closing = closing_in(terms.get("ja", "")) or closing_in(terms.get("en", ""))
    if closing is None:
        return None
    due = due_after(received, closing, made_to_order=True)
    if not due.late:
        return _("Received on %(day)s, paid by %(due)s.", day=received, due=due.day)
    return _(
        "Received on %(day)s, paid by %(due)s, %(n)s days later. What is made to order has to be"
        " paid within %(most)s days of receipt.",
        day=received,
        due=due.day,
        n=due.days,
        most=MOST_DAYS,
    )
