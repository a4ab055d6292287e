"""What each group of pricing-cases.json asks of the product: one table, read generally."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cpq.channels.claims import ship_and_debit_claim
from cpq.price_lists.chains import path_back
from cpq.pricing import (
    Adjustment,
    DocumentDiscount,
    price_document,
    price_line,
)
from cpq.pricing.free_goods import FreeGoods
from cpq.pricing.sharing import shares_of
from cpq.pricing.values import Basis, Method, Rank, RankAt
from cpq.tax import Rate, TaxClass, tax_of, under_rate, with_levies, without_tax
from cpq.terms import LAST, Closing, due_after
from cpq.withholding import withheld_from
from customers.corporate_number import check_digit, checked_number
from foundation.errors import Conflict, Refusal
from foundation.money import Money, Rounding, money_of
from tests.cpq.pricing import builders, models
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.reading import (
    asked,
    bands,
    basis_of,
    breaks_of,
    decimals,
    first_number,
    line_of,
    rank_of,
    rule_of,
    size_of,
)

OFF = Method.PERCENT_OFF
DAY = date(2026, 11, 25)
STANDARD, REDUCED = TaxClass.STANDARD, TaxClass.REDUCED
FLAT = (RankAt(Rank.CUSTOMER, 1), RankAt(Rank.STANDARD, 2), RankAt(Rank.CAMPAIGN, 2))


def listed(code, *rules, currency="USD", **fields):
    """A list in a currency with two decimals, as the cases' sources count."""
    return builders.listed(code, *rules, currency=currency, **fields)


def catalogue(*lists, currency="USD", **fields):
    return builders.catalogue(*lists, currency=currency, **fields)


def net(line, *lists, **fields):
    return price_line(line, catalogue(*lists, **fields))


# Which rule wins


def by_claim(given):
    """Rules of one product by whom they are for; a customer's go before all others."""
    lists, group = {}, {"ITEM": "GROUP", "OTHER": "GROUP"}
    for n, text in enumerate(given["rules"]):
        lists.setdefault(rank_of(text), []).append(rule_of(text, n))
    if "loses its priority" in given.get("change", ""):
        named = given["change"].split()[0]
        lists = {
            (rank, who): [_plain(r) for r in rules] if rank.value == named else rules
            for (rank, who), rules in lists.items()
        }
    base = listed("BASE", rule("all", 1000))
    return {"discount": [_asked_by(ask, lists, base, group) for ask in given["ask"]]}


def _plain(one):
    return rule(one.target, **{n: getattr(one, n) for n in ("id", "method", "percent", "amount")})


def _asked_by(ask, lists, base, group):
    mine = [
        (rank, listed(f"{rank}{who}", *rules, parents=[base]))
        for (rank, who), rules in lists.items()
        if rank is Rank.STANDARD
        or (who and re.search(rf"\b{who}\b", ask))
        or (not who and rank.value in ask)
    ]
    sku = "OTHER" if "other" in ask else "ITEM"
    line = price_line(wanted(sku), catalogue(*mine, precedence=FLAT, categories=group))
    return line.percent_off


def conflict(given):
    try:
        by_claim({**given, "ask": ["customer Y + campaign"]})
    except Conflict as refused:
        names = re.findall(r"rule (.+?) on", str(refused.text))
        return {"result": f"conflict of {len(names)}"}
    return {"result": "a silent pick"}


def by_priority(given):
    """The same rules with one set of priorities after the other: which kind of target wins."""
    applied = []
    for priorities in given["prio"]:
        rules = [
            rule_of(f"{text} priority {n}", place)
            for place, (text, n) in enumerate(zip(given["rules"], priorities, strict=True))
        ]
        prices = listed("L", *rules, parents=[listed("BASE", rule("all", 100))])
        line = price_line(wanted("ITEM"), catalogue(prices, categories={"ITEM": "GROUP"}))
        won = line.steps[-3].rule
        applied.append(
            next(word for word in ("item", "group") if won.split(": ")[1].startswith(word))
        )
    return {"applied": applied}


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


# What it makes of the price


