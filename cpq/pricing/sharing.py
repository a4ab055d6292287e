"""A discount on the document as a whole, shared so that every rate of tax bears its part. Pure.

It is shared among the groups of tax pro rata by what they come to, and within a group among its
lines, each time to the last minor unit by the largest remainder: the shares add up exactly.
"""

from collections.abc import Sequence

from cpq.pricing.document import DocumentDiscount, Priced, Said, Step
from cpq.pricing.exact import HUNDRED, minor, shared
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money


def discount_amount(total: Money, discount: DocumentDiscount) -> Money:
    """Return what a document discount comes to. Raises Refusal: it is more than the whole."""
    percent = minor(total.major * discount.percent / HUNDRED, total.currency)
    amount = percent if discount.amount is None else percent + discount.amount
    if not 0 <= amount.amount <= max(total.amount, 0):
        raise Refusal(
            _("The discount on the whole is more than the lines come to. Lower it."),
            field="document_discount",
        )
    return amount


def shares_of(nets: Sequence[tuple[str, int]], discount: int) -> list[int]:
    """Return what each line bears: ``nets`` are the lines' groups and net amounts."""
    groups: dict[str, list[int]] = {}
    for n, (group, _net) in enumerate(nets):
        groups.setdefault(group, []).append(n)
    names = sorted(groups)  # not in the order of the lines: that must not matter
    sums = [sum(nets[n][1] for n in groups[name]) for name in names]
    shares = [0] * len(nets)
    for name, part in zip(names, shared(discount, sums), strict=True):
        within = shared(part, [nets[n][1] for n in groups[name]])
        for n, share in zip(groups[name], within, strict=True):
            shares[n] = share
    return shares


def with_share(line: Priced, share: int) -> Priced:
    """Return a line that bears its share, as the last of its steps."""
    if not share:
        return line
    money = Money(share, line.net_amount.currency)
    return line._replace(
        share=money, steps=(*line.steps, share_step(line.sku, line.net_amount, money))
    )


def share_step(sku: str, net: Money, share: Money) -> Step:
    """Return the step that takes the share off."""
    said = Said("share", {"amount": share})
    return Step("document", sku, net.major, (net - share).major, said, "document")
