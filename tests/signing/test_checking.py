"""What the verification page says of a file: fingerprint first, then the difference in words."""

import pytest

from foundation.errors import Refusal
from foundation.storage import store
from signing.checking import check_file
from tests.signing.builders import completed, envelope, paper, sent, signer, versions_of


@pytest.fixture
def done(database):
    return envelope(completed([signer(1)], read=False))


def said_of(pdf):
    answer = check_file(pdf)
    return answer.tone, str(answer.sentence)


@pytest.mark.once
def test_the_verdict_on_a_file_and_on_everything_done_to_it(done):
    pdf = store().get(done.document_sha256)

    whole = check_file(pdf)
    assert whole.tone == "success"
    assert "complete document Q-2026-0042, signed by all 1" in str(whole.sentence)
    assert [s.holds for s in whole.signatures] == [True, True]

    at = pdf.index(b"/MediaBox")
    changed = pdf[:at] + pdf[at:].replace(b"595", b"594", 1)
    tone, words = said_of(changed)
    assert tone == "danger"
    assert "content was changed" in words

    added = pdf + b"\n1 0 obj\n<<>>\nendobj\n"
    tone, words = said_of(added)
    assert tone == "danger"
    assert "21 bytes were added" in words

    earlier = store().get(versions_of(done.id)[1].sha256)
    tone, words = said_of(earlier)
    assert tone == "warning"
    assert "earlier version of Q-2026-0042: 0 of 1" in words

    certificate = store().get(done.certificate_sha256)
    assert "certificate of completion" in said_of(certificate)[1]
    tone, words = said_of(paper())
    assert tone == "danger"
    assert "no signature of ours" in words
    assert "cannot be read" in said_of(b"%PDF-1.7 nonsense")[1]


def test_what_is_still_being_signed_is_not_called_complete():
    envelope_id = sent()
    pdf = store().get(versions_of(envelope_id)[-1].sha256)

    tone, words = said_of(pdf)

    assert tone == "warning"
    assert "as it stands now: 0 of 2" in words


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"MZ %PDF-", b"%PDF-" + b"0" * 21_000_000])
def test_what_is_no_pdf_or_too_large_is_refused(content):
    with pytest.raises(Refusal) as refused:
        check_file(content)

    assert refused.value.field == "file"


def test_a_file_with_ten_thousand_ends_is_told_quickly(done):
    pdf = store().get(done.document_sha256)

    tone, words = said_of(pdf + b"%%EOF\n" * 10_000)

    assert tone == "danger"
    assert "60000 bytes were added" in words
