"""The local certificate authority, the company's seal, and the one-time certificates of signers.

Pure: keys and certificates in memory; where they are kept is the business of ``keyring``. All keys
are EC P-256. Certificates of signers live as long as the authority: their keys are destroyed after
one signature, and without a timestamp authority nothing else could later say they were valid then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY_YEARS = 20
SEAL_YEARS = 5
YEAR = timedelta(days=365)
CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST_NAME = 64  # RFC 5280, ub-common-name

USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
# How the signer was recognised: a personal link sent to their address, and consent on the page.
POLICY_BY_LINK = "2.25.182650347210864253907245138764523490171"


@dataclass(frozen=True)
class Pair:
    """A certificate, its private key, and the certificate that vouches for it (a root: itself)."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    issuer: x509.Certificate

    @property
    def pem(self) -> str:
        """Return the certificate, to be shown and kept."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def private(self) -> bytes:
        """Return the private key in the clear; whoever keeps it locks it first."""
        return self.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


@dataclass(frozen=True)
class Signatory:
    """Whose name a one-time certificate carries."""

    recipient_id: str
    name: str
    email: str
    company: str = ""


def make_authority(company: str, now: datetime) -> Pair:
    """Make the installation's own root: it vouches for the seal and for signers, nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"{company} Signing CA" if company.isascii() else f"{company} 署名認証局", company)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    certificate = (
        _begun(name, name, key, now, now + AUTHORITY_YEARS * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(certificate, key, certificate)


def make_seal(authority: Pair, company: str, now: datetime) -> Pair:
    """Make the company's seal (an e-seal in the sense of eIDAS article 3(25): a legal person)."""
    end = min(now + SEAL_YEARS * YEAR, authority.certificate.not_valid_after_utc)
    return _issued(authority, _name(company, company), now, end)


def make_one_time(authority: Pair, who: Signatory, now: datetime) -> Pair:
    """Make a key for one signature and a certificate in the signer's name."""
    name = _name(who.name, who.company, serial=who.recipient_id.replace("_", "-"))  # X.520: no "_"
    policy = x509.PolicyInformation(x509.ObjectIdentifier(POLICY_BY_LINK), None)
    extensions: list[x509.ExtensionType] = [x509.CertificatePolicies([policy])]
    if who.email.isascii():
        extensions.append(x509.SubjectAlternativeName([x509.RFC822Name(who.email)]))
    end = authority.certificate.not_valid_after_utc
    return _issued(authority, name, now, end, extensions)


def pair_of(certificate_pem: str, private: bytes, issuer_pem: str) -> Pair:
    """Read back what was kept."""
    key = serialization.load_der_private_key(private, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a signing key must be an EC key")
    return Pair(certificate_of(certificate_pem), key, certificate_of(issuer_pem))


def certificate_of(pem: str) -> x509.Certificate:
    """Read a certificate."""
    return x509.load_pem_x509_certificate(pem.encode())


def _issued(
    authority: Pair,
    name: x509.Name,
    now: datetime,
    end: datetime,
    extensions: list[x509.ExtensionType] | None = None,
) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = _usage(digital_signature=True, content_commitment=True)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _begun(name, authority.certificate.subject, key, now, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
    )
    for extension in extensions or []:
        builder = builder.add_extension(extension, critical=False)
    return Pair(builder.sign(authority.key, hashes.SHA256()), key, authority.certificate)


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    start: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - CLOCKS_DIFFER)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(common: str, company: str, serial: str = "") -> x509.Name:
    parts = [
        (NameOID.COMMON_NAME, common),
        (NameOID.ORGANIZATION_NAME, company),
        (NameOID.SERIAL_NUMBER, serial),
    ]
    return x509.Name([x509.NameAttribute(kind, w[:LONGEST_NAME]) for kind, w in parts if w])


def _usage(**allowed: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in USES})
