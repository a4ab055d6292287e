"""Which of several rules wins: whom they are for, how near they are, what goes before what."""

import re
from decimal import Decimal

from cpq.pricing import price_line
from cpq.pricing.values import Rank, RankAt
from foundation.errors import Conflict
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import catalogue, listed
from tests.cpq.pricing.groups.given import Given, each, many
from tests.cpq.pricing.groups.reading import asked, rank_of, rule_of

ONE_PLACE = (*(RankAt(r, 1) for r in Rank if r is not Rank.STANDARD), RankAt(Rank.STANDARD, 2))
GROUP = {"ITEM": "GROUP", "OTHER": "GROUP"}
PRIORITY = re.compile(r" prio(?:rity)? (\d+)")
NEARER = {Rank.CUSTOMER: 3, Rank.TIER: 2, Rank.REGION: 1}  # by name: one customer before a group


def by_asks(given):
    """With a list price it is asked how near a rule is, without one whom it is for."""
    return by_nearness(given) if "list" in given else by_claim(given)


def by_claim(given):
    """Rules by whom they are for: their priority goes first, then a rule for a customer."""
    texts, price = _texts(given), given.number("list", default=1000)
    found = each(given["ask"], lambda ask: _claimed(ask, texts, price))
    return {
        "discount": each(found, lambda line: line.percent_off),
        "rate": each(found, lambda line: line.net_unit),
    }


def conflict(given):
    """What comes of the asks: the first two rules with the same claim, if there are any."""
    for ask in many(given["ask"]):
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


def _claimed(ask, texts, price=1000):
    """Each rule on a list of its own: for somebody, or for all on the tier everybody has."""
    lists = [listed("STD", rule("all", price))]
    for n, text in enumerate(texts):
        rank, who = rank_of(text)
        if rank is Rank.STANDARD or (re.search(rf"\b{who}\b", ask) if who else rank.value in ask):
            named, plain = PRIORITY.search(text), PRIORITY.sub("", text)
            priority = 10 * int(named[1] if named else 0) + (NEARER.get(rank, 0) if who else 0)
            mine = Rank.TIER if rank is Rank.STANDARD else rank
            lists.append((mine, listed(f"L{n}", rule_of(plain, n)), priority))
    sku = "FOREIGN" if "another group" in ask else "OTHER" if "other" in ask else "ITEM"
    known = catalogue(*lists, precedence=ONE_PLACE, categories=GROUP)
    quantity = re.search(r"\bq(?:ty)? ?(\d+)", ask)
    return price_line(wanted(sku, quantity[1] if quantity else 1), known)


def by_priority(given):
    """The same rules with one set of priorities after the other: which kind of target wins."""
    price, orders = given.number("list", default=100), given["prio"]
    several = isinstance(orders[0], list)
    found = [_applied(given["rules"], one, price) for one in (orders if several else [orders])]
    answers = {"applied": list(map(_winner, found)), "rate": [line.net_unit for line in found]}
    return answers if several else {name: values[0] for name, values in answers.items()}


def _applied(texts, priorities, price):
    rules = [
        rule_of(f"{text} priority {n}", place)
        for place, (text, n) in enumerate(zip(texts, priorities, strict=True))
    ]
    prices = listed("L", *rules, parents=[listed("BASE", rule("all", price))])
    return price_line(wanted("ITEM"), catalogue(prices, categories={"ITEM": "GROUP"}))


def _winner(line):
    won = next(step.rule for step in line.steps if ": " in step.rule).split(": ")[1]
    return won.removeprefix("item " if won.startswith("item group") else "").split()[0]


def by_nearness(given):
    base = listed("BASE", *_base(given["list"]))
    prices = listed("L", *map(rule_of, given["rules"], range(99)), parents=[base])
    return {"price": each(given["ask"], lambda ask: _near(prices, *asked(ask)))}


def _base(price):
    """One list price for everything, or one for each product."""
    if isinstance(price, Given):
        return [rule(sku, Decimal(str(own))) for sku, own in price.of(int, str, float).items()]
    return [rule("all", price)]


def _near(prices, product, category, quantity, at):
    more = {"at": at} if at else {}
    known = catalogue(prices, categories={product: category}, **more)
    return price_line(wanted(product, quantity), known).regular_unit


def by_day(given):
    """A percentage off on some days: "2026-01-01..2026-01-31"."""
    base = listed("BASE", rule("all", given["list"]))
    off = f"global {given['valid']}: -{given.number('discount_pct', 'discount')}%"
    prices = listed("L", rule_of(off), parents=[base])
    return {"price": each(given["ask"], lambda day: _near(prices, *asked(f"ITEM q1 {day}")))}
