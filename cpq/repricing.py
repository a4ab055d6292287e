"""Prices a draft as a whole after every change, so that the order of changes never matters.

A line whose inputs are what they were keeps its price: what it depends on beside itself is written
with it as a fingerprint, which a change of the line takes away. What depends on other lines, prices
in percent of them and the discount on the whole, is added up every time, and so are the taxes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import loads
from typing import Any

from sqlalchemy.orm import Session

from cpq.adding_up import shared_out, taxes_of
from cpq.models import QuoteLine, QuoteRevision
from cpq.price_lists import Asked, asked_by, catalogue_by_list, shelf_for
from cpq.pricing import Catalogue, Priced, price_lines
from cpq.pricing.engine import NO_DISCOUNT
from cpq.pricing.exact import plain
from cpq.pricing.handed import bare, own_figures
from cpq.pricing.written import priced_json, shared_json
from cpq.remembered import Header, catalogue_under, header_of
from cpq.standing import NO_PARTS, Standing, lines_by_id, products_of, settled, standing
from cpq.wanted import document_discount, given_to, skus_of, sold_parts, wanted
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Rounding
from foundation.settings import settings

MOST_AMOUNT = 10**15  # minor units: two thousand such lines still fit a column of 64 bits
Made = tuple[dict[str, Any] | None, dict[str, Any] | None]  # a price, or why there is none


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a quote comes to. ``made``: the prices reckoned anew, by line, still without a share.

    ``shares`` are what lines with a price bear of the discount on the whole, 0 where none is told;
    ``moved`` are the lines that bear another one than before.
    """

    made: Mapping[str, Made]
    shares: Mapping[str, int]
    moved: Sequence[str]
    taxes: Sequence[Mapping[str, Any]]

    @property
    def subtotal(self) -> int:
        """Return what all comes to before tax, in minor units."""
        return sum(row["base"] for row in self.taxes)

    @property
    def tax_total(self) -> int:
        """Return the taxes."""
        return sum(row["tax"] for row in self.taxes)


def reprice(session: Session, revision: QuoteRevision, *, anew: bool = False) -> None:
    """Bring every price up to date and add up; a line without a price keeps the reason instead."""
    session.flush()
    reckoned = reckon(session, revision, anew=anew)
    ids = list(dict.fromkeys((*reckoned.made, *reckoned.moved)))
    for key, line in lines_by_id(session, ids).items():
        made = reckoned.made.get(key, (line.price, line.refusal))
        _write(line, made, reckoned.shares.get(key, 0), revision.currency)
    revision.subtotal, revision.tax_total = reckoned.subtotal, reckoned.tax_total
    if revision.taxes != reckoned.taxes:
        revision.taxes = list(reckoned.taxes)


def reckon(
    session: Session,
    revision: QuoteRevision,
    tried: QuoteLine | None = None,
    *,
    anew: bool = False,
) -> Reckoned:
    """Return what a quote comes to, and write nothing.

    ``tried`` takes the place of the line with its id, as that might be.
    """
    asked = asked_by(session, revision)
    header = header_of(session, asked)
    all_lines = anew or bool(revision.leg_id) or document_discount(revision) != NO_DISCOUNT
    which = (revision.id, "" if all_lines else header.digest, tried.id if tried else "")
    lines = standing(session, *which)
    sums = [] if all_lines else list(settled(session, *which).items())
    pricer = _Pricer(session, asked, header, lines)
    if revision.leg_id:
        made = pricer.leg([line.id for line in lines])
    else:
        made = _priced(pricer, lines, sum(net for _group, net in sums), tried, anew=anew)
    now = [(line, _net(made[line.id]) if line.id in made else line.net) for line in lines]
    return _added_up(revision, made, [(line, net) for line, net in now if net is not None], sums)


def _added_up(
    revision: QuoteRevision,
    made: Mapping[str, Made],
    lines: Sequence[tuple[Standing, int]],
    sums: Sequence[tuple[str, int]],
) -> Reckoned:
    """Share out what is taken off the whole, and tax it; ``sums`` bear no share of it."""
    nets = [*((line.tax_class, net) for line, net in lines), *sums]
    kept = {line.id: line.share for line, _net in lines}
    shares: Sequence[int] = [*kept.values(), *(0 for _sum in sums)]
    if not revision.leg_id:
        discount = document_discount(revision)
        shares = shared_out(nets, shares, discount, revision.currency)
    mode = Rounding(settings().tax_rounding)
    taxes = taxes_of(nets, shares, revision.issued_on, revision.currency, mode)
    by_line = dict(zip(kept, shares, strict=False))  # the sums come after the lines
    return Reckoned(made, by_line, [key for key in kept if kept[key] != by_line[key]], taxes)


def catalogue_of(session: Session, asked: Asked, lines: Sequence[QuoteLine]) -> Catalogue:
    """Return what the prices of these lines depend on; a leg may ask one list, or none."""
    skus = [sku for line in lines for sku in skus_of(line.sku, line.bom)]
    given = given_to(lines[0]) if lines else None
    if given and not given["lists"]:
        return bare(asked.currency, asked.at)
    if given and given["list"]:
        return catalogue_by_list(session, asked, given["list"], skus)
    return shelf_for(session, skus, [asked]).catalogue(asked)


