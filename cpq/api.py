"""Quotes for other systems: lines, configurations, terms, submitting and revising."""

from apiflask import APIBlueprint
from flask import Response

from cpq import actions
from cpq.actions.units import sell_in
from cpq.answers import (
    bulk_out,
    configuration_out,
    lines_out,
    options_out,
    quote_out,
    row_out,
)
from cpq.bodies import (
    BulkIn,
    BulkOut,
    ConfigurationIn,
    ConfigurationOut,
    LineChangeIn,
    LineIn,
    LinesOut,
    LinesQuery,
    OptionsOut,
    OptionsQuery,
    QuoteOut,
    QuotesOut,
    QuotesQuery,
    TermsIn,
)
from cpq.catalog.configuring import Choice
from cpq.catalog.queries import definition_of
from cpq.models import QuoteLine
from cpq.proving import price_proof, public_price_proof
from cpq.queries import quotes_matching
from cpq.quoting.matching import Choices, judged, row_from
from cpq.quoting.proof_views import may_see_costs
from cpq.quoting.sheet import Asked, line_of
from cpq.standing import revision_alone
from foundation.bodies import PROBLEMS, REFUSED
from foundation.doors import page_of, session
from foundation.errors import Missing
from foundation.language import _
from foundation.money import Money
from people.current import person

quotes_api = APIBlueprint("quotes_api", __name__, url_prefix="/api/v1/quotes", tag="Quotes")


@quotes_api.get("")
@quotes_api.input(QuotesQuery, location="query")
@quotes_api.output(QuotesOut)
@quotes_api.doc(responses={401: PROBLEMS[401], 403: PROBLEMS[403]})
def list_quotes(query_data: QuotesQuery) -> dict[str, object]:
    """List quotes found by number, subject or customer, newest first."""
    found = page_of(quotes_matching(query_data.q, query_data.state), query_data.page)
    rows = [row_out(row) for row in found.rows]
    return {"quotes": rows, "page": found.number, "pages": found.pages, "total": found.total}


@quotes_api.get("/<revision_id>")
@quotes_api.output(QuoteOut)
@quotes_api.doc(responses=PROBLEMS)
def get_quote(revision_id: str) -> QuoteOut:
    """Return a revision with its lines and every step of their prices."""
    return quote_out(session(), revision_id, told=may_see_costs())


@quotes_api.get("/<revision_id>/price-proof")
@quotes_api.doc(responses={200: "The price proof as canonical JSON", **PROBLEMS})
def get_price_proof(revision_id: str) -> Response:
    """Return the price proof: the full one for those who sell, what customers get for others."""
    made = price_proof if may_see_costs() else public_price_proof
    return Response(made(session(), revision_id), mimetype="application/json")


@quotes_api.post("/<revision_id>/lines")
@quotes_api.input(LineIn)
@quotes_api.output(QuoteOut, status_code=201)
@quotes_api.doc(responses=REFUSED)
def add_line(revision_id: str, json_data: LineIn) -> QuoteOut:
    """Put a product on a draft; the last line of the answer is the new one."""
    actions.add_line(session(), revision_id, sku=json_data.sku, quantity=json_data.quantity)
    return _quote(revision_id)


@quotes_api.get("/<revision_id>/lines")
@quotes_api.input(LinesQuery, location="query")
@quotes_api.output(LinesOut)
@quotes_api.doc(responses=PROBLEMS)
def list_lines(revision_id: str, query_data: LinesQuery) -> LinesOut:
    """List the lines of a revision, fifty a page, found by words or by what they lack."""
    asked = Asked(query_data.q, query_data.only, query_data.page)
    return lines_out(session(), revision_id, asked, told=may_see_costs())


@quotes_api.post("/<revision_id>/lines/bulk")
@quotes_api.input(BulkIn)
@quotes_api.output(BulkOut)
@quotes_api.doc(responses=REFUSED)
def add_lines(revision_id: str, json_data: BulkIn) -> BulkOut:
    """Put many products on a draft, priced once; where one has a problem, none is."""
    rows = [row_from(one, number) for number, one in enumerate(json_data.lines, start=1)]
    choices = Choices({}, summed=json_data.same == "sum")
    found = judged(session(), revision_id, rows, choices)
    wanted = [one.line for one in found if one.line is not None]
    adding = not json_data.dry_run and len(wanted) == len(found)
    if adding:
        actions.add_lines(session(), revision_id, wanted)
    row = revision_alone(session(), revision_id)
    return bulk_out(found, len(wanted) if adding else 0, Money(row.total, row.currency))


