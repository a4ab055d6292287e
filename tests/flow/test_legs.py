"""The way of a deal over pages and API: who buys from whom, what everybody pays, the quotes."""

import pytest

import cpq.actions
import cpq.queries
from cpq.channels import routes
from cpq.models import QuoteRevision, QuoteState
from deals.queries import deal_card
from flow import legs, quoting
from flow.send import sendable
from foundation import db
from foundation.errors import Conflict, Refusal
from people.actions import add_person
from people.queries import people, person_card
from people.roles import Role
from proposals.assemble import context_of
from proposals.gathering import gathered
from tests.application import application
from tests.cpq.channels.builders import a_way, three_legs
from tests.flow.legs_scene import Scene


@pytest.fixture
def app(database):
    with application() as made:
        yield made


@pytest.fixture
def scene(app):
    return Scene(app)


def rows(session):
    return routes.legs_of(session, "dea_1")


def buyers():
    with db.reading() as session:
        return [leg.buyer_id for leg in rows(session)]


def test_the_page_shows_what_everybody_pays_and_earns(scene):
    page = scene.browser().get("/deals/dea_1/legs").text
    for figure in ("¥63,560", "¥71,187", "¥90,800", "¥7,627", "¥19,613"):
        assert figure in page
    assert "Make every leg" in page
    assert "none is enforced" in page


def test_only_sales_see_margins(scene):
    with db.transaction() as session:
        admin = add_person(session, email="k@m.example", name="小林", roles=[Role.ADMIN])
    browser = scene.browser(admin.id)
    assert "63,560" not in browser.get("/deals/dea_1/legs").text
    assert browser.get("/deals/dea_1/balance").status_code == 403
    answer = scene.machine(admin.id).get("/api/v1/deals/dea_1/legs").json
    assert (answer["ours"], answer["legs"][0]["net"]) == (None, None)


def test_one_button_makes_every_quote_and_says_when_they_are_behind(scene):
    browser = scene.browser()
    answer = browser.post(
        "/deals/dea_1/legs/quotes", data={"source_id": scene.source}, follow_redirects=True
    )
    assert "3 quotes are up to date" in answer.text
    assert "each says what the end-user quote says now" in answer.text
    with db.reading() as session:
        first = rows(session)[0].id
    form = {"basis": "off_end_user", "percent": "35", "documents": ["quote"], "form": "leg-1"}
    browser.post(f"/deals/dea_1/legs/{first}", data=form)
    page = browser.get("/deals/dea_1/legs").text
    assert "The quotes of the legs are behind" in page
    assert "59,020" in page


def test_legs_are_added_moved_and_taken_out_on_the_page(scene):
    browser = scene.browser()
    found = browser.get("/deals/dea_1/legs/buyers?q=需要家").text
    assert "No other company" in found
    with db.reading() as session:
        second = rows(session)[1].id
    browser.post(f"/deals/dea_1/legs/{second}/move", data={"to": "up"})
    assert buyers() == [scene.ids[1], scene.ids[0], scene.ids[2]]
    browser.post(f"/deals/dea_1/legs/{second}/remove")
    assert buyers() == [scene.ids[0], scene.ids[2]]
    with db.reading() as session:
        assert deal_card(session, "dea_1").fields["channel"] == "dealer"
    found = browser.get("/deals/dea_1/legs/buyers?q=町の").text
    assert scene.ids[1] in found
    browser.post("/deals/dea_1/legs", data={"buyer_id": scene.ids[1]})
    assert buyers() == scene.ids
    again = browser.post("/deals/dea_1/legs", data={"buyer_id": scene.ids[0]})
    assert again.status_code == 422
    assert "twice" in again.text


def test_what_was_typed_about_a_leg_stays_when_it_is_refused(scene):
    with db.reading() as session:
        first = rows(session)[0].id
    form = {"basis": "off_end_user", "percent": "1e3", "documents": ["quote"], "form": "leg-1"}
    answer = scene.browser().post(f"/deals/dea_1/legs/{first}", data=form)
    assert answer.status_code == 422
    assert 'value="1e3"' in answer.text
    assert answer.text.count("data-refusal") == 1