def margin_then_discount(given):
    steps = (
        Adjustment("uplift", percent=-Decimal(given["margin_pct"])),
        Adjustment("discretion", percent=Decimal(given["discount_pct"])),
    )
    line = net(wanted("ITEM", off=steps), listed("L", rule("ITEM", given["list"])))
    with_margin = next(step.after for step in line.steps if step.kind == "uplift")
    rate = line.net_unit
    return {"rate_with_margin": with_margin, "discount_amount": with_margin - rate, "rate": rate}


def stacked(given):
    basis = basis_of(given["stack"])
    steps = tuple(
        Adjustment("pattern", percent=Decimal(off), basis=basis) for off in given["rules"]
    )
    line = net(wanted("ITEM", off=steps), listed("L", rule("ITEM", 1000)))
    return {"discount": line.percent_off}


def unit_rule(given):
    unit = given["rule_uom"].lower()
    prices = listed(
        "L",
        rule("ITEM", given["rule_rate"], uom=unit),
        rule("ITEM", given["item_price"], id="own"),
    )
    own = net(wanted("ITEM"), prices).net_unit
    sold = {given["rule_uom"]: net(wanted("ITEM", uom=unit), prices).net_unit}
    return {"Nos": own, "Unit": own, "unit": own} | sold


def without_rules(given):
    promotion = listed("P", rule("ITEM", percent=given["discount"], method=OFF))
    lists = [(Rank.CAMPAIGN, promotion), listed("L", rule("ITEM", given["list"]))]
    both = [net(wanted("ITEM", ignore_rules=ignored), *lists).net_unit for ignored in (False, True)]
    return {"rate": both}


def free_goods(given):
    offer = FreeGoods(
        Decimal(given["free"]),
        Decimal(given.get("per", 0)),
        Decimal(given.get("min", 1)),
        Decimal(given["max"]) if given.get("max") else None,
        whole=bool(given.get("round", False)),
    )
    return {"free_qty": [offer.given_with(Decimal(n)) for n in given["qty"]]}


def net_is_truth(given):
    agreed = {"net": given["net"]}
    line = net(wanted("ITEM", manual=agreed), listed("L", rule("ITEM", given["list"])))
    return {
        "net": line.net_amount.major,
        "discount_display": f"{line.percent_off}%",
        "wrong": line.net_amount.major,
    }


def list_and_form(given):
    read = [line_of(text) for text in given["lines"]]
    rules = [rule(f"P{n}", unit) for n, (_quantity, unit, _off) in enumerate(read)]
    lines = [
        wanted(f"P{n}", quantity, position=n, off=(off,))
        for n, (quantity, _unit, off) in enumerate(read)
    ]
    priced = price_document(lines, catalogue(listed("L", *rules, currency="USD"), currency="USD"))
    rate = [Rate(STANDARD, Decimal(given["tax"]) / 100, date(2000, 1, 1))]
    nets = [(STANDARD, line.net_amount) for line in priced]
    (tax,) = tax_of(nets, DAY, "USD", Rounding.HALF_UP, rate)
    alone = [tax_of([one], DAY, "USD", Rounding.HALF_UP, rate)[0].tax.major for one in nets]
    return {
        "untaxed": tax.base.major,
        "tax_document": tax.tax.major,
        "tax_per_line": sum(alone),
    }


def removed_row(given):
    tiers = [rule("ITEM", price, at_least=n) for n, price in given["tiers"].items()]
    known = catalogue(listed("L", rule("ITEM", given["list"]), *tiers))
    lines = [wanted("ITEM", n, position=at) for at, n in enumerate(given["rows"], start=1)]
    gone = set(map(int, decimals(given["then"])))
    kept = [line for line in lines if line.position not in gone]
    return {
        "per_row": [one.net_unit for one in price_document(lines, known)],
        "after_delete": [one.net_unit for one in price_document(kept, known)],
    }


