"""A board of 10,000 deals: how long the server takes for the page, and for finding some of them."""

from datetime import date
from random import Random
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.installation import installation
from benchmarks.tables import Row, show, timed
from deals import actions
from deals.models import Deal, Stage
from foundation.db import today
from people.queries import person_by_email
from web.app import create_app
from web.demo import companies

DEALS = 10_000
GOAL = 0.150  # seconds on the server
MORE = "/board/considering/cards?offset=50"
SATO = "sato@mitsumori.example"


def main() -> bool:
    """Fill a board, and open its pages as a rep does."""
    with installation() as session:
        companies.load_people(session)
        companies.load_customers(session)
        fill(session)
        session.commit()
        client = signed_in(session)
        rows = [
            Row("the whole board", timed(lambda: opened(client, "/board")), GOAL),
            Row("filtered by words", timed(lambda: opened(client, "/board?q=0042")), GOAL),
            Row("more of a column", timed(lambda: opened(client, MORE)), GOAL),
        ]
    return show(f"A board of {DEALS:,} deals", rows)


def fill(session: Session) -> None:
    """Open one deal as people do, and write the others down beside it."""
    chance, sato = Random(42), person_by_email(session, SATO)  # noqa: S311  (the same deals each time)
    month, asked = f"{today():%Y-%m}", {"customer_id": "cus_aoki", "name": "解析用PC 0001"}
    first = actions.open_deal(session, {**asked, "expected_month": month}, by=sato)
    stages = session.scalars(select(Stage.id).where(Stage.board_id == first.board_id)).all()
    one = {c.key: getattr(first, c.key) for c in Deal.__mapper__.column_attrs}
    session.execute(insert(Deal), [another(one, n, stages, chance) for n in range(2, DEALS + 1)])


def another(one: dict[str, Any], n: int, stages: list[str], chance: Random) -> dict[str, Any]:
    """Return a deal like another one, at some other place of the board."""
    ahead = today().month - 1 + chance.randrange(12)
    return {
        **one,
        "id": f"dea_{n:020}",
        "number": f"D-2026-{n:04}",
        "name": f"解析用PC {n:04}",
        "search": f"解析用pc {n:04}",
        "stage_id": chance.choice(stages),
        "customer_id": chance.choice(["cus_aoki", "cus_tohto", "cus_naniwa", "cus_hoshizora"]),
        "expected_month": date(today().year + ahead // 12, ahead % 12 + 1, 1),
        "amount": chance.randrange(100_000, 90_000_000),
    }


def signed_in(session: Session) -> FlaskClient:
    client = create_app().test_client()
    with client.session_transaction() as cookie:
        cookie.update(person=person_by_email(session, SATO).id, generation=2)
    return client


def opened(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
