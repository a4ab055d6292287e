"""The rest of a configuration on the page and under /api/v1."""

import pytest

from cpq.quoting import completing
from foundation.jobs import look_and_deliver
from tests.cpq.builders import CHOSEN
from tests.journeys.house import Visitor


@pytest.fixture
def page(rep, quote):
    """The configurator's page of the quote's workstation, with a processor chosen."""
    rep.post("/language", data={"language": "en", "next": "/"})
    address = f"/quotes/{quote.id}/lines/{quote.lines[0].id}/configure?begun=1&c=cpu:1:CPU-A"
    return Visitor(rep), address


def test_the_page_offers_the_rest_and_one_click_takes_it(page):
    visitor, address = page
    shown = visitor.opens(address)
    [offer] = shown.hrefs("goal=cheapest")
    shown = visitor.opens(offer)
    assert "No other choice of the rest costs less beside your choices." in shown
    assert "33,000" in shown.text  # more than the 55,000 of now
    take = next(a.get("href") for a in shown.html.iter("a") if "Take these" in a.text_content())
    taken = visitor.opens(take)
    assert chosen_on(taken) == [
        "cpu:1:CPU-A", "board:1:MB-A", "memory:1:MEM-1", "power:1:PS-300",
    ]  # fmt: skip
    undo = next(a.get("href") for a in taken.html.iter("a") if "Undo" in a.text_content())
    assert chosen_on(visitor.opens(undo)) == ["cpu:1:CPU-A"]


def test_what_takes_long_is_searched_by_a_worker_and_can_be_stopped(page, quote, monkeypatch):
    monkeypatch.setattr(completing, "FEW", 3)
    visitor, address = page
    shown = visitor.opens(f"{address}&goal=preferred")
    assert "Search in the background" in shown
    ask = f"/quotes/{quote.id}/lines/{quote.lines[0].id}/completions"
    shown = visitor.sends(ask, begun="1", c="cpu:1:CPU-A", goal="preferred")
    assert "Waiting for its turn" in shown
    [stop] = shown.actions("/cancel")
    assert "stopped before anything was found" in visitor.sends(stop)

    shown = visitor.sends(ask, begun="1", c="cpu:1:CPU-A", goal="preferred")
    while look_and_deliver():
        pass
    now = shown.actions("/cancel")[0].removesuffix("/cancel")
    assert "Take these choices" in visitor.opens(now)
    run = now.rpartition("/")[2]
    changed = visitor.opens(f"{address.replace('CPU-A', 'CPU-B')}&run={run}")
    assert "changed since this was asked" in changed
    assert "Complete as recommended" in visitor.opens(f"{address}&run=cmp_forgotten")


def test_another_system_has_the_rest_at_once_or_by_a_worker(other_system, quote):
    line = f"/api/v1/quotes/{quote.id}/lines/{quote.lines[0].id}"
    other_system.put(f"{line}/configuration", json={"choices": [{"slot": "cpu", "sku": "CPU-A"}]})
    at_once = other_system.get(f"{line}/completion?goal=cheapest").json
    assert (at_once["state"], at_once["found"]["proven"]) == ("found", True)
    assert at_once["found"]["unit_price"] == {"amount": "88000", "currency": "JPY"}
    assert [one["sku"] for one in at_once["found"]["added"]] == ["MB-A", "MEM-1", "PS-300"]
    assert other_system.get(f"{line}/completion?goal=nicest").status_code == 422

    asked = other_system.post(f"{line}/completions", json={"goal": "cheapest", "seconds": 5})
    run = f"{line}/completions/{asked.json['id']}"
    assert (asked.status_code, asked.json["state"], asked.json["found"]) == (202, "waiting", None)
    assert other_system.post(f"{run}/take").status_code == 409
    while look_and_deliver():
        pass
    done = other_system.get(run).json
    assert (done["state"], done["stale"], done["found"]) == ("found", False, at_once["found"])
    taken = other_system.post(f"{run}/take").json
    assert (taken["complete"], {one["slot"]: one["sku"] for one in taken["choices"]}) == (
        True, CHOSEN,
    )  # fmt: skip
    assert other_system.get(run).json["stale"]
    assert other_system.post(f"{run}/take").status_code == 409
    assert other_system.delete(run).json["state"] == "found"  # it had ended


def chosen_on(page):
    """What the form that saves would keep."""
    form = next(one for one in page.html.iter("form") if one.get("method") == "post"
                and one.get("action", "").endswith("/configure"))  # fmt: skip
    return form.xpath(".//input[@name='c']/@value")
