import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from approvals import actions, queries
from approvals.models import Decision
from foundation.chain import first_break
from foundation.db import reading, transaction, utcnow
from foundation.errors import Conflict, Forbidden, Refusal
from foundation.mail import Mail, letter
from foundation.outbox import Fact
from people.roles import Role
from tests.approvals.builders import (
    ask,
    crew,
    decide,
    left,
    open_step,
    person,
    request_row,
    steps,
)


def facts_named(name):
    with reading() as session:
        return [fact.payload for fact in session.scalars(select(Fact).where(Fact.name == name))]


def mails():
    with reading() as session:
        return [(m.to_address, m.template) for m in session.scalars(select(Mail))]


def decisions(request_id):
    with reading() as session:
        query = select(Decision).where(Decision.request_id == request_id)
        return session.scalars(query.order_by(Decision.sequence)).all()


def test_a_small_discount_is_granted_at_once():
    sato, *_rest = crew()
    request_id = ask(sato, discount="0.05")
    assert request_row(request_id).state == "granted"
    assert len(facts_named("approvals.approval_granted")) == 1
    assert mails() == []


def test_the_leader_is_asked_first_and_then_the_manager():
    sato, takahashi, yamada = crew()
    request_id = ask(sato)
    assert mails() == [("takahashi@m.example", "approval_requested")]
    decide(open_step(request_id), takahashi)
    assert request_row(request_id).state == "pending"
    decide(open_step(request_id), yamada)
    assert request_row(request_id).state == "granted"
    (granted,) = facts_named("approvals.approval_granted")
    assert granted["content_sha256"] == request_row(request_id).content_sha256
    assert [to for to, _template in mails()] == [
        "takahashi@m.example",
        "yamada@m.example",
        "sato@m.example",
    ]


def test_a_rejection_goes_back_with_its_reason_and_ends_the_request():
    sato, takahashi, yamada = crew()
    request_id = ask(sato)
    decide(open_step(request_id), takahashi, "rejected", "粗利が足りません")
    assert [step.state for step in steps(request_id)] == ["rejected", "void"]
    (told,) = facts_named("approvals.approval_rejected")
    assert told["reason"] == "粗利が足りません"
    assert ("sato@m.example", "approval_rejected") in mails()
    with pytest.raises(Conflict, match="decided"):
        decide(steps(request_id)[1], yamada)


def test_a_rejection_needs_its_reason():
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    with pytest.raises(Refusal) as refused:
        decide(open_step(request_id), takahashi, "rejected", "  ")
    assert refused.value.field == "comment"
    with pytest.raises(Refusal) as refused:
        decide(open_step(request_id), takahashi, "perhaps")
    assert refused.value.field == "verdict"
    assert open_step(request_id).state == "open"


def test_a_decision_is_bound_to_the_content_that_was_shown():
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    with pytest.raises(Conflict, match="changed"):
        decide(open_step(request_id), takahashi, content="d" * 64)
    with pytest.raises(Conflict):
        decide(open_step(request_id), takahashi, content="")


def test_a_step_is_decided_once():
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    step = open_step(request_id)
    decide(step, takahashi)
    with pytest.raises(Conflict, match="decided by takahashi"):
        decide(step, takahashi, "rejected", "Nein")
    assert len(decisions(request_id)) == 1


def test_the_manager_cannot_decide_before_the_leader():
    sato, _takahashi, yamada = crew()
    request_id = ask(sato)
    with pytest.raises(Conflict, match="comes first"):
        decide(steps(request_id)[1], yamada)


def test_what_was_replaced_cannot_be_decided_and_says_so():
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    step = open_step(request_id)
    with transaction() as session:
        actions.supersede(session, "rev_1")
    with pytest.raises(Conflict, match="replaced"):
        decide(step, takahashi)
    with reading() as session:
        assert queries.waiting_for(session, takahashi) == []


def test_a_request_is_open_for_two_weeks():
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    step = open_step(request_id)
    with time_machine.travel(utcnow() + timedelta(days=15)):
        with pytest.raises(Conflict, match="submitted again"):
            decide(step, takahashi)
        with reading() as session:
            assert queries.waiting_for(session, takahashi) == []


