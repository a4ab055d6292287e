import pytest

import signing.queries
from cpq.catalog.papers.actions import add_paper
from cpq.catalog.papers.checking import Checked
from cpq.catalog.queries import product_by_sku
from cpq.snapshot import snapshot_of
from customers.models import Contact
from flow import send
from flow.parties import Parties, recipients
from foundation.db import reading, transaction
from foundation.errors import Conflict, Refusal
from foundation.events import record
from foundation.jobs import look_and_deliver
from people.actions import give_token
from people.models import Person
from proposals.actions import change_company
from proposals.events import DocumentFailed
from proposals.queries import documents_of
from signing.queries import envelopes_of
from tests.application import application
from tests.cpq.papers.files import pdf
from tests.flow.builders import Scene
from web.demo.files import read_toml


@pytest.fixture
def app(database):
    with application() as made:
        yield made


@pytest.fixture
def scene(app):
    with transaction() as session:
        change_company(session, read_toml("company.toml"), by="小林")
        return Scene(session)


@pytest.fixture
def approved(scene):
    """An approved quote whose document is still to be made."""
    with transaction() as session:
        return scene.submitted(session)


@pytest.fixture
def rep(app, scene):
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["person"], cookie["generation"] = scene.rep.id, 1
    return client


def work():
    while look_and_deliver():
        pass


def parties(scene, **changes):
    first = {"signers": [scene.president.id], "countersigner": scene.manager.id}
    return Parties(**{**first, **changes})


def refused(scene, quote, wanted):
    with transaction() as session, pytest.raises(Refusal) as refusal:
        send.send_envelope(session, quote, wanted, scene.rep)
    return refusal.value


def test_a_quote_that_is_not_approved_cannot_be_sent(scene, rep):
    with transaction() as session:
        quote = scene.submitted(session, "18")

    assert isinstance(refused(scene, quote, parties(scene)), Conflict)
    page = rep.get(f"/quotes/{quote}/sign").text
    assert "承認済みの見積だけ" in page
    assert 'name="signer_1"' not in page


def test_the_page_waits_while_the_quote_is_being_made(scene, rep, approved):
    page = rep.get(f"/quotes/{approved}/sign").text
    assert "作成中" in page
    assert f'hx-get="/quotes/{approved}/sign/documents"' in page

    sent = rep.post(
        f"/quotes/{approved}/sign",
        data={"signer_1": scene.president.id, "countersigner": scene.manager.id},
    )
    assert sent.status_code == 409
    assert "作成中です" in sent.text

    work()
    assert "閲覧用" in rep.get(f"/quotes/{approved}/sign/documents").text


def test_a_quote_whose_document_could_not_be_made_is_not_sent(scene, rep, approved):
    with transaction() as session:
        change_company(session, {"name": "名前だけ株式会社"}, by="小林")
    work()

    page = rep.get(f"/quotes/{approved}/sign").text
    assert "作成できませんでした" in page
    assert "見積の画面で不足している文書を作成する" in page
    assert "missing" in str(refused(scene, approved, parties(scene)).text)


def test_who_signs_is_chosen_with_care(scene, rep, approved):
    work()

    assert refused(scene, approved, parties(scene, signers=[])).field == "signer_1"
    twice = [scene.president.id, scene.president.id]
    assert refused(scene, approved, parties(scene, signers=twice)).field == "signer_2"
    assert refused(scene, approved, parties(scene, signers=["con_none"])).field == "signer_1"
    assert refused(scene, approved, parties(scene, countersigner="")).field == "countersigner"
    assert refused(scene, approved, parties(scene, copies=["con_none"])).field == "copies"

    empty = dict.fromkeys(["signer_1", "signer_2", "signer_4", "countersigner"], "")
    typed = {**empty, "signer_3": scene.president.id}
    sent = rep.post(f"/quotes/{approved}/sign", data=typed)
    assert sent.status_code == 422
    assert "当社側の署名者を選択してください" in sent.text
    assert sent.text.count(f'value="{scene.president.id}" selected') == 1  # as it was chosen


def test_everybody_is_named_in_the_language_of_the_document_and_mailed_in_their_own(
    scene, approved
):
    with transaction() as session:
        session.get_one(Person, scene.manager.id).name_en = "Misaki Suzuki"
        session.get_one(Contact, scene.president.id).name_en = "Makoto Aoki"
    with reading() as session:
        quote = snapshot_of(session, approved).model_copy(update={"language": "en"})
        signing_ones = recipients(session, quote, parties(scene))

    named = [(one.name, one.language) for one in signing_ones]
    assert named == [("Makoto Aoki", "ja"), ("Misaki Suzuki", "ja")]


def test_an_envelope_is_sent_once_and_the_page_leads_to_it(scene, rep, approved):
    work()
    form = {"signer_1": scene.president.id, "countersigner": scene.manager.id}
    sent = rep.post(f"/quotes/{approved}/sign", data=form)
    assert sent.status_code == 302
    envelope = sent.headers["Location"]
    assert rep.post(f"/quotes/{approved}/sign", data=form).status_code == 409

    assert f'href="{envelope}"' in rep.get(f"/quotes/{approved}/sign").text


def test_an_order_form_that_cannot_be_made_ends_the_envelope_and_tells_the_sender(
    app, scene, rep, approved
):
    work()
    with transaction() as session:
        envelope = send.send_envelope(session, approved, parties(scene), scene.rep)
    with transaction() as session:
        [form] = [row for row in documents_of(session, approved) if row.purpose == envelope]
        ids = {"document_id": form.id, "revision_id": approved, "deal_id": scene.deal.id}
        record(session, DocumentFailed(**ids, kind="order_form", purpose=envelope))

    with reading() as session:
        [standing] = envelopes_of(session, approved)
    assert standing.status == "voided"
    assert "could not be made" in str(standing.end_reason)


def test_another_system_asks_who_approves_opens_quotes_and_sends(app, scene, approved):
    work()
    with transaction() as session:
        token = give_token(session, scene.rep)
    client, who = app.test_client(), {"Authorization": f"Bearer {token}"}

    opened = client.post(f"/api/v1/deals/{scene.deal.id}/quotes", headers=who)
    assert opened.status_code == 201
    assert opened.json["state"] == "draft"
    asked = client.get(f"/api/v1/quotes/{approved}/approval", headers=who)
    assert (asked.json["state"], asked.json["steps"]) == ("approved", [])
    wanted = {"signers": [scene.president.id], "countersigner": scene.manager.id}
    sent = client.post(f"/api/v1/quotes/{approved}/envelope", json=wanted, headers=who)
    assert sent.status_code == 201
    with reading() as session:
        status = signing.queries.status_of(session, sent.json["id"])
        assert [one.name for one in status.recipients] == ["青木 誠", "suzuki"]


def test_papers_of_what_was_chosen_go_along_to_be_read(scene, app):
    with transaction() as session:
        product = product_by_sku(session, "PC")
        said = {"kind": "spec", "language": "any", "title": "仕様書"}
        paper = add_paper(session, product.id, said, Checked(pdf(), 1), by="小林")
        quote = scene.submitted(session)
    work()
    with transaction() as session:
        envelope = send.send_envelope(session, quote, parties(scene), scene.rep)
        read = signing.queries.documents_of(session, envelope)
    assert [(one.title["ja"], one.sha256) for one in read][1:] == [("仕様書", paper.sha256)]
