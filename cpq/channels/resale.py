"""What resellers say they will sell for: a log beside our reference, and nothing more.

To fix a reseller's price, or to make it suffer for its price, is unlawful in Japan
(独占禁止法 第2条第9項第4号); a mere reference price (参考価格) is not. So a stated price is never
refused, nobody is warned of it, and it changes no other price.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cpq.channels.reckoning import reckoned
from cpq.models import ChannelLeg, QuoteRevision, ResaleNote
from foundation.db import found
from foundation.errors import Missing, Refusal
from foundation.language import _
from foundation.money import minor_digits, money_of
from foundation.numbers import clean, parse_number

LARGEST = 10**12


def note_resale(
    session: Session,
    source_id: str,
    legs: Sequence[ChannelLeg],
    leg_id: str,
    *,
    stated: str,
    words: str = "",
    by: str,
) -> ResaleNote:
    """Write down what the seller of a leg said it sells for, where it differs or not."""
    leg = next((one for one in legs if one.id == leg_id), None)
    if leg is None or leg.seq == 1:
        raise Missing(_("This leg is not on the deal any more. Please reload the page."))
    source = found(session, QuoteRevision, source_id)
    priced = reckoned(session, source, legs).chain.legs[leg.seq - 1]
    amount = parse_number(
        stated,
        _("Stated net sum"),
        minimum=0,
        maximum=LARGEST,
        places=minor_digits(leg.currency),
        field="stated",
    )
    note = ResaleNote(
        deal_id=leg.deal_id,
        leg_id=leg.id,
        company_id=next(one.buyer_id for one in legs if one.seq == leg.seq - 1),
        reference=priced.total.amount,
        stated=money_of(amount, leg.currency).amount,
        currency=leg.currency,
        words=clean(words, _("Note"), longest=500, field="words"),
        by=by,
    )
    if source.deal_id != leg.deal_id:
        raise Refusal(_("This quote belongs to another deal."))
    session.add(note)
    session.flush()
    return note
