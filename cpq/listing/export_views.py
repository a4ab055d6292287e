"""The files that price lists are handed out as."""

from collections.abc import Iterator

from flask import Response, request, stream_with_context

from cpq.blueprint import cpq
from cpq.listing import exporting, publishing, queries
from cpq.listing.naming import names_of
from cpq.listing.queries import lists_matching
from cpq.listing.views import LONGEST_WORDS, number_asked
from foundation.doors import session
from foundation.errors import Missing
from foundation.handing import as_file
from foundation.language import _, say, speaking
from foundation.money import Money
from foundation.spreadsheets import MARK, XLSX, line_of, workbook_of
from people.queries import people

EFFECT = (
    _("Quote"), _("Customer"), _("Owner"), _("Currency"), _("Before"), _("After"), _("Difference"),
)  # fmt: skip


@cpq.get("/price-lists/<list_id>/export.csv")
def export_price_list(list_id: str) -> Response:
    """Hand a list out as CSV that the import reads again."""
    row = queries.price_list_row(session(), list_id)
    lines = stream_with_context(exporting.as_csv(session(), row, number_asked()))
    answer = Response(lines, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.code}.csv"'
    return answer


@cpq.get("/price-lists/<list_id>/export.xlsx")
def export_price_workbook(list_id: str) -> Response:
    """Hand a list out as a workbook with its assignments."""
    row = queries.price_list_row(session(), list_id)
    answer = Response(exporting.as_workbook(session(), row, number_asked()), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.code}.xlsx"'
    return answer


@cpq.get("/price-lists/assignments.<ending>")
def export_assignments(ending: str) -> Response:
    """Hand out whom the lists are for, of all that the page of lists shows."""
    words, kind = request.args.get("q", "")[:LONGEST_WORDS], request.args.get("kind", "")
    shown = lists_matching(words, kind)
    rows = exporting.assignment_rows(session(), list(session().scalars(shown)))
    match ending:
        case "csv":
            text = MARK + "".join(map(line_of, rows))
            return as_file(text.encode(), "assignments.csv", "text/csv")
        case "xlsx":
            return as_file(workbook_of({"assignments": rows}), "assignments.xlsx", XLSX)
    raise Missing(_("Assignments are exported as CSV or XLSX only."))


@cpq.get("/price-lists/<list_id>/impact.csv")
def export_impact(list_id: str) -> Response:
    """Hand out every open quote that the draft would change, as far as it is reckoned."""
    row = queries.price_list_row(session(), list_id)
    answer = Response("".join(_effects(list_id)), mimetype="text/csv; charset=utf-8")
    name = f"{row.code}-quotes.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _effects(list_id: str) -> Iterator[str]:
    yield MARK + line_of([say(words) for words in EFFECT])
    proposal = publishing.proposal_of(session(), list_id)
    customers = names_of(session())
    owners = {card.id: card.called(speaking()) for card in people(session())}
    for one in publishing.impact_of(session(), proposal).ordered if proposal else ():
        amounts = [
            "" if amount is None else f"{Money(amount, one.currency).major:f}"
            for amount in (one.before, one.after, one.difference)
        ]
        customer = customers.get(one.customer_id, one.customer_id)
        yield line_of([one.number, customer, owners.get(one.owner_id, ""), one.currency, *amounts])
