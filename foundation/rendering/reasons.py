"""Why a document could not be made, in words for people."""

from foundation.language import Text, _
from foundation.rendering.results import NotRendered

REASONS = {
    "too_long": _("The document took too long to make. Please shorten its contents."),
    "too_large": _("The document is too large to make. Please use fewer or smaller pictures."),
    "incomplete": _("The document's template needs values that are not there: %(names)s."),
    "template": _("The document's template has a fault. Please tell your administrator."),
    "damaged": _(
        "An attached document is damaged, so that they cannot be made into one file. Please "
        "replace it at its product."
    ),
    "crashed": _("The document could not be made. Please try again, or tell your administrator."),
}


def said(failure: NotRendered) -> Text:
    """Return the sentence that tells a person why there is no document."""
    sentence = REASONS.get(failure.reason, REASONS["crashed"])
    if failure.reason == "incomplete":
        return Text(sentence.msgid, {"names": failure.detail})
    return sentence
