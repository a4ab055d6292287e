import pytest

from foundation.db import transaction
from people import actions as people
from tests.approvals.builders import CONTENT, ask, crew, open_step, steps


@pytest.fixture
def asked(app):
    sato, takahashi, yamada = crew()
    return ask(sato), sato, takahashi, yamada


def caller(app, who):
    with transaction() as session:
        secret = people.give_token(session, who, "test")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def test_an_approver_lists_reads_and_decides(app, asked):
    request_id, _sato, takahashi, _yamada = asked
    api = caller(app, takahashi)
    (waiting,) = api.get("/api/v1/approvals").json["steps"]
    assert (waiting["role"], waiting["state"]) == ("leader", "open")
    assert waiting["reasons"]
    where = f"/api/v1/approvals/{waiting['id']}"
    assert api.get(where).json == waiting

    body = {"verdict": "approved", "content_sha256": waiting["content_sha256"]}
    answer = api.post(f"{where}/decision", json=body)
    assert (answer.status_code, answer.json["state"]) == (200, "pending")
    assert api.get("/api/v1/approvals").json["steps"] == []
    assert steps(request_id)[0].decided_by == "takahashi"
    assert api.post(f"{where}/decision", json=body).status_code == 409


def test_who_may_not_decide_is_told_so(app, asked):
    request_id, sato, _takahashi, yamada = asked
    where = f"/api/v1/approvals/{open_step(request_id).id}/decision"
    body = {"verdict": "approved", "content_sha256": CONTENT}
    assert caller(app, yamada).post(where, json=body).status_code == 403
    assert caller(app, sato).post(where, json=body).status_code == 403
    assert app.test_client().post(where, json=body).status_code == 401


def test_other_content_and_other_words_are_refused(app, asked):
    request_id, _sato, takahashi, _yamada = asked
    where = f"/api/v1/approvals/{open_step(request_id).id}/decision"
    api = caller(app, takahashi)
    other = {"verdict": "approved", "content_sha256": "d" * 64}
    assert api.post(where, json=other).status_code == 409
    wrong = {"verdict": "perhaps", "content_sha256": CONTENT}
    assert api.post(where, json=wrong).status_code in {400, 422}
    no_reason = {"verdict": "rejected", "content_sha256": CONTENT}
    assert api.post(where, json=no_reason).status_code == 422
    assert api.get("/api/v1/approvals/aps_none").status_code == 404