def test_a_stated_resale_price_is_noted_and_changes_nothing(scene):
    scene.made()
    with db.reading() as session:
        last = rows(session)[2].id
    form = {"stated": "85,000", "words": "値引き交渉後", "source_id": scene.source}
    browser = scene.browser()
    browser.post(f"/deals/dea_1/legs/{last}/resale", data=form)
    page = browser.get("/deals/dea_1/legs").text
    assert "reference ¥90,800, difference" in page
    assert "¥5,800" in page
    assert "behind" not in page


def test_the_balance_is_a_table_and_a_drawing(scene):
    page = scene.browser().get("/deals/dea_1/balance").text
    assert "This deal, as its legs are agreed" in page
    assert page.count('class="balance-ours"') == 5
    assert "¥63,560" in page


def test_a_deal_without_a_quote_has_nothing_to_compare(scene):
    with db.transaction() as session:
        for row in cpq.queries.revisions_of_deal(session, "dea_1"):
            assert row.leg == 0
    page = scene.browser().get("/deals/dea_1/balance?source_id=qrv_none")
    assert page.status_code == 404


def test_another_system_puts_legs_and_makes_their_quotes(scene):
    machine = scene.machine()
    wanted = [
        {"buyer_id": scene.ids[1], "percent": "20", "payment_terms": "eo2m"},
        {"buyer_id": scene.ids[2]},
    ]
    answer = machine.put("/api/v1/deals/dea_1/legs", json={"legs": wanted})
    assert answer.status_code == 200
    assert answer.json["ours"] == {"amount": "72640", "currency": "JPY"}
    assert answer.json["legs"][1]["seller_id"] == scene.ids[1]
    made = machine.post(f"/api/v1/quotes/{scene.source}/legs").json
    assert [leg["quote"]["revision"] for leg in made["legs"]] == [1, 1]
    again = machine.get(f"/api/v1/quotes/{scene.source}/legs").json
    assert again == made
    refused = machine.put("/api/v1/deals/dea_1/legs", json={"legs": wanted[:1]})
    assert (refused.status_code, refused.json["field"]) == (422, "buyer_id")
    wrong = machine.put("/api/v1/deals/dea_1/legs", json={"legs": [{**wanted[1], "rate": "1e9"}]})
    assert wrong.status_code == 422


def test_registrations_have_pages_and_an_api(scene):
    asked = {"holder_id": scene.ids[1], "customer_id": scene.ids[2]}
    machine = scene.machine()
    made = machine.post("/api/v1/registrations", json=asked)
    assert (made.status_code, made.json["state"]) == (201, "requested")
    key = made.json["id"]
    assert machine.post(f"/api/v1/registrations/{key}/grant", json={}).status_code == 403
    page = scene.browser().get("/registrations?q=町の").text
    assert made.json["number"] in page
    with db.reading() as session:
        [manager] = [one.id for one in people(session) if Role.MANAGER in one.roles]
    boss = scene.browser(manager)
    refused = boss.post(f"/registrations/{key}/grant", data={"percent": "x", "form": "grant"})
    assert refused.status_code == 422
    boss.post(f"/registrations/{key}/grant", data={"form": "grant"})
    assert machine.get(f"/api/v1/registrations/{key}").json["state"] == "granted"
    assert machine.get("/api/v1/registrations?state=granted").json["total"] == 1
    boss.post("/channel-policy", data={"tolerance": "4"})
    assert 'value="4"' in boss.get("/channel-policy").text
    boss.post(f"/registrations/{key}/end")
    assert "Expired" in boss.get(f"/registrations/{key}").text


