"""The price proof of a quote as a file: all of it for those who sell, else what customers get."""

from flask import Response, request

from cpq.blueprint import cpq
from cpq.proving import price_proof as full_proof
from cpq.proving import public_price_proof
from cpq.queries import revision_row
from foundation.doors import session
from foundation.handing import as_file
from people.current import person
from people.roles import SALES, Role


@cpq.get("/quotes/<revision_id>/price-proof.json")
def price_proof(revision_id: str) -> Response:
    """Hand the price proof out; ``?for=customer`` asks for the one that may leave the company."""
    row = revision_row(session(), revision_id)
    name = f"{row.number}-{row.revision}-price-proof"
    if request.args.get("for") == "customer" or not may_see_costs():
        content, name = public_price_proof(session(), revision_id), f"{name}-public"
    else:
        content = full_proof(session(), revision_id)
    return as_file(content, f"{name}.json", "application/json")


def may_see_costs() -> bool:
    """True for those who may read rules and costs."""
    return person().may_act_as(*SALES, Role.APPROVER)
