"""The pages that say whom a list is for, and which lists stand above it."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from cpq.blueprint import cpq
from cpq.listing import assigning, claims, queries
from cpq.listing.naming import targets_known
from cpq.listing.views import around
from cpq.listing.wording import validity
from cpq.models import ListOfPrices
from cpq.price_lists.versions import current_of
from foundation.doors import refused_on, session
from foundation.language import _, say
from people.current import person

MOST_LINKS = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A list in the chain above another."""

    row: ListOfPrices
    depth: int
    edge_id: str
    draft: bool
    unreachable: bool


@cpq.get("/price-lists/<list_id>/whom")
def show_whom(list_id: str) -> str:
    """Show whom a list is assigned to."""
    row = queries.price_list_row(session(), list_id)
    return render_template(
        "listing/whom.html", validity=validity, known=targets_known(session()), **around(row)
    )


@cpq.post("/price-lists/<list_id>/whom")
@refused_on("cpq.show_whom")
def assign_price_list(list_id: str) -> ResponseReturnValue:
    """Let somebody have the list."""
    claims.assign_checked(session(), list_id, request.form, by=person().name)
    flash(say(_("The list was assigned.")))
    return redirect(url_for("cpq.show_whom", list_id=list_id))


@cpq.post("/price-lists/<list_id>/whom/<assignment_id>/end")
@refused_on("cpq.show_whom")
def end_assignment(list_id: str, assignment_id: str) -> ResponseReturnValue:
    """Let nobody new have the list this way."""
    assigning.end(session(), list_id, assignment_id)
    flash(say(_("The assignment has ended.")))
    return redirect(url_for("cpq.show_whom", list_id=list_id))


@cpq.get("/price-lists/<list_id>/parents")
def show_parents(list_id: str) -> str:
    """Show the lists above a list, the whole chain."""
    row = queries.price_list_row(session(), list_id)
    others = select(ListOfPrices).where(ListOfPrices.id != list_id).order_by(ListOfPrices.code)
    return render_template(
        "listing/parents.html",
        chain=_chain(list_id),
        others=list(session().scalars(others)),
        **around(row),
    )


@cpq.post("/price-lists/<list_id>/parents")
@refused_on("cpq.show_parents")
def add_parent(list_id: str) -> ResponseReturnValue:
    """Ask another list for what this one has no price for."""
    code = request.form.get("parent", "")
    parent = assigning.add_parent(session(), list_id, code, by=person().name)
    flash(say(_("%(code)s is a parent on the draft.", code=parent.code)))
    return redirect(url_for("cpq.show_parents", list_id=list_id))


@cpq.post("/price-lists/<list_id>/parents/<edge_id>/remove")
@refused_on("cpq.show_parents")
def remove_parent(list_id: str, edge_id: str) -> ResponseReturnValue:
    """Ask a parent no longer, from the draft on."""
    assigning.remove_parent(session(), list_id, edge_id, by=person().name)
    flash(say(_("The parent list was taken off the draft.")))
    return redirect(url_for("cpq.show_parents", list_id=list_id))


def _chain(list_id: str) -> list[Link]:
    """Return the lists above, each under the one that asks it."""
    edges = assigning.newest_edges(session())
    rows = {row.id: row for row in session().scalars(select(ListOfPrices))}
    current = {
        key: current_of(session(), key) for key in {e.parent_id for s in edges.values() for e in s}
    }
    found: list[Link] = []

    def climb(below: str, depth: int) -> None:
        for edge in edges.get(below, ()):
            if len(found) < MOST_LINKS:
                now = current.get(below) if depth else current_of(session(), below)
                new = edge.from_version > (now.number if now else 0)
                held = current.get(edge.parent_id) is None
                found.append(Link(rows[edge.parent_id], depth, edge.id, new, held))
                climb(edge.parent_id, depth + 1)

    climb(list_id, 0)
    return found