@quotes_api.patch("/<revision_id>/lines/<line_id>")
@quotes_api.input(LineChangeIn)
@quotes_api.output(QuoteOut)
@quotes_api.doc(responses=REFUSED)
def change_line(revision_id: str, line_id: str, json_data: LineChangeIn) -> QuoteOut:
    """Change a line's quantity, its unit, or its discount with the reason."""
    _line(revision_id, line_id)
    if json_data.uom is not None:
        sell_in(session(), line_id, json_data.uom)
    actions.change_line(
        session(),
        line_id,
        quantity=json_data.quantity,
        percent=json_data.discount_percent,
        reason=json_data.discount_reason,
    )
    return _quote(revision_id)


@quotes_api.delete("/<revision_id>/lines/<line_id>")
@quotes_api.output(QuoteOut, status_code=200)
@quotes_api.doc(responses=REFUSED)
def remove_line(revision_id: str, line_id: str) -> QuoteOut:
    """Take a line off; the answer is the quote without it."""
    _line(revision_id, line_id)
    actions.remove_line(session(), line_id)
    return _quote(revision_id)


@quotes_api.get("/<revision_id>/lines/<line_id>/configuration")
@quotes_api.output(ConfigurationOut)
@quotes_api.doc(responses=PROBLEMS)
def get_configuration(revision_id: str, line_id: str) -> ConfigurationOut:
    """Return what is chosen for a line, what is missing, and what still fits."""
    return configuration_out(session(), _line(revision_id, line_id))


@quotes_api.put("/<revision_id>/lines/<line_id>/configuration")
@quotes_api.input(ConfigurationIn)
@quotes_api.output(ConfigurationOut)
@quotes_api.doc(responses=REFUSED)
def set_configuration(
    revision_id: str, line_id: str, json_data: ConfigurationIn
) -> ConfigurationOut:
    """Set every choice of a line; they may be incomplete, but have to go together."""
    _line(revision_id, line_id)
    choices = {one.slot: Choice(sku=one.sku, quantity=one.quantity) for one in json_data.choices}
    actions.configure_line(session(), line_id, choices)
    session().flush()
    return configuration_out(session(), _line(revision_id, line_id))


@quotes_api.get("/<revision_id>/lines/<line_id>/options/<slot>")
@quotes_api.input(OptionsQuery, location="query")
@quotes_api.output(OptionsOut)
@quotes_api.doc(responses=PROBLEMS)
def list_options(revision_id: str, line_id: str, slot: str, query_data: OptionsQuery) -> OptionsOut:
    """List the options of a slot: whether each fits, why not, and what to drop to have it."""
    line = _line(revision_id, line_id)
    known = definition_of(session(), line.sku, line.model_version).slots
    if slot not in {one.key for one in known}:
        raise Missing(_("There is no slot %(slot)s.", slot=slot))
    return options_out(session(), line, slot, query_data.q)


@quotes_api.patch("/<revision_id>/terms")
@quotes_api.input(TermsIn)
@quotes_api.output(QuoteOut)
@quotes_api.doc(responses=REFUSED)
def set_terms(revision_id: str, json_data: TermsIn) -> QuoteOut:
    """Change subject, validity, delivery, payment and notes of a draft."""
    given = json_data.model_dump(mode="json", exclude_none=True)
    actions.set_terms(session(), revision_id, given)
    return _quote(revision_id)


@quotes_api.post("/<revision_id>/submit")
@quotes_api.output(QuoteOut)
@quotes_api.doc(responses=REFUSED)
def submit_quote(revision_id: str) -> QuoteOut:
    """Freeze a complete quote and ask for its release; it may be approved at once."""
    actions.submit_quote(session(), revision_id, by=person().id)
    return _quote(revision_id)


@quotes_api.post("/<revision_id>/revise")
@quotes_api.output(QuoteOut, status_code=201)
@quotes_api.doc(responses=REFUSED)
def revise_quote(revision_id: str) -> QuoteOut:
    """Begin the next revision with the same lines; approval starts again."""
    return _quote(actions.revise_quote(session(), revision_id, by=person().id).id)


def _line(revision_id: str, line_id: str) -> QuoteLine:
    return line_of(session(), revision_id, line_id)


def _quote(revision_id: str) -> QuoteOut:
    session().flush()
    session().expire_all()
    return quote_out(session(), revision_id, told=may_see_costs())
