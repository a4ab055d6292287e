"""Reading seals back: which signatures a PDF carries, and whether each of them still holds.

Pure. Trust is asked of the installation's own authorities only, never of the machine's list.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

from signing.holding import as_asn1


@dataclass(frozen=True)
class Seen:
    """One signature as it was found. ``holds``: intact, and nothing forbidden came after it.

    ``trusted``: its certificate is ours, whether the signature holds or not.
    """

    field: str
    name: str
    kind: str  # certification, signature or timestamp
    holds: bool
    trusted: bool
    at: datetime | None
    digest: str  # SHA-256 of the CMS, in hexadecimal
    serial: str = ""


@dataclass(frozen=True)
class Verdict:
    """Everything a PDF says about itself. ``covered``: the last signature covers the whole file."""

    signatures: tuple[Seen, ...]
    covered: bool

    @property
    def fields(self) -> list[str]:
        """Return the names of the signed fields, in the order of signing."""
        return [seen.field for seen in self.signatures]

    @property
    def holds(self) -> bool:
        """True when there is a signature, all of them hold, and nothing follows the last."""
        return bool(self.signatures) and self.covered and all(s.holds for s in self.signatures)


def examine(pdf: bytes, trusted: Sequence[x509.Certificate] = ()) -> Verdict:
    """Return what a PDF carries. Raises pyHanko's PdfReadError for what is no PDF."""
    reader = PdfFileReader(BytesIO(pdf), strict=False)
    found = reader.embedded_signatures
    seen = tuple(_seen(signature, trusted) for signature in found)
    covered = bool(found) and _reaches_the_end(found[-1], len(pdf))
    return Verdict(seen, covered)


def _seen(signature: Any, trusted: Sequence[x509.Certificate]) -> Seen:
    if signature.sig_object_type == "/DocTimeStamp":
        status = validate_pdf_timestamp(signature, _context(trusted))
        kind, name, at = "timestamp", _common_name(signature), status.timestamp
    else:
        status = validate_pdf_signature(signature, _context(trusted))
        certifies = signature.docmdp_level is not None and _is_certification(signature)
        kind = "certification" if certifies else "signature"
        name, at = _common_name(signature), signature.self_reported_timestamp
    return Seen(
        field=signature.field_name,
        name=name,
        kind=kind,
        holds=bool(status.intact and status.valid and _allowed(status)),
        trusted=bool(status.trusted) or _vouched_for(signature, trusted),
        at=at,
        digest=signature.compute_digest().hex(),
        serial=f"{signature.signer_cert.serial_number:x}",
    )


def _vouched_for(signature: Any, trusted: Sequence[x509.Certificate]) -> bool:
    """True when one of ours issued the certificate, though the signature itself may be broken."""
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    for root in trusted:
        with suppress(ValueError, TypeError, InvalidSignature):
            certificate.verify_directly_issued_by(root)
            return True
    return False


def _allowed(status: Any) -> bool:
    """True when whatever came after the signature was allowed by it."""
    level = status.modification_level
    if level is None:
        return False
    return bool(level != ModificationLevel.OTHER and status.docmdp_ok is not False)


def _is_certification(signature: Any) -> bool:
    permissions = signature.reader.root.get("/Perms", {})
    if "/DocMDP" not in permissions:
        return False
    certifying = permissions.raw_get("/DocMDP").reference
    return bool(certifying == signature.sig_field.raw_get("/V").reference)


def _context(trusted: Sequence[x509.Certificate]) -> ValidationContext:
    roots = [as_asn1(certificate) for certificate in trusted]
    return ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")


def _common_name(signature: Any) -> str:
    subject = signature.signer_cert.subject.native
    return str(subject.get("common_name") or subject.get("organization_name") or "")


def _reaches_the_end(signature: Any, length: int) -> bool:
    _start, _first, second, rest = (int(number) for number in signature.byte_range)
    return second + rest == length


def main() -> None:
    """Examine what comes in on a pipe: the length of our roots, the roots, the file; say JSON."""
    given = sys.stdin.buffer.read()
    length = int.from_bytes(given[:8], "big")
    roots = x509.load_pem_x509_certificates(given[8 : 8 + length]) if length else []
    verdict = examine(given[8 + length :], roots)
    rows = [
        {
            "name": seen.name,
            "kind": seen.kind,
            "holds": seen.holds,
            "trusted": seen.trusted,
            "at": seen.at.isoformat() if seen.at else "",
        }
        for seen in verdict.signatures
    ]
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main()