def quantity_in_units(given):
    said = given["rule"]
    unit = given["uom"]
    one = rule(
        "ITEM",
        id="rule",
        method=OFF if said["type"] == "percent_off" else Method.FIXED,
        percent=said.get("percent", 0),
        amount=said.get("price", 0),
        at_least=Decimal(said["min_qty"]) * size_of(said["min_qty_uom"]) / size_of(unit),
    )
    prices = listed(
        "L", one, parents=[listed("BASE", rule("ITEM", given["list_price"], id="base"))]
    )
    units = {line["uom"] for line in given["lines"]}
    factors = {f"ITEM/{name}": size_of(name) / size_of(unit) for name in units}
    found = [
        net(
            wanted("ITEM", line["qty"], uom="" if line["uom"] == unit else line["uom"]),
            prices,
            factors=factors,
        )
        for line in given["lines"]
    ]
    return {
        "unit_price": [line.regular_unit for line in found],
        "rule_hit": [any(step.rule == "rule" for step in line.steps) for line in found],
    }


def option_surcharge(given):
    extras = [
        rule(f"option:ITEM/slot/{name}", extra) for name, extra in given["option_extra"].items()
    ]
    prices = listed("L", rule("ITEM", given["list_price"]), *extras)
    return {
        "unit_price": {
            name: net(wanted("ITEM", surcharges=(f"ITEM/slot/{name}",)), prices).net_unit
            for name in given["option_extra"]
        }
    }


def list_on_list(given):
    """Lists by name, each with what it takes off its base; the one nobody is based on is asked."""
    own = {name: said for name, said in given.items() if isinstance(said, dict)}
    root = listed("root", rule("all", given["list_price"]))

    def made(name):
        base = own[name].get("base")
        parent = made(base) if base in own else root
        return listed(
            name, rule("all", percent=own[name]["percent_off"], method=OFF), parents=[parent]
        )

    top = next(name for name in own if name not in {said.get("base") for said in own.values()})
    line = net(wanted("ITEM"), (Rank.CUSTOMER, made(top)), root)
    return {"net": line.net_unit, "discount_pct": line.percent_off}


def currency_of_base(given):
    """ "1 OTHER = 2 MAIN": a list in one currency with percentages of prices in another."""
    one, of, other, to = re.match(r"([\d.]+) (\w+) = ([\d.]+) (\w+)", given["rate"]).groups()
    codes = dict(zip((of, to), ("USD", "EUR"), strict=True))
    worth = Decimal(other) / Decimal(one)  # of the one, in the other
    mine = given["list_cur"]
    rates = {codes[to]: 1 / worth} if mine == of else {codes[of]: worth}
    products = {
        name: said for name, said in given.items() if isinstance(said, dict) and "cur" in said
    }
    lists = {
        name: listed(f"of {name}", rule(name, said["list"]), currency=codes[said["cur"]])
        for name, said in products.items()
        if "list" in said
    }
    rules = [
        rule(
            name,
            percent=first_number(text),
            method=OFF,
            base="cost" if "cost" in text else f"list:of {name}",
        )
        for name, text in given["rules"].items()
    ]
    known = catalogue(
        listed("L", *rules, currency=codes[mine]),
        currency=codes[mine],
        rates=rates,
        bases=tuple(lists.values()),
        costs={
            n: (Decimal(s["cost"]), codes[s["cur"]]) for n, s in products.items() if "cost" in s
        },
    )
    found = {name: price_line(wanted(name), known) for name in products}
    return {
        name: {"gross": line.list_unit, "disc": line.percent_off} for name, line in found.items()
    }


def charm(given):
    fields = {
        "round_to": given.get("round_to"),
        "surcharge": given.get("surcharge", 0),
        "least_margin": given.get("min_margin"),
        "most_margin": given.get("max_margin"),
    }
    formula = rule("ITEM", percent=given.get("discount", 0), method=Method.FORMULA, **fields)
    base = listed("BASE", rule("ITEM", given["base"]), currency="USD")
    prices = listed("L", formula, currency="USD", parents=[base])
    return {"price": net(wanted("ITEM"), prices, currency="USD").regular_unit}


def waterfall(given):
    amount = Decimal(given.get("additional_discount_amount", 0))
    percent = Decimal(given.get("additional_discount_pct", 0))
    steps = [Adjustment("discretion", percent=percent, amount=amount)]
    for kind in ("partner", "distributor"):
        off = Decimal(given.get(f"{kind}_discount_pct", 0))
        basis = Basis(given.get(f"{kind}_basis", "running"))
        steps.append(Adjustment(kind, percent=off, basis=basis))
    line = net(wanted("ITEM", off=steps), listed("L", rule("ITEM", given["original"])))
    after = {step.kind: step.after for step in line.steps}
    return {
        "customer_price": after["discount"],
        "partner_price": after["partner"],
        "distributor_price": after["distributor"],
        "net": line.net_unit,
    }


