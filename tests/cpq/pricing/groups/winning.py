"""Which of several rules wins: whom they are for, how near they are, what goes before what."""

import re

from cpq.pricing import price_line
from cpq.pricing.values import Rank, RankAt
from foundation.errors import Conflict
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import catalogue, listed
from tests.cpq.pricing.groups.reading import asked, rank_of, rule_of

ONE_PLACE = (*(RankAt(r, 1) for r in Rank if r is not Rank.STANDARD), RankAt(Rank.STANDARD, 2))
GROUP = {"ITEM": "GROUP", "OTHER": "GROUP"}
PRIORITY = re.compile(r" prio(?:rity)? (\d+)")


def by_claim(given):
    """Rules by whom they are for: their priority goes first, then a rule for a customer."""
    return {"discount": [_claimed(ask, _texts(given)) for ask in given["ask"]]}


def conflict(given):
    """What comes of the asks: the first two rules with the same claim, if there are any."""
    for ask in given["ask"]:
        try:
            _claimed(ask, _texts(given))
        except Conflict as refused:
            names = re.findall(r"rule (.+?) on", str(refused.text))
            return {"result": f"conflict of {len(names)}"}
    return {"result": "no conflict"}


def _texts(given):
    """The rules as they are after a change: "campaign rule loses its priority"."""
    change = given.get("change", "")
    found = re.fullmatch(r"(\w+) rule (loses its priority|gets priority (\d+))", change)
    assert found or not change, change
    return [
        _changed(text, found[3]) if found and re.search(rf"\b{found[1]}\b", text) else text
        for text in given["rules"]
    ]


def _changed(text, priority):
    return PRIORITY.sub("", text) + (f" priority {priority}" if priority else "")


def _claimed(ask, texts):
    """Each rule on a list of its own: for somebody, or for all on the tier everybody has."""
    lists = [listed("STD", rule("all", 1000))]
    for n, text in enumerate(texts):
        rank, who = rank_of(text)
        if rank is Rank.STANDARD or (re.search(rf"\b{who}\b", ask) if who else rank.value in ask):
            named, plain = PRIORITY.search(text), PRIORITY.sub("", text)
            priority = 10 * int(named[1] if named else 0) + bool(who)
            mine = Rank.TIER if rank is Rank.STANDARD else rank
            lists.append((mine, listed(f"L{n}", rule_of(plain, n)), priority))
    sku = "FOREIGN" if "another group" in ask else "OTHER" if "other" in ask else "ITEM"
    known = catalogue(*lists, precedence=ONE_PLACE, categories=GROUP)
    return price_line(wanted(sku), known).percent_off


def by_priority(given):
    """The same rules with one set of priorities after the other: which kind of target wins."""
    return {"applied": [_applied(given["rules"], priorities) for priorities in given["prio"]]}


def _applied(texts, priorities):
    rules = [
        rule_of(f"{text} priority {n}", place)
        for place, (text, n) in enumerate(zip(texts, priorities, strict=True))
    ]
    prices = listed("L", *rules, parents=[listed("BASE", rule("all", 100))])
    line = price_line(wanted("ITEM"), catalogue(prices, categories={"ITEM": "GROUP"}))
    won = line.steps[-3].rule.split(": ")[1]
    return next(word for word in ("item", "group", "global") if won.startswith(word))


def by_nearness(given):
    base = listed("BASE", rule("all", given["list_price"]))
    prices = listed("L", *map(rule_of, given["rules"], range(99)), parents=[base])
    found = []
    for product, category, quantity, at in map(asked, given["ask"]):
        more = {"at": at} if at else {}
        known = catalogue(prices, categories={product: category}, **more)
        line = price_line(wanted(product, quantity), known)
        found.append(line.regular_unit)
    return {"price": found}
