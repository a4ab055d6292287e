"""The deal's story in sentences: each fact, each move, and why the deal is where it is. Pure."""

from collections.abc import Mapping
from datetime import datetime

from foundation.language import Text, _
from foundation.money import Money

FACTS: dict[str, Text] = {
    "deal.opened": _("The deal was opened."),
    "deal.changed": _("The deal was changed: %(detail)s"),
    "deal.released": _("The documents decide about the stage again."),
    "amount.taken": _("The amount was taken from the accepted quote: %(detail)s"),
    "quote.opened": _("Quote %(detail)s was begun."),
    "quote.submitted": _("Quote %(detail)s was submitted."),
    "quote.approved": _("Quote %(detail)s is approved."),
    "quote.sent_back": _("The quote was sent back: %(detail)s"),
    "quote.superseded": _("Quote %(detail)s was replaced by a new revision."),
    "quote.sent": _("The quote was sent to the customer."),
    "quote.accepted": _("The customer accepted quote %(detail)s."),
    "approval.requested": _("Approval was asked for: %(detail)s."),
    "approval.decided": _("An approver decided: %(detail)s"),
    "proposal.made": _("The proposal was made."),
    "proposal.sent": _("Quote and proposal were shared with %(detail)s."),
    "proposal.viewed": _("The customer opened the proposal."),
    "envelope.sent": _("The order form was sent to be signed, first by %(detail)s."),
    "envelope.opened": _("A signer opened the documents."),
    "envelope.signed": _("A signature was given (%(detail)s)."),
    "envelope.declined": _("A signer declined: %(detail)s"),
    "envelope.voided": _("The envelope was withdrawn: %(detail)s"),
    "envelope.expired": _("The envelope ran out before everybody had signed."),
    "envelope.completed": _("Everybody has signed; the order form is sealed."),
    "order.booked": _("Order %(detail)s is with finance."),
}
WITHOUT_DETAIL: dict[str, Text] = {
    "deal.changed": _("The deal was changed."),
    "amount.taken": _("The amount was taken from the accepted quote."),
    "quote.opened": _("A quote was begun."),
    "quote.submitted": _("The quote was submitted."),
    "quote.approved": _("The quote is approved."),
    "quote.sent_back": _("The quote was sent back."),
    "quote.superseded": _("The quote was replaced by a new revision."),
    "quote.accepted": _("The customer accepted the quote."),
    "approval.requested": _("Approval was asked for."),
    "approval.decided": _("An approver decided."),
    "proposal.sent": _("Quote and proposal were shared with the customer."),
    "envelope.sent": _("The order form was sent to be signed."),
    "envelope.signed": _("A signature was given."),
    "envelope.declined": _("A signer declined."),
    "envelope.voided": _("The envelope was withdrawn."),
    "order.booked": _("The order is with finance."),
}
TONES = {
    "quote.approved": "success",
    "quote.accepted": "success",
    "envelope.signed": "success",
    "envelope.completed": "success",
    "order.booked": "success",
    "quote.sent_back": "warning",
    "envelope.voided": "warning",
    "envelope.expired": "warning",
    "envelope.declined": "danger",
}
BECAUSE: dict[str, Text] = {
    "R3": _(
        "It is in “%(stage)s” because quote or proposal went to the customer on %(at)s%(held)s."
    ),
    "R6": _("It is in “%(stage)s” because the customer accepted the quote on %(at)s%(held)s."),
    "R7": _("It is in “%(stage)s” because the order form was sent to sign on %(at)s%(held)s."),
    "R8": _("It is in “%(stage)s” because everybody had signed the order on %(at)s%(held)s."),
}
HELD: dict[str, Text] = {
    "envelope.declined": _("; a signer declined since then, and the stage holds until you decide"),
    "envelope.voided": _(
        "; the envelope was withdrawn since then, and the stage holds until you decide"
    ),
    "envelope.expired": _(
        "; the envelope ran out since then, and the stage holds until you decide"
    ),
    "quote.superseded": _("; there is a newer revision of the quote since then"),
}


def value_said(value: Money | str) -> Text:
    """Return a value as a sentence of its own: an amount is said in the reader's way."""
    return Text("%(words)s", {"words": value})


def either(ja: str, en: str) -> Text:
    """Return a name that is written differently in each language, as a value of a sentence."""
    return _("%(en)s%(ja).0s", en=en, ja=ja)  # ``.0s`` shows nothing of the other language's word


def fact_said(kind: str, detail: Text | None) -> Text:
    """Return the sentence of a fact; a kind without words is named as it stands."""
    if detail is None:
        return WITHOUT_DETAIL.get(kind) or FACTS.get(kind) or _("Noted: %(kind)s.", kind=kind)
    sentence = FACTS.get(kind)
    if sentence is None:
        return _("Noted: %(kind)s.", kind=kind)
    return Text(sentence.msgid, {"detail": detail} if "%(detail)s" in sentence.msgid else {})


def move_said(before: Text, after: Text) -> Text:
    """Return the sentence of a transition."""
    return _("“%(before)s” became “%(after)s”.", before=before, after=after)


def moved_by(rule: str, fact: Text | None) -> Text:
    """Say what caused a transition: a fact and the rule that heard it, or a person."""
    if fact is None:
        return _("Moved by hand")
    return _("Because: %(fact)s (rule %(rule)s)", fact=fact, rule=rule)


def because(rule: str, stage: Text, at: datetime, ended: str) -> Text:
    """Say which fact holds the deal where it is, and what came after it (a kind, or nothing)."""
    sentence = BECAUSE[rule]
    held: Text | str = HELD.get(ended, "")
    return Text(sentence.msgid, {"stage": stage, "at": at, "held": held})


def began(stage: Text) -> Text:
    """Say that nothing has moved the deal yet."""
    return _("It began in “%(stage)s”, and no document has moved it yet.", stage=stage)


def put(values: Mapping[str, Text | str | datetime], *, reason: bool, overruled: bool) -> Text:
    """Say who put the deal where it is; ``values``: actor, stage, at, and reason and other."""
    if overruled and reason:
        words = _(
            "%(actor)s put it into “%(stage)s” on %(at)s (%(reason)s); "
            "the documents alone would say “%(other)s”."
        )
    elif overruled:
        words = _(
            "%(actor)s put it into “%(stage)s” on %(at)s; "
            "the documents alone would say “%(other)s”."
        )
    elif reason:
        words = _("%(actor)s put it into “%(stage)s” on %(at)s: %(reason)s")
    else:
        words = _("%(actor)s put it into “%(stage)s” on %(at)s.")
    return Text(words.msgid, values)