def slab_and_range(given):
    base = listed("BASE", rule("ITEM", given["unit"]))
    found = {}
    for word in ("slab", "range"):
        prices = listed("L", *bands(given["tiers"], breaks=breaks_of(word)), parents=[base])
        found[word] = net(wanted("ITEM", given["qty"]), prices).net_amount.major
    return found


def blocks(given):
    prices = listed(
        "L",
        *(
            rule("ITEM", amount, low, max_quantity=high, method=Method.BLOCK)
            for low, high, amount in given["blocks"]
        ),
    )
    return {"line_total": [_total_or_error(wanted("ITEM", n), prices) for n in given["qty"]]}


def _total_or_error(line, prices):
    try:
        return net(line, prices).net_amount.major
    except Refusal as refused:
        return f"error: {refused.text}"


def circles(given):
    """A chain "A->B->C" of lists with their parents, and links that would close a circle."""
    chain = given["chain"].split("->")
    parents = {child: [parent] for child, parent in pairwise(chain)}
    refused = [link for link in given["add"] if path_back(parents, *link.split("->"))]
    return {"result": "each rejected" if refused == given["add"] else f"only {refused}"}


# Documents, tax and terms


def tax_once(given):
    mode = mode_of(given.get("mode", "floor"))
    rate = [Rate(STANDARD, Decimal(given["rate"]) / 100, date(2000, 1, 1))]
    nets = [(STANDARD, Money(amount, "JPY")) for amount in given["lines"]]
    (line,) = tax_of(nets, DAY, "JPY", mode, rate)
    return {"tax": line.tax.amount, "wrong": line.tax.amount}


def rounding_modes(given):
    rate = Decimal(given["rate"]) / 100
    base = Decimal(given["base"])
    return {
        name: money_of(base * rate, "JPY", mode_of(name)).amount
        for name in ("floor", "half_up", "ceil")
    }


def mode_of(word):
    return Rounding("ceiling" if word in {"ceil", "up"} else word)


def discount_across_rates(given):
    bases = {
        int(name[4:]): amount for name, amount in given.items() if re.fullmatch(r"base\d+", name)
    }
    shares = shares_of([(f"{rate:03}", base) for rate, base in bases.items()], given["discount"])
    found, total = {}, 0
    for (rate, base), share in zip(bases.items(), shares, strict=True):
        tax = money_of(Decimal((base - share) * rate) / 100, "JPY", mode_of(given["mode"])).amount
        found |= {f"base{rate}": base - share, f"tax{rate}": tax}
        total += base - share + tax
    return {**found, "total": total}


def discount_per_group(given):
    """Two groups of tax, a percentage off the whole: each bears that percentage of its own."""
    lines = [
        wanted("A", 3, position=1, group="one"),
        wanted("B", 7, position=2, group="other"),
        wanted("A", 5, position=3, group="other"),
    ]
    known = catalogue(listed("L", rule("A", 200), rule("B", 100)))
    percent = Decimal(given["percent"])
    priced = price_document(lines, known, document_discount=DocumentDiscount(percent))
    groups = {}
    for line, one in zip(lines, priced, strict=True):
        net_amount, share = groups.get(line.group, (0, 0))
        groups[line.group] = net_amount + one.net_amount.amount, share + one.share.amount
    each = {Decimal(100 * share) / amount for amount, share in groups.values()}
    shown = ", ".join(f"-{value:f}%" for value in each)
    return {"result": f"{len(groups)} discounts, each {shown}"}


def included_to_included(given):
    was, now = (first_number(given[name]) / 100 for name in ("list_tax", "mapped_tax"))
    unit = under_rate(Decimal(given["list"]), was, now)
    return {"unit_price": unit, "subtotal": without_tax(unit, now)}


