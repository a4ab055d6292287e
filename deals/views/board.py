"""The board, and moving deals on it: by dragging, or by each card's own form."""

from datetime import date
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from deals import actions, queries
from deals.blueprint import deals
from deals.queries import BoardFilter
from deals.reading import day_of, month_of
from foundation.doors import refused_on, session
from foundation.errors import Refusal
from foundation.language import _, say, speaking
from people.current import person

CLOSED = {"lost", "won"}


@deals.get("/board")
def board() -> str:
    """Show the board as filtered, with its figures."""
    asked = asked_for(request.args)
    return render_template(
        "deals/board.html",
        view=queries.board_view(session(), asked, speaking(), request.args.get("wide", "")),
        months=queries.months_ahead(session(), asked),
        owners=queries.owners_of(session()),
        asked=asked,
        moved=request.args.get("moved", ""),
        filters=filters(),
        here=_here(),
    )


@deals.get("/board/<key>/cards")
def column(key: str) -> str:
    """Return the next cards of one column, to be put behind those that are there."""
    asked = asked_for(request.args)
    begin = request.args.get("offset", "0")
    offset = int(begin) if begin.isdecimal() and len(begin) < 7 else 0  # noqa: PLR2004  (a million cards)
    return render_template(
        "deals/board_cards.html",
        column=queries.column_view(session(), asked, speaking(), key, offset),
        filters=filters(),
        here=_here(),
        moved="",
    )


@deals.get("/deals/<deal_id>/move")
def ask_move(deal_id: str) -> str:
    """Ask where a deal goes, and what has to be said for it."""
    template = "deals/move_form.html" if request.headers.get("HX-Request") else "deals/move.html"
    return render_template(
        template,
        deal=queries.deal_card(session(), deal_id),
        choices=queries.move_choices(session(), deal_id),
        to=request.values.get("to", ""),
        back=_back(deal_id),
    )


@deals.post("/deals/<deal_id>/move")
@refused_on("deals.ask_move")
def move(deal_id: str) -> ResponseReturnValue:
    """Put a deal into a stage, and go back to where one came from."""
    to = request.form.get("to", "")
    if not to:
        raise Refusal(_("Please choose a stage."), field="to")
    deal = actions.move(
        session(),
        deal_id,
        to=to,
        by=person().name,
        seen=request.form.get("seen", ""),
        reason=request.form.get("reason", ""),
        resume_on=day_of(request.form.get("resume_on", ""), "resume_on"),
    )
    words = _(
        "%(number)s is now in “%(stage)s”.", number=deal.number, stage=deal.stage.called(speaking())
    )
    flash(say(words))
    return redirect(_back(deal_id, moved=True), 303)


@deals.post("/deals/<deal_id>/release")
def release(deal_id: str) -> ResponseReturnValue:
    """Let the documents decide about the stage again."""
    actions.release_pin(session(), deal_id, by=person().name)
    flash(say(_("The documents decide about the stage again.")))
    return redirect(url_for("flow.show_deal", deal_id=deal_id), 303)


def asked_for(args: MultiDict[str, str]) -> BoardFilter:
    """Return the filter of the address; what makes no sense there filters nothing."""
    return BoardFilter(
        words=args.get("q", "").strip()[:100],
        owner_id=args.get("owner", "")[:40],
        month=_month(args.get("month", "")),
    )


def filters() -> dict[str, str]:
    """Return the filters of the address, for links that keep them."""
    kept = ("q", "owner", "month")
    return {name: request.args[name] for name in kept if request.args.get(name)}


def _here() -> str:
    """Return the board as it is filtered, to come back to."""
    kept = filters()
    return f"/board?{urlencode(kept)}" if kept else "/board"


def _month(words: str) -> date | None:
    try:
        return month_of(words) if words else None
    except Refusal:
        return None


def _back(deal_id: str, *, moved: bool = False) -> str:
    """Return where to go after a move: the board as it was filtered, else the deal's page."""
    page = url_for("flow.show_deal", deal_id=deal_id)
    asked = request.values.get("back", "")
    if asked != "/board" and not asked.startswith("/board?"):
        return page
    return f"{asked}{'&' if '?' in asked else '?'}moved={deal_id}" if moved else asked
