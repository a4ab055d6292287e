"""On whom a deal waits, since when, and how many have signed. Concluded from the facts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation.language import Text, _

ENDS = {"envelope.declined", "envelope.voided", "envelope.expired", "envelope.completed"}
BROKEN = {"envelope.declined", "envelope.expired"}


@dataclass(frozen=True)
class Told:
    """A fact with what the board wants to know of it."""

    seq: int
    kind: str
    document: str
    actor: str
    at: datetime
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """On whom, since when (nothing: it is our turn); ``signed`` of ``to_sign`` signatures."""

    on: Text | None = None
    since: datetime | None = None
    signed: int = 0
    to_sign: int = 0


def waiting_on(facts: Iterable[Told]) -> Waiting:
    """Return what the newest open question of the deal is."""
    story = sorted(facts, key=lambda fact: fact.seq)
    sent = _last(story, {"envelope.sent"})
    if sent:
        return _at_signers(story, sent)
    asked = _last(story, {"quote.submitted", "approval.requested"})
    answered = _last(story, {"quote.approved", "quote.sent_back", "quote.superseded"})
    if asked and not _after(answered, asked):
        return Waiting(_("Approval"), asked.at)
    return _at_customer(story)


def _at_signers(story: list[Told], sent: Told) -> Waiting:
    of_it = [fact for fact in story if fact.document == sent.document]
    signed = {(f.actor, f.figures.get("signed")) for f in of_it if f.kind == "envelope.signed"}
    to_sign = max((int(f.figures.get("of", 0)) for f in of_it), default=0)
    end = _last(of_it, ENDS)
    if end is None:
        return Waiting(_asked(of_it, len(signed), to_sign), _since(of_it), len(signed), to_sign)
    if end.kind in BROKEN:
        return Waiting(_("A decision: signing has stopped"), end.at, len(signed), to_sign)
    done = end.kind == "envelope.completed"
    return Waiting(None, None, len(signed), to_sign) if done else _at_customer(story)


def _asked(of_it: list[Told], signed: int, to_sign: int) -> Text:
    named = [str(fact.figures["next"]) for fact in of_it if "next" in fact.figures]
    if to_sign and signed >= to_sign:
        return _("The seal")
    return _("Signature of %(name)s", name=named[-1]) if named and named[-1] else _("Signatures")


def _since(of_it: list[Told]) -> datetime:
    """Return when the envelope last went to somebody: reading it does not begin anew."""
    return next(f.at for f in reversed(of_it) if f.kind in {"envelope.sent", "envelope.signed"})


def _at_customer(story: list[Told]) -> Waiting:
    shared = _last(story, {"proposal.sent", "quote.sent"})
    over = _last(story, {"quote.accepted", "quote.superseded", "envelope.completed"})
    if shared is None or _after(over, shared):
        return Waiting()
    to = str(shared.figures.get("to", ""))
    return Waiting(_("Answer of %(name)s", name=to) if to else _("The customer"), shared.at)


def _last(story: list[Told], kinds: set[str]) -> Told | None:
    return next((fact for fact in reversed(story) if fact.kind in kinds), None)


def _after(one: Told | None, other: Told) -> bool:
    return one is not None and one.seq > other.seq
