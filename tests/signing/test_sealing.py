"""What other programs say about our seals: pyHanko, pdfsig and openssl accept every version."""

import json
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from foundation.db import utcnow
from foundation.storage import store
from signing import sealing
from signing.certificates import Signatory, make_authority, make_one_time, make_seal
from signing.examining import examine
from tests.signing.builders import (
    completed,
    envelope,
    our_roots,
    our_roots_pem,
    paper,
    signer,
    versions_of,
)
from tests.signing.verifiers import first_broken_line, openssl_accepts, pdfsig_says

COMPANY, FIRST, SECOND = "company00seal", "recipient001sign", "recipient002sign"


@pytest.mark.once
def test_three_programs_accept_every_signature_in_every_version(tmp_path):
    versions = versions_of(completed(pages=2))
    files = [store().get(version.sha256) for version in versions]

    assert [v.kind for v in versions] == ["prepared", "certified", "signed", "signed"]
    assert all(later.startswith(earlier) for earlier, later in pairwise(files))
    for count, pdf in enumerate(files[1:], start=1):
        folder = tmp_path / str(count)
        folder.mkdir()
        expected = [COMPANY, FIRST, SECOND][:count]
        verdict = examine(pdf, our_roots())
        assert verdict.fields == expected
        assert verdict.holds
        assert all(seen.trusted for seen in verdict.signatures)
        verdicts = pdfsig_says(pdf, folder, our_roots_pem())
        assert verdicts == [(name, True, True) for name in expected]
        assert openssl_accepts(pdf, folder, our_roots_pem()) == count


@pytest.mark.once
def test_the_certificate_carries_the_trail_and_is_sealed_over_it(tmp_path):
    done = envelope(completed([signer(1)], read=False))
    pdf = store().get(done.certificate_sha256)

    attached = attachments(pdf)

    assert examine(pdf, our_roots()).holds
    assert openssl_accepts(pdf, tmp_path, our_roots_pem()) == 1
    assert first_broken_line(attached["audit.jsonl"]) is None
    evidence = json.loads(attached["evidence.json"])
    assert evidence["revisions"][-1]["sha256"] == done.document_sha256
    assert evidence["chain_head"] == done.chain_head
    assert evidence["timestamp"] == "none"
    assert evidence["recipients"][0]["ip"] == "203.0.113.7"
    first = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert "¥1,234,567 (JPY)" in first
    changed = attached["audit.jsonl"].replace("山田太郎".encode(), "山田次郎".encode())
    assert first_broken_line(changed) is not None


def attachments(pdf):
    names = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[n]): names[n + 1]["/EF"]["/F"].data for n in range(0, len(names), 2)}


def test_a_signer_is_named_in_a_certificate_of_their_own():
    version = versions_of(completed([signer(2)], read=False))[-1]
    pdf = PdfFileReader(BytesIO(store().get(version.sha256)))

    certificate = pdf.embedded_signatures[1].signer_cert

    assert certificate.subject.native["common_name"] == "髙﨑 𠮷次"
    assert certificate.subject.native["serial_number"] == version.recipient_id.replace("_", "-")
    assert certificate.subject_alt_name_value.native == ["signer2@aoki.example"]
    assert {"digital_signature", "non_repudiation"} == certificate.key_usage_value.native
    assert certificate.public_key.curve == ("named", "secp256r1")
    assert version.certificate.startswith("-----BEGIN CERTIFICATE-----")


@pytest.fixture
def keys():
    root = make_authority("株式会社みつもり商事", utcnow())
    who = Signatory("rcp_1", "山田太郎", "yamada@aoki.example", "株式会社青木製作所")
    return (
        root,
        make_seal(root, "株式会社みつもり商事", utcnow()),
        make_one_time(root, who, utcnow()),
    )


def prepared_paper():
    places = [sealing.Place("recipient001sign", 0, (60, 600, 280, 660), signs=True)]
    return sealing.prepare(paper(), places)


def signing(pair, field):
    return sealing.Signing(pair=pair, field=field, name="山田", reason="", contact="")


def test_nothing_may_be_drawn_on_a_page_after_the_first_signature(keys):
    root, seal, person = keys
    certified = sealing.certify(prepared_paper(), signing(seal, COMPANY))
    signed = sealing.add_signature(certified, signing(person, FIRST))
    assert examine(signed, [root.certificate]).holds

    drawn = _drawn_upon(signed)

    verdict = examine(drawn, [root.certificate])
    assert not verdict.holds
    assert [seen.holds for seen in verdict.signatures] == [False, False]


def _drawn_upon(pdf):
    """Add a line of text to the first page, as a careless program does."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    stream = generic.StreamObject(stream_data=b"0 0 200 200 re f")
    writer.add_stream_to_page(0, writer.add_object(stream))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_changed_letter_breaks_every_signature(keys):
    root, seal, _person = keys
    certified = sealing.certify(prepared_paper(), signing(seal, COMPANY))
    at = certified.index(b"/MediaBox")
    changed = certified[:at] + certified[at:].replace(b"595", b"594", 1)

    assert not examine(changed, [root.certificate]).holds


def test_a_stranger_with_the_same_name_is_not_trusted(keys):
    root, _seal, _person = keys
    false_root = make_authority("株式会社みつもり商事", utcnow())
    false_seal = make_seal(false_root, "株式会社みつもり商事", utcnow())

    verdict = examine(
        sealing.certify(prepared_paper(), signing(false_seal, COMPANY)), [root.certificate]
    )

    assert [seen.trusted for seen in verdict.signatures] == [False]


@pytest.mark.parametrize("names", [["a", "ab"], ["a.b"], ["a", "a"], ["company00sealed"]])
def test_fields_that_could_be_taken_for_one_another_are_refused(names):
    with pytest.raises(ValueError, match="cannot be told"):
        sealing.prepare(paper(), [sealing.Place(name, 0, (1, 1, 2, 2)) for name in names])
