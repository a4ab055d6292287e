from approvals import actions
from foundation.db import transaction
from foundation.storage import store
from people.roles import Role
from tests.approvals.builders import CONTENT, case, crew, facts, open_step, person, secret_of
from tests.approvals.test_views import link, signed_in

PDF = b"%PDF-1.7\n%rival\n"


def asked(requester):
    """Ask about a line that is priced by a pattern, with a file that speaks for it."""
    plain = case(requester.name)
    evidence = {
        "sha256": store().put(PDF),
        "name": "競合見積.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
    }
    line = plain.lines[0].model_copy(
        update={
            "pattern": {"ja": "競合対抗", "en": "Meet a competitor"},
            "competitor": "甲商事",
            "promised": "50",
            "until": "2027-03-31",
            "net_unit": "410000",
            "agreed": True,
        }
    )
    line = type(line).model_validate(line.model_dump() | {"evidence": evidence})
    shown = plain.model_copy(update={"lines": [line], "quote_only": True})
    with transaction() as session:
        return actions.request_approval(
            session,
            subject="rev_1",
            group="qte_1",
            deal_id="dea_1",
            title="Q-2026-0001",
            content_sha256=CONTENT,
            facts=facts(),
            case=shown,
            requester=requester,
        ).id


def test_an_approver_reads_pattern_promise_and_evidence_by_the_link_alone(client):
    sato, takahashi, _yamada = crew()
    request_id = asked(sato)
    address = link(request_id, takahashi)
    page = client.get(address).text
    for words in ("競合対抗", "甲商事", "2027年3月31日までに50", "¥410,000", "相見積り"):
        assert words in page
    assert f'href="{address}/evidence/1"' in page

    file = client.get(f"{address}/evidence/1")
    assert file.data == PDF
    assert "attachment" in file.headers["Content-Disposition"]
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_without_the_secret_nobody_gets_the_file(client):
    sato, takahashi, _yamada = crew()
    request_id = asked(sato)
    step, secret = open_step(request_id), secret_of(open_step(request_id), takahashi)
    assert client.get(f"/a/{secret[:-1]}x/evidence/1").status_code == 404
    assert client.get(f"/a/{secret}/evidence/2").status_code == 404
    assert client.get(f"/approvals/{step.id}/evidence/1").status_code == 302  # to the sign-in
    finance = signed_in(client, person("tanaka", Role.FINANCE))
    assert finance.get(f"/approvals/{step.id}/evidence/1").status_code == 403


def test_a_signed_in_approver_gets_it_too(client):
    sato, takahashi, _yamada = crew()
    step = open_step(asked(sato))
    signed_in(client, takahashi)
    assert f"/approvals/{step.id}/evidence/1" in client.get(f"/approvals/{step.id}").text
    assert client.get(f"/approvals/{step.id}/evidence/1").data == PDF
