"""Words that stand inside documents and on labels, beside those of the pages."""

from foundation.language import Text, _, say

REASON_SENT = _("Sent for signature.")
REASON_SIGNED = _("Agreed and signed.")
REASON_COMPLETED = _("Certificate of completion.")

FIELD_LABELS = {
    "signature": _("Signature"),
    "name": _("Name"),
    "date": _("Date"),
}
ROLES = {
    "signer": _("Signer"),
    "countersigner": _("Countersigner"),
    "cc": _("Gets a copy"),
}
METHODS = {
    "seal": _("Round seal"),
    "type": _("Typed"),
    "draw": _("Drawn"),
}
STATES = {
    "queued": _("Not asked yet"),
    "notified": _("Asked to sign"),
    "opened": _("Opened"),
    "consented": _("Reading"),
    "signed": _("Signed"),
    "declined": _("Declined"),
    "copied": _("Has the copy"),
    "cancelled": _("No longer needed"),
}
COPY_LATER = _("Once everybody has signed")
STATUSES = {
    "preparing": _("Being prepared"),
    "sending": _("Being sent"),
    "sent": _("Waiting for signatures"),
    "in_progress": _("Being signed"),
    "completing": _("Being sealed"),
    "completed": _("Completed"),
    "declined": _("Declined"),
    "voided": _("Withdrawn"),
    "expired": _("Expired"),
}
TONES = {
    "completed": "success",
    "declined": "danger",
    "voided": "neutral",
    "expired": "warning",
    "sent": "info",
    "in_progress": "info",
    "completing": "info",
}
EVENTS = {
    "envelope.created": _("Envelope prepared"),
    "recipient.added": _("Recipient added"),
    "document.added": _("Document put in"),
    "document.prepared": _("Fields put on the document"),
    "document.certified": _("Document sealed by the sender"),
    "envelope.sent": _("Sent to sign"),
    "recipient.notified": _("Asked to sign"),
    "recipient.token_rotated": _("New link sent; the old one stopped working"),
    "recipient.link_fetched": _("Link fetched"),
    "recipient.opened": _("Documents opened"),
    "recipient.consent_accepted": _("Agreed to sign electronically"),
    "recipient.signed": _("Signed"),
    "recipient.declined": _("Declined to sign"),
    "recipient.downloaded": _("Document downloaded"),
    "document.revision_signed": _("Signature put into the document"),
    "envelope.completing": _("Everybody has signed"),
    "envelope.declined": _("Ended: a signature was declined"),
    "envelope.voided": _("Withdrawn"),
    "envelope.expired": _("Ended: the time to sign is over"),
    "seal.timestamp_pending": _("The timestamp authority does not answer; it is tried again"),
    "seal.timestamp_obtained": _("Timestamp obtained"),
    "document.sealed": _("Document closed and verified"),
    "envelope.completed": _("Completed"),
    "access.staff_downloaded": _("Downloaded by the sender's side"),
}


def signed_by(name: str, when: str) -> Text:
    """Say who signed, for those who cannot see the mark."""
    return _("Signed by %(name)s, %(when)s", name=name, when=when)


def bilingual(text: Text) -> str:
    """Say something in both languages, for documents that both sides keep."""
    return f"{say(text, 'ja')} / {say(text, 'en')}"
