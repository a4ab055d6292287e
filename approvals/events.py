"""How a request for approval goes."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ApprovalRequested(Event, name="approvals.approval_requested"):
    """Somebody has to agree. ``roles`` in the order they are asked."""

    request_id: str
    subject: str
    deal_id: str
    title: str
    roles: list[str]
    by: str


@dataclass(frozen=True, kw_only=True)
class ApprovalStepDecided(Event, name="approvals.approval_step_decided"):
    """One approver said yes or no."""

    request_id: str
    subject: str
    deal_id: str
    role: str
    verdict: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApprovalGranted(Event, name="approvals.approval_granted"):
    """Everybody who had to say yes to exactly this content has said it, or nobody had to."""

    request_id: str
    subject: str
    deal_id: str
    content_sha256: str


@dataclass(frozen=True, kw_only=True)
class ApprovalRejected(Event, name="approvals.approval_rejected"):
    """Somebody said no."""

    request_id: str
    subject: str
    deal_id: str
    reason: str
    by: str
