"""Lines from a spreadsheet: pasted or sent as a file, looked at, and put on the quote at once."""

from collections.abc import Sequence

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq import actions
from cpq.blueprint import cpq
from cpq.importing.sources import open_table
from cpq.quoting import undoing
from cpq.quoting.matching import Choices, Judged, judged
from cpq.quoting.pasting import Pasted, as_line, pasted
from cpq.standing import revision_alone
from foundation.doors import refused_on, session
from foundation.errors import Refusal
from foundation.language import _

SHOWN = 300


@cpq.get("/quotes/<revision_id>/paste")
def paste_lines(revision_id: str) -> str:
    """Ask for rows of a spreadsheet."""
    return _page(revision_id, request.form.get("text", ""))


@cpq.post("/quotes/<revision_id>/paste")
@refused_on("cpq.paste_lines")
def preview_paste(revision_id: str) -> ResponseReturnValue:
    """Show what the rows would put on the quote, and what is not understood of them."""
    text = _text()
    rows = pasted(text)
    return _page(revision_id, text, rows, judged(session(), revision_id, rows.rows, _choices()))


@cpq.post("/quotes/<revision_id>/paste/lines")
@refused_on("cpq.paste_lines")
def take_paste(revision_id: str) -> ResponseReturnValue:
    """Put every row that is understood on the quote; the others stay to be mended."""
    rows = pasted(_text())
    found = judged(session(), revision_id, rows.rows, _choices())
    good = [one.line for one in found if one.line is not None]
    if not good:
        raise Refusal(_("None of the rows is understood yet."), field="text")
    undo = _put_on(revision_id, good)
    rest = [one.row.raw for one in found if one.line is None]
    if rest:
        session().flush()
        left = "\n".join([rows.heading, *rest] if rows.heading else rest)
        again = pasted(left)
        judged_again = judged(session(), revision_id, again.rows, Choices({}))
        return _page(revision_id, left, again, judged_again, undo)
    there = url_for("cpq.show_quote", revision_id=revision_id, pasted=undo)
    if not request.headers.get("HX-Request"):
        return redirect(there, 303)
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = there
    return answer


def _put_on(revision_id: str, good: Sequence[actions.NewLine]) -> str:
    """Put rows on the quote; returns what takes them off again, and those pasted just before."""
    before = undoing.quantities(session(), good)
    lines = actions.add_lines(session(), revision_id, good)
    session().flush()
    after = undoing.quantities(session(), good)
    earlier = undoing.unsealed(revision_id, request.form.get("pasted", ""))
    batch = undoing.batch_of(len(good), lines, before, after)
    return undoing.sealed(revision_id, [*earlier, batch])


def _page(
    revision_id: str,
    text: str,
    rows: Pasted | None = None,
    found: Sequence[Judged] = (),
    undo: str = "",
) -> str:
    wrong = [one for one in found if one.problem is not None]
    right = [one for one in found if one.problem is None]
    part = request.headers.get("HX-Request") is not None
    return render_template(
        "cpq/paste_part.html" if part else "cpq/paste.html",
        quote=revision_alone(session(), revision_id),
        text=text,
        rows=rows,
        wrong=wrong[:SHOWN],
        right=right[:SHOWN],
        counts=(len(right), len(wrong)),
        there=sum(1 for one in right if one.there),
        undo=undo or request.form.get("pasted", ""),
        added=sum(one["rows"] for one in undoing.unsealed(revision_id, undo)),
    )


def _text() -> str:
    """Return the rows: those of the file where one was sent, as if they had been pasted."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get("text", "").replace("\r\n", "\n")
    table = open_table(file.filename[:200], file.read())
    rows = [list(table.header), *(cells for _line, cells in table.rows())]
    return "\n".join(as_line(cells) for cells in rows if any(cells))


def _choices() -> Choices:
    form = request.form
    named = {key.removeprefix("as-"): value for key, value in form.items() if key.startswith("as-")}
    near = {row: sku for row, sku in named.items() if row.isdecimal() and len(row) < len("1000000")}
    instead = {int(row): sku for row, sku in near.items() if sku}
    return Choices(instead, form.get("same") == "sum", form.get("default_reason", "")[:500])
