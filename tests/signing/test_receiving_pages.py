"""The signers' pages, through the door."""

import re

import pytest
from sqlalchemy import func, select

from foundation.db import reading
from foundation.storage import store
from signing.models import Recipient, TrailEvent
from tests.signing.browsing import PHONE, come_in, link_of
from tests.signing.builders import (
    deliver,
    envelope,
    recipients_of,
    row,
    sent,
    sent_sha,
    sign,
    signer,
    trail_of,
)


def agree(client, language="ja"):
    page = client.get("/sign/now", headers=PHONE).text
    version = re.search(r'name="version" value="(\w+)"', page)[1]
    return client.post(
        "/sign/now/consent", data={"agree": "yes", "version": version}, headers=PHONE
    )


def answer(envelope_id, position=1, **more):
    who = recipients_of(envelope_id)[position - 1]
    return {
        "recipient": who.id,
        "presented_sha256": sent_sha(envelope_id),
        "method": "seal",
        "seal_text": "山田",
        "name": who.name,
        "form": "sign",
        **more,
    }


def test_from_the_link_to_the_signed_document(client):
    envelope_id = sent([signer(1)])
    landing = client.get(link_of(envelope_id, 1), headers=PHONE)
    assert "注文書 Q-2026-0042" in landing.text
    assert "1,234,567" not in landing.text
    assert landing.headers["Referrer-Policy"] == "no-referrer"
    assert landing.headers["Cache-Control"] == "no-store"

    assert come_in(client, envelope_id, 1).headers["Location"] == "/sign/now"
    assert "電子署名に同意します" in client.get("/sign/now").text
    assert agree(client).headers["Location"] == "/sign/now"
    page = client.get("/sign/now").text
    assert "同意して署名" in page
    assert 'class="spot spot-signature"' in page
    assert "¥1,234,567" in page
    for picture in set(re.findall(r"/sign/now/pages/\w+\.png", page)):
        assert client.get(picture).data.startswith(b"\x89PNG")
    document = re.search(r"/sign/now/documents/\w+\.pdf", page)[0]
    assert client.get(document).data.startswith(b"%PDF-")

    assert client.post("/sign/now", data=answer(envelope_id)).status_code == 302
    assert "ありがとうございました" in client.get("/sign/now").text
    assert 'hx-trigger="every 3s"' in client.get("/sign/now").text
    deliver()

    page = client.get("/sign/now").text
    assert "hx-trigger" not in page
    done = envelope(envelope_id)
    assert done.document_sha256 in page
    signed = client.get("/sign/now/signed.pdf")
    assert signed.data == store().get(done.document_sha256)
    assert signed.headers["Content-Disposition"].startswith("attachment")
    assert client.get("/sign/now/certificate.pdf").data.startswith(b"%PDF-")


def test_a_scanner_that_fetches_and_posts_opens_nothing(client):
    envelope_id = sent()
    link = link_of(envelope_id, 1)
    before = entries()

    for _time in range(3):
        client.get(link, headers={"User-Agent": "SafeLinks Scanner"})
        client.post(link, headers={"User-Agent": "SafeLinks Scanner"})

    assert entries() == before + 1
    assert trail_of(envelope_id)[-1] == "recipient.link_fetched"
    assert row(Recipient, recipients_of(envelope_id)[0].id).state == "notified"
    assert client.get("/sign/now").status_code == 404


def entries():
    with reading() as session:
        return session.scalar(select(func.count()).select_from(TrailEvent))


def test_without_script_a_second_press_lets_in(client, monkeypatch):
    monkeypatch.setattr("foundation.visitors.TOO_QUICK", 0)
    link = link_of(sent(), 1)

    asked = client.post(link, headers=PHONE)
    assert "もう一度ボタンを押してください" in asked.text
    word = re.search(r'name="word" value="([^"]+)"', asked.text)[1]

    assert client.post(link, data={"word": "しらない"}, headers=PHONE).status_code == 200
    word = re.search(r'name="word" value="([^"]+)"', client.post(link, headers=PHONE).text)[1]
    assert client.post(link, data={"word": word}, headers=PHONE).status_code == 302


