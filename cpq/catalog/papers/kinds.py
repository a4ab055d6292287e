"""What papers are for, and the languages they are in. Pure."""

from enum import StrEnum

from foundation.language import LANGUAGES, Text, _

ANY = "any"
SPOKEN = (*LANGUAGES, ANY)


class PaperKind(StrEnum):
    """What a paper is for."""

    SPEC = "spec"
    DRAWING = "drawing"
    SAFETY = "safety"
    TERMS = "terms"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    PaperKind.SPEC: _("Spec sheet"),
    PaperKind.DRAWING: _("Drawing"),
    PaperKind.SAFETY: _("Safety note"),
    PaperKind.TERMS: _("Terms of use"),
    PaperKind.OTHER: _("Other paper"),
}
