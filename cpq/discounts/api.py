"""Prices of lines, discount patterns, promises and terms of net prices for other systems."""

from decimal import Decimal
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from cpq.actions import prices
from cpq.answers import amount_out, quote_out
from cpq.bodies import QuoteOut
from cpq.discounts import bodies, patterns, promises, terms
from cpq.discounts.dealings import PastPrice
from cpq.discounts.given import grounds_of, problems_of
from cpq.discounts.grounds import Grounds
from cpq.discounts.models import DiscountPattern, NetTerms
from cpq.discounts.panel import panel_of
from cpq.discounts.promises import PromiseRow
from cpq.discounts.reading import evidence_from
from cpq.models import QuoteLine
from cpq.quoting.proof_views import may_see_costs
from cpq.quoting.sheet import line_of
from foundation.bodies import KNOWN, PROBLEMS, REFUSED, Amount
from foundation.db import today
from foundation.doors import page_of, session
from foundation.errors import Missing, Refusal
from foundation.handing import handed_out
from foundation.language import _, say
from foundation.money import Money
from people.current import person

line_prices_api = APIBlueprint(
    "line_prices_api", __name__, url_prefix="/api/v1/quotes", tag="Quotes"
)
patterns_api = APIBlueprint("patterns_api", __name__, url_prefix="/api/v1", tag="Discounts")
EDITABLE = ("name", "name_en", "cap_percent", "floor_percent", "reason_required", "evidence",
            "promise_required", "role", "valid_from", "valid_to", "active")  # fmt: skip


@line_prices_api.get("/<revision_id>/lines/<line_id>/price")
@line_prices_api.output(bodies.LinePriceOut)
@line_prices_api.doc(responses=PROBLEMS)
def get_line_price(revision_id: str, line_id: str) -> bodies.LinePriceOut:
    """Return how a line is priced, what the rules say now, and what is missing."""
    return _line_price(line_of(session(), revision_id, line_id))


@line_prices_api.put("/<revision_id>/lines/<line_id>/price")
@line_prices_api.input(bodies.LinePriceIn)
@line_prices_api.output(bodies.LinePriceOut)
@line_prices_api.doc(responses=REFUSED)
def set_line_price(
    revision_id: str, line_id: str, json_data: bodies.LinePriceIn
) -> bodies.LinePriceOut:
    """Set everything a line's price has beside the rules; a file of evidence stays."""
    line = line_of(session(), revision_id, line_id)
    grounds = Grounds(
        competitor=json_data.competitor,
        words=json_data.evidence_words,
        file=grounds_of(line).file,
        promised=json_data.promised,
        until=json_data.until,
    )
    given = prices.Price(
        json_data.how, json_data.value, json_data.pattern, json_data.reason, grounds
    )
    asked = prices.Price() if json_data.how == "rules" else given
    return _line_price(prices.price_line(session(), line_id, asked))


@line_prices_api.put("/<revision_id>/lines/<line_id>/price/evidence")
@line_prices_api.output(bodies.LinePriceOut)
@line_prices_api.doc(responses=REFUSED)
def put_evidence(revision_id: str, line_id: str) -> bodies.LinePriceOut:
    """Keep a file (multipart field ``evidence``; PDF, PNG, JPEG) as the evidence of a line."""
    line_of(session(), revision_id, line_id)
    file = evidence_from(request.files.get("evidence"))
    if file is None:
        raise Refusal(_("Please choose a file."), field="evidence")
    return _line_price(prices.keep_evidence(session(), line_id, file))


@line_prices_api.get("/<revision_id>/lines/<line_id>/price/evidence")
@line_prices_api.doc(responses=PROBLEMS)
def get_evidence(revision_id: str, line_id: str) -> Response:
    """Return the file that speaks for a line's price."""
    file = grounds_of(line_of(session(), revision_id, line_id)).file
    if file is None:
        raise Missing(_("There is no evidence on this line."))
    return handed_out(file.sha256, file.name, file.media_type)


@line_prices_api.put("/<revision_id>/lines/<line_id>/ignore-rules")
@line_prices_api.input(bodies.IgnoreRulesIn)
@line_prices_api.output(bodies.LinePriceOut)
@line_prices_api.doc(responses=REFUSED)
def ignore_rules(
    revision_id: str, line_id: str, json_data: bodies.IgnoreRulesIn
) -> bodies.LinePriceOut:
    """Begin at the standard list, whatever rules would make of it; or let them work again."""
    line_of(session(), revision_id, line_id)
    return _line_price(prices.ignore_rules(session(), line_id, ignore=json_data.ignore))


@line_prices_api.put("/<revision_id>/discount")
@line_prices_api.input(bodies.DocumentDiscountIn)
@line_prices_api.output(QuoteOut)
@line_prices_api.doc(responses=REFUSED)
def set_document_discount(revision_id: str, json_data: bodies.DocumentDiscountIn) -> QuoteOut:
    """Take a percentage or an amount off the whole; neither: no discount on the whole."""
    prices.set_document_discount(session(), revision_id, **json_data.model_dump())
    return quote_out(session(), revision_id, told=may_see_costs())


@line_prices_api.put("/<revision_id>/quote-only")
@line_prices_api.input(bodies.QuoteOnlyIn)
@line_prices_api.output(QuoteOut)
@line_prices_api.doc(responses=REFUSED)
def mark_quote_only(revision_id: str, json_data: bodies.QuoteOnlyIn) -> QuoteOut:
    """Mark a draft as one for comparison (相見積り): it counts in no forecast."""
    prices.mark_quote_only(session(), revision_id, on=json_data.quote_only)
    return quote_out(session(), revision_id, told=may_see_costs())


