"""What a lower price rests on: evidence, the competitor, and what the customer promises. Pure."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from foundation.errors import Refusal
from foundation.language import _

LARGEST = 10 * 2**20
KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


class Plain(BaseModel):
    """Plain values that do not change."""

    model_config = ConfigDict(frozen=True)


class EvidenceFile(Plain):
    """A stored file: its fingerprint is its key, so it can never become another."""

    sha256: str
    name: str
    media_type: str
    size: int


class Grounds(Plain):
    """What stands beside the reason of a price. Empty: nothing was given."""

    competitor: str = ""
    words: str = ""
    file: EvidenceFile | None = None
    promised: Decimal | None = None
    until: date | None = None

    def kept(self) -> dict[str, object]:
        """Return the plain values that a line keeps."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @property
    def evident(self) -> bool:
        """True when there is evidence, be it in words."""
        return bool(self.words or self.file)


def media_type_of(content: bytes) -> str:
    """Return what a file is by its first bytes; its name proves nothing.

    Raises:
        Refusal: it is empty, too large, or neither a PDF nor a picture.
    """
    if not content:
        raise Refusal(_("The file is empty. Choose another one."), field="evidence")
    if len(content) > LARGEST:
        raise Refusal(
            _("The file is too large: at most %(n)s MB.", n=LARGEST // 2**20), field="evidence"
        )
    for begins, media_type in KINDS:
        if content.startswith(begins):
            return media_type
    raise Refusal(_("Evidence is a PDF, PNG or JPEG file."), field="evidence")