def levies(given):
    currency = "USD"
    fixed = [money_of(Decimal(one), currency) for one in given["fixed_included"]]
    price = money_of(Decimal(str(given["price"])), currency)
    found = with_levies(price, fixed, Decimal(given.get("qty", 1)))
    return {
        "tax": found.tax.major,
        "subtotal": found.subtotal.major,
        "total": found.total.major,
    }


def withholding(given):
    tax = given.get("tax")
    kept = withheld_from(
        Money(given["fee"], "JPY"),
        DAY,
        tax=Money(tax, "JPY") if tax else None,
        shown_apart=given.get("tax_shown_separately", True),
    ).amount
    return {"withholding": kept, "payable": given["fee"] + (tax or 0) - kept}


def sixty_days(given):
    received = date.fromisoformat(given["received"])
    flagged = all(value for name, value in given.items() if isinstance(value, bool))
    due = due_after(received, closing_in(given["terms"]), made_to_order=flagged)
    return {"due": due.day.isoformat(), "days": due.days, "warn": due.late}


def closing_in(words):
    """Read "close end of month, pay end of month after next"."""
    close, _comma, pay = words.partition(",")
    if "close" not in close:
        return Closing(days=int(first_number(words)))
    months = 2 if "after next" in pay else 1 if "next" in pay or "following" in pay else 0
    if found := re.search(r"(\d+) months", pay):
        months = int(found[1])
    closing = LAST if "end" in close else int(first_number(close))
    day = re.search(r"(\d+)(?:st|nd|rd|th)", pay)
    return Closing(closing, months, int(day[1]) if day else LAST)


def number_check(given):
    twelve = given["base12"]
    digit = check_digit(twelve)
    return {"check": digit, "corporate_number": checked_number(f"{digit}{twelve}")}


def claim(given):
    figures = (given["cost"], given["agreed_margin_pct"], given["resale"])
    return {"claim": ship_and_debit_claim(*map(Decimal, figures))}


GROUPS = {
    "specificity+priority": by_claim,
    "conflict_is_error": conflict,
    "priority_beats_specificity": by_priority,
    "specificity": by_nearness,
    "margin_then_discount": margin_then_discount,
    "compound_stack": stacked,
    "additive_stack": stacked,
    "uom_rule": unit_rule,
    "min_qty+uom": quantity_in_units,
    "ignore_rules_reverts": without_rules,
    "free_recursive": free_goods,
    "free_goods": free_goods,
    "net_price_is_truth": net_is_truth,
    "list_and_form_agree": list_and_form,
    "remove_row_reverts_price": removed_row,
    "option_surcharge": option_surcharge,
    "pricelist_on_pricelist": list_on_list,
    "currency_of_base": currency_of_base,
    "charm_price": charm,
    "waterfall": waterfall,
    "slab_vs_range": slab_and_range,
    "block_price": blocks,
    "cycle_rejected": circles,
    "tax_once_per_rate": tax_once,
    "rounding_modes": rounding_modes,
    "discount_across_rates": discount_across_rates,
    "order_discount_per_tax_group": discount_per_group,
    "tax_incl_to_incl": included_to_included,
    "free_item_with_levy": levies,
    "withholding_over_1m": withholding,
    "withholding": withholding,
    "60_day_warning": sixty_days,
    "check_digit": number_check,
    "ship_and_debit": claim,
    "variant_count": models.variants,
    "exclusion_to_child_product": models.child_variants,
    "nested_kit_qty": models.kit,
}

KINDS = (  # where a group has another name, what it is about tells which of these it is
    ("withholding", withholding),
    ("60_day", sixty_days),
    ("check_digit", number_check),
    ("waterfall", waterfall),
    ("slab", slab_and_range),
    ("block", blocks),
    ("formula", charm),
    ("margin_clamp", charm),
    ("rounding", rounding_modes),
    ("stack", stacked),
    ("free", free_goods),
    ("cycle", circles),
    ("currency", currency_of_base),
    ("variant", models.variants),
    ("kit", models.kit),
    ("uom", quantity_in_units),
)


def handler(group):
    """Return what reckons a group of cases."""
    if group in GROUPS:
        return GROUPS[group]
    return next(kind for word, kind in KINDS if word in group)
