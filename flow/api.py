"""Opening quotes, asking who approves, and sending to sign, over HTTP for other systems."""

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

import cpq.queries
import signing.queries
from cpq.queries import RevisionRow
from flow import quoting, send
from flow.approval import approval_of
from flow.parties import Parties
from foundation.bodies import Body
from foundation.doors import session
from foundation.language import say
from people.current import person

flow_api = APIBlueprint("flow_api", __name__, url_prefix="/api/v1", tag="Journey")


class OpenedQuoteOut(BaseModel):
    """A quote that can be worked on."""

    revision_id: str
    quote_id: str
    number: str
    state: str
    currency: str


class ApprovalStepOut(BaseModel):
    """Somebody who would have to agree, or was asked. ``state`` is "forecast" for a draft."""

    role: str
    state: str
    reasons: list[str]
    decided_by: str = ""
    comment: str = ""


class ApprovalOut(BaseModel):
    """Where the approval of a quote stands; ``unknown`` says why nothing can be foretold."""

    revision_id: str
    number: str
    state: str
    unknown: str = ""
    steps: list[ApprovalStepOut]


class PartiesIn(Body):
    """Who signs: contacts of the customer in order, then a person of ours; and who gets copies."""

    signers: list[str] = Field(min_length=1, max_length=20)
    countersigner: str = Field(max_length=32)
    copies: list[str] = Field(default_factory=list, max_length=50)


class SentEnvelopeOut(BaseModel):
    """An envelope that is being prepared; it leaves as soon as its order form is made."""

    id: str
    number: str
    status: str
    subject: str


@flow_api.post("/deals/<deal_id>/quotes")
@flow_api.output(OpenedQuoteOut, status_code=201)
@flow_api.doc(responses=[404, 409, 422])
def open_quote(deal_id: str) -> dict[str, str]:
    """Open a quote with the deal's customer, contact, channel, currency and language."""
    revision_id = quoting.open_quote(session(), deal_id, by=person())
    return _opened(cpq.queries.revision_row(session(), revision_id))


@flow_api.get("/quotes/<revision_id>/approval")
@flow_api.output(ApprovalOut)
@flow_api.doc(responses=[404])
def get_approval(revision_id: str) -> dict[str, object]:
    """Say who would have to approve a draft, or how far approval has come."""
    standing = approval_of(session(), revision_id)
    ahead = [
        {"role": say(one.role), "state": "forecast", "reasons": [say(why) for why in one.reasons]}
        for one in standing.forecast
    ]
    asked = [
        {
            "role": say(one.role),
            "state": one.state,
            "reasons": [say(why) for why in one.reasons],
            "decided_by": one.decided_by,
            "comment": one.comment,
        }
        for one in standing.steps
    ]
    return {
        "revision_id": standing.revision_id,
        "number": standing.number,
        "state": standing.state,
        "unknown": say(standing.unknown) if standing.unknown else "",
        "steps": [*ahead, *asked],
    }


@flow_api.post("/quotes/<revision_id>/envelope")
@flow_api.input(PartiesIn)
@flow_api.output(SentEnvelopeOut, status_code=201)
@flow_api.doc(responses=[400, 404, 409, 422])
def send_to_sign(revision_id: str, json_data: PartiesIn) -> dict[str, str]:
    """Send the order form of an approved quote, with quote and proposal, to be signed."""
    parties = Parties(json_data.signers, json_data.countersigner, json_data.copies)
    envelope_id = send.send_envelope(session(), revision_id, parties, person())
    made = signing.queries.status_of(session(), envelope_id)
    return {"id": made.id, "number": made.number, "status": made.status, "subject": made.subject}


def _opened(row: RevisionRow) -> dict[str, str]:
    return {
        "revision_id": row.id,
        "quote_id": row.quote_id,
        "number": row.number,
        "state": row.state,
        "currency": row.total.currency,
    }