@patterns_api.get("/discount-patterns")
@patterns_api.output(bodies.PatternsOut)
@patterns_api.doc(responses=KNOWN)
def list_patterns() -> dict[str, object]:
    """List the discount patterns: those in use first."""
    return {"patterns": [_pattern(row) for row in patterns.all_patterns(session())]}


@patterns_api.post("/discount-patterns")
@patterns_api.input(bodies.PatternIn)
@patterns_api.output(bodies.PatternOut, status_code=201)
@patterns_api.doc(responses=REFUSED)
def add_pattern(json_data: bodies.PatternIn) -> bodies.PatternOut:
    """Add a discount pattern."""
    return _pattern(patterns.add_pattern(session(), json_data.code, _fields(json_data)))


@patterns_api.put("/discount-patterns/<code>")
@patterns_api.input(bodies.PatternBody)
@patterns_api.output(bodies.PatternOut)
@patterns_api.doc(responses=REFUSED)
def change_pattern(code: str, json_data: bodies.PatternBody) -> bodies.PatternOut:
    """Change a discount pattern, or retire it (``active``: false)."""
    row = patterns.pattern_of_code(session(), code)
    return _pattern(patterns.change_pattern(session(), row.id, _fields(json_data)))


@patterns_api.get("/promises")
@patterns_api.input(bodies.PromisesQuery, location="query")
@patterns_api.output(bodies.PromisesOut)
@patterns_api.doc(responses=KNOWN)
def list_promises(query_data: bodies.PromisesQuery) -> dict[str, object]:
    """List what customers promised for a price, and what they have ordered since."""
    page = page_of(promises.promises_matching(query_data.q, query_data.state), query_data.page)
    rows = [_promise(row) for row in promises.promise_rows(session(), page.rows)]
    return {"promises": rows, "page": page.number, "pages": page.pages, "total": page.total}


@patterns_api.get("/net-price-terms")
@patterns_api.output(bodies.AllTermsOut)
@patterns_api.doc(responses=KNOWN)
def list_net_terms() -> dict[str, object]:
    """List what resellers agreed to for net prices."""
    return {"terms": [_terms(row) for row in terms.all_terms(session())]}


@patterns_api.post("/net-price-terms")
@patterns_api.input(bodies.NetTermsIn)
@patterns_api.output(bodies.NetTermsOut, status_code=201)
@patterns_api.doc(responses=REFUSED)
def agree_net_terms(json_data: bodies.NetTermsIn) -> bodies.NetTermsOut:
    """Record what a reseller agreed to."""
    given = terms.AgreedTerms(**json_data.model_dump())
    return _terms(terms.agree_terms(session(), given, by=person().name))


def _fields(body: bodies.PatternBody) -> patterns.PatternFields:
    known: dict[str, Any] = {name: getattr(body, name) for name in EDITABLE}
    return patterns.PatternFields(**known, conditions=tuple(body.conditions))


def _pattern(row: DiscountPattern) -> bodies.PatternOut:
    known: dict[str, Any] = {name: getattr(row, name) for name in EDITABLE}
    conditions = list(patterns.conditions_of(row))
    return bodies.PatternOut(
        **known, code=row.code, conditions=conditions, usable=row.holds_on(today())
    )


def _line_price(line: QuoteLine) -> bodies.LinePriceOut:
    session().flush()
    row = line.revision_row
    panel = panel_of(session(), row, line, today())
    grounds = panel.grounds
    return bodies.LinePriceOut(
        how=panel.how,
        value=None if panel.value is None else f"{panel.value:f}",
        percent=f"{panel.percent:f}",
        net_amount=amount_out(panel.net) if panel.net else None,
        net_unit=_unit(panel.net_unit, panel.currency),
        by_rules=amount_out(panel.by_rules) if panel.by_rules else None,
        pattern=line.pattern,
        reason=line.reason,
        competitor=grounds.competitor,
        evidence_words=grounds.words,
        evidence=bodies.EvidenceOut(**grounds.file.model_dump()) if grounds.file else None,
        promised=None if grounds.promised is None else f"{grounds.promised:f}",
        until=grounds.until,
        ignore_rules=line.ignore_rules,
        problems=[say(one.text) for one in problems_of(session(), row, line)],
        past=[_past(one) for one in panel.past],
    )


def _past(one: PastPrice) -> bodies.PastPriceOut:
    return bodies.PastPriceOut(
        number=one.number,
        day=one.day,
        quantity=f"{one.quantity:f}",
        net_unit=Amount(amount=f"{one.net_unit:f}", currency=one.currency),
        ordered=one.ordered,
    )


def _promise(row: PromiseRow) -> bodies.PromiseOut:
    one = row.promise
    return bodies.PromiseOut(
        quote=one.number,
        revision_id=one.revision_id,
        customer_id=one.customer_id,
        customer=row.customer,
        sku=one.sku,
        pattern=one.pattern,
        discount_percent=f"{(one.discount * 100).normalize() + 0:f}",
        promised=f"{one.quantity:f}",
        since=one.since,
        until=one.until,
        ordered=f"{row.ordered:f}",
        state=row.state,
    )


def _terms(row: NetTerms) -> bodies.NetTermsOut:
    amount = row.annual_amount
    return bodies.NetTermsOut(
        id=row.id,
        customer_id=row.customer_id,
        currency=row.currency,
        annual_amount=None if amount is None else amount_out(Money(amount, row.currency)),
        stock_quantity=None if row.stock_quantity is None else f"{row.stock_quantity:f}",
        stock_sku=row.stock_sku,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        note=row.note,
    )


def _unit(value: Decimal | None, currency: str) -> Amount | None:
    return None if value is None else Amount(amount=f"{value:f}", currency=currency)