def _priced(
    pricer: "_Pricer",
    lines: Sequence[Standing],
    others: int,
    tried: QuoteLine | None,
    *,
    anew: bool,
) -> dict[str, Made]:
    """Price the lines whose inputs have changed, and those in percent of the others.

    ``others`` is what the lines come to that are not given.
    """
    changed, of_others = dict[str, str](), dict[str, str]()
    for line in lines:
        stamp = pricer.stamp(line)
        if anew or line.priced_from != stamp or (tried and tried.id == line.id):
            changed[line.id] = stamp
        elif line.of_total:
            of_others[line.id] = stamp
        else:
            others += line.net or 0
    made = pricer.made(changed, others, tried)
    prices = [price for price, _refusal in made.values() if price and not price["of_total"]]
    others += sum(price["net_amount"] for price in prices)
    return made | pricer.made(of_others, others, tried)


class _Pricer:
    """Knows what all lines of a quote depend on, and prices some of them."""

    def __init__(
        self, session: Session, asked: Asked, header: Header, lines: Sequence[Standing]
    ) -> None:
        self.session, self.asked, self.header = session, asked, header
        with_parts = [line for line in lines if line.bom != NO_PARTS]
        self.parts = {line.id: sold_parts(loads(line.bom)) for line in with_parts}
        inside = products_of(session, (row["sku"] for some in self.parts.values() for row in some))
        self.moments = {line.sku: line.changed for line in lines}
        self.moments |= {sku: moment for sku, (_group, moment) in inside.items()}

    def stamp(self, line: Standing) -> str:
        """Return the fingerprint of everything a line's price is made from beside the line."""
        told = f"{self.header.digest}|{line.changed}"
        if line.id not in self.parts:
            return told
        moments = [self.moments[row["sku"]] for row in self.parts[line.id]]
        return f"{told}|{sha256(str(moments).encode()).hexdigest()[:32]}"

    def made(
        self, stamps: Mapping[str, str], others: int, tried: QuoteLine | None
    ) -> dict[str, Made]:
        """Return the prices of some lines; ``others`` is what those come to that are not given."""
        if not stamps:
            return {}
        known = lines_by_id(self.session, list(stamps))
        lines = [tried if tried and tried.id == key else known[key] for key in stamps]
        skus = {sku for line in lines for sku in skus_of(line.sku, line.bom)}
        moments = {sku: self.moments[sku] for sku in skus}
        catalogue = catalogue_under(self.session, self.header, self.asked, moments)
        asked = [wanted(line, self.asked.currency) for line in lines]
        outcomes = price_lines(asked, catalogue, others)
        return {
            line.id: _made(line, outcomes[line.position], catalogue, stamps[line.id])
            for line in lines
        }

    def leg(self, ids: Sequence[str]) -> dict[str, Made]:
        """Return the prices of a leg's lines, by what they were given; never in part.

        A leg costs what it came to, until its quote is made again.
        """
        lines = list(lines_by_id(self.session, ids).values())
        given = {line.id: known for line in lines if (known := given_to(line))}
        if not lines or len(given) < len(lines):  # made before that was kept
            return {}
        catalogue = catalogue_of(self.session, self.asked, lines)
        asked = [wanted(line, self.asked.currency) for line in lines]
        outcomes, made = price_lines(asked, catalogue), dict[str, Made]()
        for line in lines:
            price, refusal = _made(line, outcomes[line.position], catalogue, self.header.digest)
            before = line.price or {}
            if price is not None:
                own = own_figures(price, given[line.id])
                made[line.id] = own | {"concession": before["concession"]}, None
            elif "inputs" not in before:
                made[line.id] = None, refusal
        return made


def _made(line: QuoteLine, outcome: Priced | Refusal, catalogue: Catalogue, stamp: str) -> Made:
    if isinstance(outcome, Priced):
        if max(outcome.list_amount.amount, outcome.net_amount.amount) <= MOST_AMOUNT:
            price = priced_json(outcome) | {"inputs": stamp}
            if line.uom:
                factor = catalogue.factors.get(f"{line.sku}/{line.uom}")
                price["factor"] = None if factor is None else plain(factor)
            return price, None
        outcome = Refusal(_("The amount is too large for one line. Lower the quantity."))
    return None, outcome.text.to_json()


def _write(line: QuoteLine, made: Made, share: int, currency: str) -> None:
    """Keep a line's price with its share and fingerprint; what is as it was is not written anew."""
    price, refusal = made
    if price is not None and price.get("share", 0) != share:
        price = shared_json(price, share, currency)
    if line.price != price or line.refusal != refusal or not line.priced_from:
        line.price, line.refusal = price, refusal


def _net(made: Made) -> int | None:
    price = made[0]
    return None if price is None else int(price["net_amount"])