def test_before_consent_nothing_of_the_documents_is_to_be_had(client):
    envelope_id = sent()
    come_in(client, envelope_id, 1)
    document = envelope(envelope_id).documents[0]

    assert client.get(f"/sign/now/documents/{document.id}.pdf").status_code == 404
    refused = client.post("/sign/now", data=answer(envelope_id))
    assert refused.status_code == 409
    assert "先に電子署名への同意" in refused.text
    unticked = client.post("/sign/now/consent", data={"version": "x"})
    assert unticked.status_code == 422


def test_a_refused_signature_keeps_what_was_drawn_and_typed(client):
    envelope_id = sent()
    come_in(client, envelope_id, 1)
    agree(client)

    page = client.post(
        "/sign/now",
        data=answer(envelope_id, method="draw", strokes="[[[5,5],[300,40]]]", name=""),
    )

    assert page.status_code == 422
    assert 'value="[[[5,5],[300,40]]]"' in page.text
    assert re.search(r'value="draw" checked', page.text)
    assert "data-refusal" in page.text
    nothing = client.post("/sign/now", data=answer(envelope_id, method="draw", strokes=""))
    assert "署名を書いてください" in nothing.text


def test_a_wrong_fingerprint_a_wrong_person_and_a_second_click_are_told(client):
    envelope_id = sent()
    come_in(client, envelope_id, 1)
    agree(client)

    wrong = client.post("/sign/now", data=answer(envelope_id, presented_sha256="0" * 64))
    assert (wrong.status_code, "送信された文書と異なります" in wrong.text) == (409, True)
    other = client.post("/sign/now", data=answer(envelope_id, 2))
    assert (other.status_code, "別の方のリンク" in other.text) == (409, True)
    assert client.post("/sign/now", data=answer(envelope_id)).status_code == 302
    again = client.post("/sign/now", data=answer(envelope_id))
    assert (again.status_code, "すでに署名済み" in again.text) == (409, True)


def test_whose_turn_has_not_come_is_told_so(client):
    envelope_id = sent([signer(1), signer(2, stage=1), signer(3)])
    sign(envelope_id, 1)
    sign(envelope_id, 2)
    assert come_in(client, envelope_id, 3).status_code == 302
    assert "電子署名に同意します" in client.get("/sign/now").text


def test_declining_needs_a_reason_and_ends_it(client):
    envelope_id = sent()
    come_in(client, envelope_id, 1)
    empty = client.post("/sign/now/decline", data={"form": "decline", "reason": " "})
    assert empty.status_code == 422
    assert '<details class="sign-decline" id="decline" open>' in empty.text

    client.post("/sign/now/decline", data={"reason": "価格が合いません。"})

    assert "署名を辞退されました" in client.get("/sign/now").text
    assert envelope(envelope_id).status == "declined"


def test_a_new_link_shuts_the_browser_of_the_old_one_out(client, sato):
    envelope_id = sent()
    old = link_of(envelope_id, 1)
    come_in(client, envelope_id, 1)
    who = recipients_of(envelope_id)[0]

    resent = sato.post(f"/envelopes/{envelope_id}/recipients/{who.id}/resend")

    assert resent.status_code == 302
    assert "最新のメール" in client.get("/sign/now").text
    assert client.get(old, headers=PHONE).status_code == 404
    assert come_in(client, envelope_id, 1).status_code == 302


@pytest.mark.parametrize(
    "query", ["", "?method=seal&text=", "?method=type&text=" + "字" * 900, "?text=%ff<svg>"]
)
def test_a_preview_never_fails_and_is_only_a_picture(client, query):
    come_in(client, sent(), 1)

    shown = client.get(f"/sign/now/mark.svg{query}")

    assert shown.mimetype == "image/svg+xml"
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_strangers_get_nothing(client):
    for path in ("/sign/now", "/sign/now/signed.pdf", "/sign/now/mark.svg", f"/sign/{'x' * 43}"):
        assert client.get(path).status_code == 404
    assert client.get("/envelopes").status_code == 302
