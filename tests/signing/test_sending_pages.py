"""The senders' pages, the public check and the API, through the door."""

import re
from io import BytesIO

from foundation.db import transaction
from foundation.storage import store
from people import actions as people
from people.queries import person_by_email
from tests.signing.browsing import PHONE, come_in
from tests.signing.builders import (
    completed,
    deliver,
    envelope,
    link_secret,
    mails,
    recipients_of,
    sent,
    sign,
    signer,
    trail_of,
)


def test_the_sender_sees_who_has_opened_who_has_signed_and_never_a_link(client, sato):
    envelope_id = sent()
    secrets = [link_secret(recipients_of(envelope_id)[0])]
    come_in(client, envelope_id, 1)

    page = sato.get(f"/envelopes/{envelope_id}").text
    assert "開封" in page
    assert "山田太郎様の署名待ち" in page
    assert "連鎖は正常" in page
    assert "全員の署名後に送付" in page  # who gets a copy is asked nothing
    assert not any(secret in page for secret in secrets)
    again = re.search(r'hx-get="(/envelopes/\w+/now\?seen=[^"]+)"', page)[1]
    assert sato.get(again).status_code == 204

    sign(envelope_id, 1)
    deliver()

    changed = sato.get(again).text
    assert "髙﨑 𠮷次様の署名待ち" in changed
    assert "every 3s" in changed
    for picture in set(re.findall(r"/envelopes/\w+/pages/\w+\.png", changed)):
        assert sato.get(picture).data.startswith(b"\x89PNG")


def test_a_completed_envelope_hands_out_its_files_and_asks_no_more(sato):
    envelope_id = completed([signer(1)], read=False)
    page = sato.get(f"/envelopes/{envelope_id}").text

    assert "every 3s" not in page
    assert sato.get(f"/envelopes/{envelope_id}/document.pdf").data.startswith(b"%PDF-")
    assert sato.get(f"/envelopes/{envelope_id}/certificate.pdf").data.startswith(b"%PDF-")
    assert trail_of(envelope_id)[-2:] == ["access.staff_downloaded"] * 2


def test_the_sender_withdraws_with_a_reason(sato):
    envelope_id = sent()
    place = f"/envelopes/{envelope_id}/void"
    refused = sato.post(place, data={"reason": "", "form": "void"})
    assert refused.status_code == 422
    assert '<details class="sign-decline" id="void" open>' in refused.text

    assert sato.post(place, data={"reason": "金額を改めます。"}).status_code == 302
    deliver()

    assert "取り下げ：金額を改めます。" in sato.get(f"/envelopes/{envelope_id}").text
    assert mails("signing_voided") == ["signer1@aoki.example"]


def test_envelopes_are_searched_by_number_person_and_title_and_grouped(sato):
    assert "署名依頼はまだありません" in sato.get("/envelopes").text
    envelope_id = sent()

    def finds(query):
        return envelope_id in sato.get(f"/envelopes?{query}").text

    assert all(
        map(finds, ["", "q=Q-2026-0042", "q=山田", "q=Order Form", "q=SIGNER1@", "show=open"])
    )
    assert not any(map(finds, ["q=鈴木", "q=%25", "show=completed", "show=stopped"]))


def test_anybody_may_check_a_document(client):
    done = envelope(completed([signer(1)], read=False))
    pdf = store().get(done.document_sha256)

    page = client.post("/verify", data={"file": (BytesIO(pdf), "x.pdf")}, headers=PHONE)
    assert "その後の変更はありません" in page.text
    assert client.get("/verify/authority.pem").data.startswith(b"-----BEGIN CERTIFICATE-----")
    nothing = client.post("/verify", headers=PHONE)
    assert (nothing.status_code, "PDFファイルを選んでください" in nothing.text) == (422, True)


def test_the_api_says_where_envelopes_stand_and_never_signs(app, sato):
    envelope_id = sent()
    with transaction() as session:
        token = people.give_token(session, person_by_email(session, "sato@mitsumori.example"))
    machine = app.test_client()
    bearer = {"Authorization": f"Bearer {token}"}

    listed = machine.get("/api/v1/envelopes?show=open", headers=bearer).json
    assert [one["id"] for one in listed["envelopes"]] == [envelope_id]
    one = machine.get(f"/api/v1/envelopes/{envelope_id}", headers=bearer).json
    assert (one["status"], one["waiting_for"]) == ("sent", ["山田太郎"])
    who = one["recipients"][0]["id"]
    again = machine.post(f"/api/v1/envelopes/{envelope_id}/recipients/{who}/resend", headers=bearer)
    assert again.status_code == 200
    assert "sign/" not in again.text
    void = f"/api/v1/envelopes/{envelope_id}/void"
    assert machine.post(void, json={"reason": ""}, headers=bearer).status_code == 422
    assert machine.post(void, json={"reason": "No."}, headers=bearer).json["status"] == "voided"
    assert machine.post(void, json={"reason": "No."}, headers=bearer).status_code == 409
    assert machine.get("/api/v1/envelopes").status_code == 401
