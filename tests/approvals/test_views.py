import re
from datetime import timedelta

import time_machine
from sqlalchemy import func, select

from approvals import actions
from foundation import db
from foundation.db import reading, transaction, utcnow
from foundation.jobs import look_and_deliver
from people.roles import Role
from tests.approvals.builders import (
    PASSWORD,
    ask,
    crew,
    decide,
    left,
    open_step,
    person,
    request_row,
    secret_of,
    steps,
)


def content_of_everything():
    """Return how many rows every table has."""
    with reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in db.Model.metadata.sorted_tables
        }


def shown(page):
    return re.search(r'name="content_sha256" value="(\w+)"', page)[1]


def signed_in(client, who):
    client.post("/login", data={"email": who.email, "password": PASSWORD})
    return client


def link(request_id, who):
    return f"/a/{secret_of(open_step(request_id), who)}"


def test_the_link_in_the_mail_opens_the_whole_case_without_signing_in(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    look_and_deliver()
    page = client.get(link(request_id, takahashi))
    assert page.status_code == 200
    for words in ("株式会社青木製作所", "ワークステーション", "競合対策", "18", "22", "月末締め"):
        assert words in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]


def test_a_scanner_that_fetches_the_link_changes_nothing(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    before = content_of_everything()
    for _time in range(3):
        client.get(link(request_id, takahashi))
        client.head(link(request_id, takahashi))
    assert content_of_everything() == before
    assert open_step(request_id).role == "leader"


def test_the_decision_is_a_post_and_the_link_then_says_what_was_decided(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    where = link(request_id, takahashi)
    typed = {"verdict": "approved", "content_sha256": shown(client.get(where).text)}
    answer = client.post(where, data=typed)
    assert "承認を記録しました" in answer.text
    assert steps(request_id)[0].decided_by == "takahashi"

    again = client.post(where, data=typed)
    assert again.status_code == 409
    page = client.get(where)
    assert page.status_code == 200
    assert "takahashi" in page.text
    assert "<textarea" not in page.text


def test_a_rejection_without_a_reason_is_refused_in_place(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    where = link(request_id, takahashi)
    content = shown(client.get(where).text)
    page = client.post(where, data={"verdict": "rejected", "content_sha256": content})
    assert page.status_code == 422
    assert "<textarea" in page.text
    assert "理由" in page.text


def test_a_link_says_when_its_quote_was_replaced(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    where = link(request_id, takahashi)
    content = shown(client.get(where).text)
    with transaction() as session:
        actions.supersede(session, "rev_1")
    page = client.get(where)
    assert page.status_code == 200
    assert "新しい" in page.text
    assert "<textarea" not in page.text
    late = client.post(where, data={"verdict": "approved", "content_sha256": content})
    assert late.status_code == 409
    assert request_row(request_id).state == "superseded"


def test_a_link_says_when_its_time_is_over(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    where = link(request_id, takahashi)
    content = shown(client.get(where).text)
    with time_machine.travel(utcnow() + timedelta(days=15)):
        page = client.get(where)
        assert "再度" in page.text or "もう一度" in page.text or "申請し直" in page.text
        assert "<textarea" not in page.text
        late = client.post(where, data={"verdict": "approved", "content_sha256": content})
    assert late.status_code == 409
    assert steps(request_id)[0].state == "open"


def test_a_link_that_nobody_was_given_opens_nothing(client):
    assert client.get("/a/" + "x" * 43).status_code == 404


def test_a_link_is_of_no_use_to_who_has_left(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    left(takahashi)
    assert client.get(link(request_id, takahashi)).status_code == 403


def test_a_link_speaks_the_language_of_its_reader(client):
    sato = person("sato", Role.REP)
    smith = person("smith", Role.LEADER, language="en")
    page = client.get(link(ask(sato, discount="0.12"), smith))
    assert 'lang="en"' in page.text
    assert "Aoki Manufacturing" in page.text


def test_an_approver_decides_signed_in_too(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    signed_in(client, takahashi)
    assert "Q-2026-0001" in client.get("/approvals").text
    where = f"/approvals/{open_step(request_id).id}"
    content = shown(client.get(where).text)
    answer = client.post(where, data={"verdict": "approved", "content_sha256": content})
    assert answer.headers["Location"] == "/approvals"
    page = client.get("/approvals").text
    assert "承認待ちはありません" in page or "お待ちの" in page or "takahashi" in page


def test_an_approver_whose_turn_it_is_not_sees_no_form(client):
    sato, _takahashi, yamada = crew()
    request_id = ask(sato)
    signed_in(client, yamada)
    page = client.get(f"/approvals/{open_step(request_id).id}").text
    assert "<textarea" not in page


def test_a_rep_has_no_approvals(client):
    sato, *_rest = crew()
    request_id = ask(sato)
    signed_in(client, sato)
    assert client.get("/approvals").status_code == 403
    assert client.get(f"/approvals/{open_step(request_id).id}").status_code == 403


def test_the_mail_names_the_customer_and_carries_the_link(client):
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    where = link(request_id, takahashi)
    admin = person("admin", Role.ADMIN)
    signed_in(client, admin)
    mail = re.search(r"/outgoing-mail/mail_\w+", client.get("/outgoing-mail").text)[0]
    page = client.get(mail).text
    assert "株式会社青木製作所" in page
    assert where in client.get(f"{mail}/body").text


def test_the_requester_reads_the_reason_in_a_mail(client):
    sato, takahashi, _yamada = crew()
    decide(open_step(ask(sato)), takahashi, "rejected", "粗利が足りません")
    signed_in(client, person("admin", Role.ADMIN))
    page = client.get("/outgoing-mail?q=sato").text
    mail = re.search(r"/outgoing-mail/mail_\w+", page)[0]
    assert "粗利が足りません" in client.get(f"{mail}/body").text
