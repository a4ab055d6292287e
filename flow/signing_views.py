"""Choosing who signs an approved quote's order form, and sending it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import cpq.queries
import customers.queries
import people.queries
import signing.queries
from cpq.attachments import Attachment
from cpq.catalog.papers.choosing import for_reader
from cpq.queries import RevisionRow
from cpq.snapshot import QuoteSnapshot, snapshot_of
from customers.queries import ContactCard
from flow import send
from flow.blueprint import pages
from flow.parties import Parties
from flow.signers import MOST_SIGNERS, Suggestion, countersigners, suggest
from foundation.doors import refused_on, session
from foundation.language import _, say
from people.current import person
from people.queries import PersonCard
from proposals.queries import DocumentRow
from signing.queries import EnvelopeStatus


@dataclass(frozen=True)
class Sending:
    """All that the sender's page shows."""

    quote: RevisionRow
    snapshot: QuoteSnapshot
    contacts: Sequence[ContactCard]
    ours: Sequence[PersonCard]
    suggested: Suggestion
    documents: dict[str, DocumentRow]
    envelope: EnvelopeStatus | None

    @property
    def sendable(self) -> bool:
        """True for what was approved."""
        return self.quote.released

    @property
    def ready(self) -> bool:
        """True when everything that goes along to be read is there."""
        rows = self.documents
        return "quote" in rows and all(row.ready for row in rows.values())

    @property
    def papers(self) -> Sequence[Attachment]:
        """Return the papers that go along, in the language of the quote."""
        return for_reader(self.snapshot.attachments, self.snapshot.language)

    @property
    def at_work(self) -> bool:
        """True while a worker still makes what goes along to be read."""
        return self.sendable and any(row.at_work for row in self.documents.values())


@pages.get("/quotes/<revision_id>/sign")
def choose_signers(revision_id: str) -> str:
    """Ask who signs, in order, and show what they will get."""
    return render_template("flow/signers.html", sending=_sending(revision_id), most=MOST_SIGNERS)


@pages.get("/quotes/<revision_id>/sign/documents")
def documents_to_send(revision_id: str) -> str:
    """Show how far the documents are that go along."""
    return render_template("flow/to_send.html", sending=_sending(revision_id))


@pages.post("/quotes/<revision_id>/sign")
@refused_on("flow.choose_signers")
def send_to_sign(revision_id: str) -> ResponseReturnValue:
    """Send the order form with the quote and the proposal as one envelope."""
    fields = [request.form.get(f"signer_{n}", "") for n in range(1, MOST_SIGNERS + 1)]
    parties = Parties(
        signers=[key for key in fields if key],
        countersigner=request.form.get("countersigner", ""),
        copies=request.form.getlist("copies"),
    )
    envelope_id = send.send_envelope(session(), revision_id, parties, person())
    flash(say(_("The order form is being made and then goes to the first signer.")))
    return redirect(url_for("signing.show_envelope", envelope_id=envelope_id))


def _sending(revision_id: str) -> Sending:
    quote = cpq.queries.revision_row(session(), revision_id)
    snapshot = snapshot_of(session(), revision_id)
    contacts = customers.queries.contacts_of(session(), quote.customer_id)
    ours = countersigners(people.queries.people(session()))
    return Sending(
        quote=quote,
        snapshot=snapshot,
        contacts=contacts,
        ours=ours,
        suggested=suggest(contacts, quote.contact_id, ours),
        documents=send.readable(session(), snapshot),
        envelope=_under_way(revision_id),
    )


def _under_way(revision_id: str) -> EnvelopeStatus | None:
    """Return the envelope that is on its way, or was signed."""
    rows = signing.queries.envelopes_of(session(), revision_id)
    return next((row for row in rows if not row.ended or row.status == "completed"), None)
