"""Our keys and certificates as pyHanko takes them. Loading it takes long: only jobs sign."""

from asn1crypto import algos
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.certificates import Pair

LONGEST_SIGNATURE = 72  # bytes of a DER-encoded P-256 signature


class HoldingSigner(Signer):  # type: ignore[misc]  # pyHanko is not typed for us
    """Signs with a key that is loaded once; pyHanko's own loads and checks it every time."""

    def __init__(self, pair: Pair) -> None:
        store = SimpleCertificateStore()
        store.register(as_asn1(pair.issuer))
        self.key = pair.key
        super().__init__(
            signing_cert=as_asn1(pair.certificate),
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002  (pyHanko's signature)
    ) -> bytes:
        """Sign; a dry run only asks how much room a signature takes."""
        if dry_run:
            return bytes(LONGEST_SIGNATURE)
        if digest_algorithm != "sha256":
            raise ValueError(f"signatures here use sha256, not {digest_algorithm}")
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """Return a certificate as pyHanko knows it."""
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
