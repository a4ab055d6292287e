"""The files that price lists are handed out as."""

from flask import Response, stream_with_context

from cpq.blueprint import cpq
from cpq.listing import exporting, queries
from cpq.listing.views import number_asked
from foundation.doors import session
from foundation.spreadsheets import XLSX


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