def test_a_quote_between_others_is_not_signed_by_us_and_is_not_our_worth(scene):
    first, second, _third = scene.made()
    with db.transaction() as session:
        revision = session.get(QuoteRevision, first.id)
        revision.state = QuoteState.APPROVED
        with pytest.raises(Conflict, match="gets no order form"):
            sendable(session, first.id)
        cpq.actions.submit_quote(session, second.id, by=scene.owner)
        with pytest.raises(Conflict, match="they sign it themselves"):
            sendable(session, second.id)
        row = cpq.queries.revision_row(session, second.id)
        cpq.actions.accept_quote(
            session, second.id, content_sha256=row.content_sha256, accepted_by="販売店"
        )
        assert deal_card(session, "dea_1").worth is None


def test_a_quote_offers_what_its_leg_gets(scene):
    """The first leg gets its quote alone; the second all three, and signs by itself."""
    first, second, third = scene.made()
    with db.transaction() as session:
        for row in (first, second, third):
            session.get(QuoteRevision, row.id).state = QuoteState.APPROVED
    browser = scene.browser()
    page = browser.get(f"/quotes/{first.id}").text
    assert ("Make a proposal" in page, "Send to sign" in page) == (False, False)
    assert "Its buyer gets: Quotation." in page
    page = browser.get(f"/quotes/{second.id}").text
    assert ("Make a proposal" in page, "Send to sign" in page) == (True, False)
    machine = scene.machine()
    refused = machine.post(f"/api/v1/quotes/{first.id}/proposals", json={"language": "ja"})
    assert (refused.status_code, "提案書を渡しません" in str(refused.json)) == (409, True)
    assert "gets no proposal" in browser.get(f"/quotes/{first.id}/proposal").text
    form = {"kind": "order_form", "language": "ja"}
    made = [machine.post(f"/api/v1/quotes/{row.id}/documents", json=form).status_code
            for row in (first, second, third)]  # fmt: skip
    assert made == [409, 202, 202]


def test_the_terms_of_payment_of_a_leg_stand_on_all_its_documents_in_both_languages(scene):
    with db.transaction() as session:
        leg = rows(session)[1]
        leg.payment_terms = {"ja": "月末締め 翌々月末払い", "en": "End of the second month after"}
    second = scene.made()[1]
    with db.reading() as session:
        for language, words in leg.payment_terms.items():
            material = gathered(session, second.id, language)
            for kind in ("quote", "proposal", "order_form"):
                assert context_of(kind, material)["payment_terms"] == words


def test_the_end_customer_is_quoted_end_user_prices_on_any_way(session, database):
    way = a_way(session)
    three_legs(session, way)
    rep = person_card(session, way.draft.owner_id)
    opened = quoting.open_quote(session, "dea_1", by=rep)
    assert way.draft.channel == "direct"
    assert session.get(type(way.draft), opened).channel == "direct"
    with pytest.raises(Refusal, match="empty"):
        legs.make_quotes(session, "dea_1", opened, by=rep)


def test_a_quotes_page_says_once_that_its_legs_are_behind_and_links_them(scene):
    first, second, _third = scene.made()
    browser, part = scene.browser(), {"HX-Request": "true"}
    seen = browser.get(f"/quotes/{second.id}/legs", headers=part).text
    assert "behind" not in seen
    assert f'href="/quotes/{first.id}"' in seen
    assert f'href="/quotes/{scene.source}"' in seen
    assert f"<strong>{second.number}</strong>" in seen
    with db.transaction() as session:
        line = session.get(QuoteRevision, scene.source).lines[0]
        cpq.actions.set_quantity(session, line.id, line.quantity + 1)
    for key in (scene.source, first.id):
        seen = browser.get(f"/quotes/{key}/legs", headers=part).text
        assert seen.count("Bring every leg") == 1
    form = {"source_id": scene.source, "back": scene.source}
    answer = browser.post("/deals/dea_1/legs/quotes", data=form)
    assert answer.headers["Location"] == f"/quotes/{scene.source}"
    assert "behind" not in browser.get(f"/quotes/{first.id}/legs", headers=part).text
    with db.reading() as session:
        leg = rows(session)[1].id
    browser.post(f"/deals/dea_1/legs/{leg}/remove")
    assert "kept up to date no more" in browser.get(f"/quotes/{second.id}/legs", headers=part).text
    assert browser.get(f"/quotes/{second.id}/legs").status_code == 302
