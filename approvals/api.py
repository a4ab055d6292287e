"""Approvals over HTTP for other systems."""

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from approvals import actions, queries
from approvals.models import Step
from foundation.bodies import Body
from foundation.doors import session
from people.current import person

approvals_api = APIBlueprint(
    "approvals_api", __name__, url_prefix="/api/v1/approvals", tag="Approvals"
)


class StepOut(BaseModel):
    """A step that waits, or was decided."""

    id: str
    title: str
    subject: str
    role: str
    state: str
    content_sha256: str
    reasons: list[str]
    decided_by: str


class DecisionIn(Body):
    """A verdict on exactly the content of this fingerprint."""

    verdict: str = Field(pattern="^(approved|rejected)$")
    comment: str = Field(default="", max_length=2000)
    content_sha256: str = Field(max_length=64)


class RequestOut(BaseModel):
    """Where the request stands after a decision."""

    id: str
    subject: str
    state: str


class StepsOut(BaseModel):
    """The steps that wait for whoever asks."""

    steps: list[StepOut]


@approvals_api.get("")
@approvals_api.output(StepsOut)
def list_steps() -> dict[str, object]:
    """List what waits for me."""
    return {"steps": [_out(step) for step in queries.waiting_for(session(), person())]}


@approvals_api.get("/<step_id>")
@approvals_api.output(StepOut)
@approvals_api.doc(responses=[404])
def get_step(step_id: str) -> dict[str, object]:
    """Return one step."""
    return _out(queries.step_row(session(), step_id))


@approvals_api.post("/<step_id>/decision")
@approvals_api.input(DecisionIn)
@approvals_api.output(RequestOut)
@approvals_api.doc(responses=[400, 403, 404, 409])
def decide_step(step_id: str, json_data: DecisionIn) -> dict[str, str]:
    """Approve or reject."""
    decided = actions.decide(
        session(),
        step_id,
        person=person(),
        verdict=json_data.verdict,
        comment=json_data.comment,
        content_sha256=json_data.content_sha256,
        channel="api",
    )
    return {"id": decided.id, "subject": decided.subject, "state": decided.state}


def _out(step: Step) -> dict[str, object]:
    return {
        "id": step.id,
        "title": step.request.title,
        "subject": step.request.subject,
        "role": step.role,
        "state": step.state,
        "content_sha256": step.request.content_sha256,
        "reasons": step.why(),
        "decided_by": step.decided_by,
    }
