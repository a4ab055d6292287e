"""The page of a quote of 1,000 lines, one change on it and one forecast of who would approve."""

from decimal import Decimal

from benchmarks.installation import installation
from benchmarks.tables import Row, show, timed
from cpq import actions
from cpq.actions import NewLine
from foundation import db
from tests.application import application
from tests.cpq.builders import PASSWORD, a_quote

LINES = 1000
HTMX = {"HX-Request": "true"}


def main() -> bool:
    with installation() as session, application() as app:
        quote = a_quote(session)
        wanted = [NewLine("TEA" if n % 2 else "SRV", Decimal(1 + n % 20)) for n in range(LINES)]
        lines = actions.add_lines(session, quote.id, wanted)
        session.commit()
        client = app.test_client()
        client.post("/login", data={"email": "sato@m.example", "password": PASSWORD})
        address, line = f"/quotes/{quote.id}", lines[LINES // 2].id
        quantities = iter(range(1, 100_000))

        def page():
            answer = client.get(address)
            assert answer.status_code == 200, answer.status
            return answer.data

        def change():
            sent = {"quantity": str(next(quantities))}
            answer = client.post(f"{address}/lines/{line}", data=sent, headers=HTMX)
            assert answer.status_code == 200, answer.status

        def forecast():
            asked = {"how": "percent", "value": str(next(quantities) % 60), "reason": "x"}
            answer = client.get(
                f"{address}/lines/{line}/forecast", query_string=asked, headers=HTMX
            )
            assert answer.status_code == 200, answer.status

        size = len(page())
        rows = [
            Row(f"the page ({size // 1000} kB)", timed(page, 20), goal=0.3),
            Row("one line changed", timed(change, 20), goal=0.06),
            Row("who would approve, while typing", timed(forecast, 20), goal=0.1),
        ]
        db.Sessions.kw["bind"].dispose()
    return show(f"A quote of {LINES} lines on its page", rows) and size < 400_000


if __name__ == "__main__":
    main()