def test_a_step_waits_for_its_own_people_only():
    sato, _takahashi, yamada = crew()
    other = person("nishi", Role.LEADER, section="西日本")
    request_id = ask(sato)
    for somebody in (sato, other, yamada):
        with pytest.raises(Forbidden):
            decide(open_step(request_id), somebody)


def test_who_has_left_the_company_decides_nothing_more():
    sato, takahashi, _yamada = crew()
    request_id = ask(sato)
    gone = left(takahashi)
    with pytest.raises(Forbidden):
        decide(open_step(request_id), gone)


def test_the_leader_of_the_own_section_is_asked():
    sato, takahashi, _yamada = crew()
    person("nishi", Role.LEADER, section="西日本")
    assert open_step(ask(sato)).people == [takahashi.id]


def test_a_leader_who_asks_does_not_decide_but_another_leader_of_the_section_does():
    _sato, takahashi, _yamada = crew()
    second = person("ito", Role.LEADER)
    assert open_step(ask(takahashi)).people == [second.id]


def test_a_leader_who_asks_alone_is_decided_about_by_the_manager():
    _sato, takahashi, yamada = crew()
    request_id = ask(takahashi)
    assert [(s.role, s.people) for s in steps(request_id)] == [("manager", [yamada.id])]


def test_without_anybody_who_may_approve_nothing_is_submitted_and_a_sentence_says_why():
    sato = person("sato", Role.REP)
    with pytest.raises(Refusal, match="administrator"):
        ask(sato)
    assert facts_named("approvals.approval_requested") == []


def test_earlier_requests_about_the_same_quote_are_shown():
    sato, takahashi, _yamada = crew()
    first = ask(sato)
    decide(open_step(first), takahashi, "rejected", "高すぎます")
    second = ask(sato, subject="rev_2")
    with reading() as session:
        row = session.merge(request_row(second))
        assert [one.id for one in queries.history_of(session, row)] == [first]


def test_the_chain_of_decisions_is_whole_and_only_grows():
    sato, takahashi, yamada = crew()
    request_id = ask(sato)
    decide(open_step(request_id), takahashi, comment="よい")
    decide(open_step(request_id), yamada)
    chain = decisions(request_id)
    assert [one.sequence for one in chain] == [1, 2]
    assert first_break([(one.entry, one.hash) for one in chain]) is None
    forged = [({**one.entry, "verdict": "rejected"}, one.hash) for one in chain]
    assert first_break(forged) == 0
    for change in (update(Decision).values(hash="0" * 64), delete(Decision)):
        with pytest.raises(DatabaseError, match="only grows"), transaction() as session:
            session.execute(change)


def test_two_approvers_who_click_at_the_same_instant_make_one_decision():
    sato, takahashi, _yamada = crew()
    ito = person("ito", Role.LEADER)
    request_id = ask(sato, discount="0.12")
    step, ready, outcomes = open_step(request_id), threading.Barrier(4), []

    def click(who, verdict):
        ready.wait()
        try:
            decide(step, who, verdict, "因みに")
            outcomes.append((who.name, verdict))
        except Conflict:
            outcomes.append("late")

    clicks = [
        (takahashi, "approved"),
        (ito, "rejected"),
        (takahashi, "rejected"),
        (ito, "approved"),
    ]
    threads = [threading.Thread(target=click, args=one) for one in clicks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("late") == 3
    ((who, verdict),) = [one for one in outcomes if one != "late"]
    (decided,) = steps(request_id)
    assert (decided.decided_by, decided.state) == (who, verdict)
    assert len(decisions(request_id)) == 1
    ended = facts_named("approvals.approval_granted") + facts_named("approvals.approval_rejected")
    assert len(ended) == 1


def test_mails_name_people_in_their_readers_language():
    sato = person("sato", Role.REP, name_en="Yuko Sato", language="en")
    brown = person("brown", Role.LEADER, name_en="Bob Brown", language="en")
    request_id = ask(sato, discount="0.12")
    decide(open_step(request_id), brown, "rejected", "Too much.\nPlease lower it.")

    with reading() as session:
        asked, answered = (
            letter(session, row) for row in session.scalars(select(Mail).order_by(Mail.created_at))
        )
    assert "Yuko Sato asks for your decision" in asked.text
    assert "Bob Brown sent" in answered.text
    assert "Too much.<br>" in answered.html
