"""What a rep does next on a deal, in one sentence and one click. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.language import Text, _


@dataclass(frozen=True)
class Standing:
    """Where the deal's newest quote and its envelope stand. Empty strings: there is none.

    ``papers`` are the documents its buyer gets besides the quote.
    """

    quote_state: str = ""
    revision_id: str = ""
    proposal_id: str = ""
    shared: bool = False
    envelope_id: str = ""
    envelope_state: str = ""
    closed: bool = False
    papers: Sequence[str] = ("proposal", "order_form")


@dataclass(frozen=True)
class NextStep:
    """A sentence and, where something can be done, the endpoint to do it at."""

    text: Text
    endpoint: str = ""
    args: tuple[tuple[str, str], ...] = ()
    label: Text | None = None
    post: bool = False


ENVELOPE_OVER = {"declined", "voided", "expired"}


def next_step(at: Standing, deal_id: str) -> NextStep:
    """Return what to do next; the newest fact decides."""
    if at.closed:
        return NextStep(_("This deal is closed."))
    if at.envelope_id and at.envelope_state not in ENVELOPE_OVER:
        return _while_signing(at)
    if at.quote_state in {"approved", "accepted"}:
        return _after_envelope(at) if at.envelope_id else _with_approved_quote(at)
    return _before_approval(at, deal_id)


def _before_approval(at: Standing, deal_id: str) -> NextStep:
    show = (("revision_id", at.revision_id),)
    match at.quote_state:
        case "draft":
            text = _("The quote is a draft. Complete it and submit it.")
            return NextStep(text, "cpq.show_quote", show, _("Open the quote"))
        case "submitted":
            text = _("The quote waits for approval. You will get a mail.")
            return NextStep(text, "cpq.show_quote", show, _("Open the quote"))
        case "sent_back":
            text = _("The quote was sent back. Read the reason and revise it.")
            return NextStep(text, "cpq.show_quote", show, _("Open the quote"))
        case _:
            text = _("Make a quote: choose products, configure and price them.")
            deal = (("deal_id", deal_id),)
            return NextStep(text, "flow.open_quote", deal, _("Make a quote"), post=True)


def _with_approved_quote(at: Standing) -> NextStep:
    if "order_form" not in at.papers and (at.quote_state == "accepted" or not _offered(at)):
        text = _("The quote is released. Give its buyer the documents; no order form is signed.")
        args = (("revision_id", at.revision_id),)
        return NextStep(text, "cpq.show_quote", args, _("Open the quote"))
    if not _offered(at):
        return _to_sign(at, _("The quote is approved. Send the order form to be signed."))
    if not at.proposal_id:
        text = _("The quote is approved. Make the proposal for the customer.")
        args = (("revision_id", at.revision_id),)
        return NextStep(text, "proposals.new_proposal", args, _("Make a proposal"))
    proposal = (("proposal_id", at.proposal_id),)
    if not at.shared:
        text = _("Look through the proposal and share it with the customer.")
        return NextStep(text, "proposals.show_proposal", proposal, _("Open the proposal"))
    if at.quote_state == "approved":
        text = _("The customer is reading. You can send the order form as soon as they agree.")
        return NextStep(text, "proposals.show_proposal", proposal, _("Open the proposal"))
    return _to_sign(at, _("The customer accepted the quote. Send the order form to be signed."))


def _after_envelope(at: Standing) -> NextStep:
    """Return what follows an envelope of this very revision that ended without an order."""
    if at.envelope_state == "declined":
        return _to_sign(
            at,
            _(
                "A signer declined. Talk to the customer, then revise the quote or send the order "
                "form again."
            ),
        )
    if at.envelope_state == "voided":
        text = _(
            "The envelope was withdrawn. Send the order form again when the customer is ready."
        )
        return _to_sign(at, text)
    text = _("The order form was not signed in time. Revise the quote and send it again.")
    return NextStep(text, "cpq.show_quote", (("revision_id", at.revision_id),), _("Open the quote"))


def _offered(at: Standing) -> bool:
    """Return whether the buyer gets a proposal, or has one already."""
    return "proposal" in at.papers or bool(at.proposal_id)


def _to_sign(at: Standing, text: Text) -> NextStep:
    args = (("revision_id", at.revision_id),)
    return NextStep(text, "flow.choose_signers", args, _("Send to sign"))


def _while_signing(at: Standing) -> NextStep:
    text = _("The order form is being signed. You see here who has signed and who is next.")
    if at.envelope_state == "completed":
        text = _("Everybody signed. The order is with finance.")
    args = (("envelope_id", at.envelope_id),)
    return NextStep(text, "signing.show_envelope", args, _("Open the envelope"))
