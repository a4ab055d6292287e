#!/usr/bin/env python3
"""Reckons a price proof again and says OK, or where it differs. Needs Python 3.9 and nothing else.

    python3 tools/verify_price_proof.py proof.json [SHA256]

It shares no code with the program that made the proof: the rules in the file are searched and
reckoned anew, in exact fractions. Given a SHA-256, it compares the file's own with it.
"""

import json
import operator as op
import re
import sys
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor

FORMAT = "mitsumori price proof 1"
USUAL = {"amount": "0", "percent": "0", "base": "list", "surcharge": "0", "breaks": "range",
         "min_quantity": "1", "uom": "", "priority": 0, "formula": ""}  # fmt: skip
AFTER_MANUAL = ("partner", "distributor", "registration")
WHOLE_FROM = 1000  # minor units, from which on a unit price of a leg has no fraction of one
RELATIVE = ("percent_off", "formula")
LARGEST, HIGHEST = 10**24, 10**12  # what formulas may come to, on the way and as a price
UNPRICED = (LookupError, TypeError, StopIteration, ZeroDivisionError)  # no rule, no cost: no price


class NeedsTotal(Exception):
    """A price in percent of the other lines, which are not added up yet."""


def half_up(value):
    return floor(value + Fraction(1, 2))


def six(value):
    return Fraction(half_up(value * 10**6), 10**6)


def shared(amount, weights):
    """Whole shares pro rata; what is left goes to the largest remainders, then to the first."""
    exact = [Fraction(amount * weight, sum(weights) or 1) for weight in weights]
    shares = [floor(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for n in order[: amount - sum(shares)]:
        shares[n] += 1
    return shares


def snapped(value):
    """Of a dozen, 24 twelfths are two again, though a twelfth was cut at sixty digits."""
    return Fraction(round(value * 10**30), 10**30)


def times(price, per_unit, in_all):
    return price[0] * per_unit, price[1] * per_unit, price[2] * in_all, price[3] * in_all


def relative(rule):
    of_list = rule["method"] == "expression" and "list" in Formula(rule["formula"]).names
    return (of_list or rule["method"] in RELATIVE) and rule["base"] == "list"


class Formula:
    """A formula of a rule, read from its text. ``value(ask)`` asks only for what it needs."""

    WORD = re.compile(r"\s*(?:(attribute\.(?:`[^`]+`|\w+)|[^\W\d]\w*)|(\d+(?:\.\d+)?)|([<>!=]=|.))")
    SIGNS = {"+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv, "=": op.eq, "==": op.eq,
             "!=": op.ne, "<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge}  # fmt: skip
    PAIRS = (("|",), ("&",), None, ("=", "==", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/"))

    def __init__(self, text):
        self.words, self.at, self.names = self.WORD.findall(text.strip()), 0, set()
        self.value = self.pair(0)

    def take(self, *signs):
        sign = self.words[self.at][2] if self.at < len(self.words) else ""
        self.at += sign in signs and sign != ""
        return sign if sign in signs else ""

    def pair(self, level):
        """What is held together by the signs of a level, or by stronger ones."""
        if level == len(self.PAIRS):
            return self.atom()
        if self.PAIRS[level] is None:
            opposite = False
            while self.take("!"):
                opposite = not opposite
            inside = self.pair(level + 1)
            return (lambda ask: not inside(ask)) if opposite else inside
        left = self.pair(level + 1)
        while sign := self.take(*self.PAIRS[level]):
            left = self.joined(sign, left, self.pair(level + 1))
        return left

    def joined(self, sign, left, right):
        if sign == "|":
            return lambda ask: left(ask) or right(ask)
        if sign == "&":
            return lambda ask: left(ask) and right(ask)
        return lambda ask: within(self.SIGNS[sign](left(ask), right(ask)))

    def atom(self):
        minus = False
        while self.take("-"):
            minus = not minus
        name, number, sign = self.words[self.at]
        self.at += 1
        if sign == "(":
            value = self.pair(0)
            self.at += 1
        elif self.take("("):
            value = self.call(name)
        else:
            value = self.one(name.replace("`", ""), number)
        return (lambda ask: -value(ask)) if minus else value

    def one(self, name, number):
        if number:
            return lambda _ask: Fraction(number)
        self.names.add(name)
        return lambda ask: ask(name)

    def call(self, name):
        of = [self.pair(0)]
        while self.take(","):
            of.append(self.pair(0))
        self.at += 1
        if name == "if":
            return lambda ask: of[1 if of[0](ask) else 2](ask)
        return lambda ask: within(called(name, [one(ask) for one in of]))


def called(name, given):
    if name in ("round", "floor", "ceil"):
        unit = given[1] if given[1:] else 1
        if unit <= 0:
            raise LookupError("a multiple of nothing")
        times = Fraction(given[0]) / unit
        half = half_up(abs(times)) * (1 if times > 0 else -1)
        return {"round": half, "floor": floor(times), "ceil": ceil(times)}[name] * unit
    return {"min": min, "max": max, "abs": lambda some: abs(some[0])}[name](given)


def within(value):
    if abs(value) > LARGEST:
        raise LookupError("too much")
    return value


class Catalogue:
    """The rules of the proof, asked in their order. A price is unit, list unit, total, its list."""

    def __init__(self, proof):
        known = {"attributes": {}, **proof["catalogue"]}  # they came later than the format
        self.__dict__.update(known, currency=proof["currency"], total=None, asked=[])
        self.at = datetime.fromisoformat(self.at)
        self.standard = [one["list"] for one in self.assigned if one["rank"] == "standard"]
        for prices in self.lists.values():
            prices["rules"] = [{**USUAL, **rule} for rule in prices["rules"]]

    def about(self, code, sku):
        """The rules of one list that concern a product or an option, each with its nearness."""
        option = sku.startswith("option:")
        model = sku[len("option:") :].split("/")[0] if option else sku
        near = {"all": 1, f"category:{self.categories.get(model)}": 2, f"product:{model}": 3}
        near.update({sku: 4} if option else {})
        for rule in self.lists[code]["rules"]:
            percent = rule["method"] in RELATIVE and rule["base"] != "cost"
            if rule["target"] in near and (not option or percent or rule["target"] == sku):
                yield near[rule["target"]], rule

    def offers(self, code, sku, uom):
        """The rules of one list that hold for a product now, best first, each with its key."""
        found = []
        for nearness, rule in self.about(code, sku):
            span = [rule.get(name) for name in ("valid_from", "valid_to")]
            begins, ends = (one and datetime.fromisoformat(one) for one in span)
            late = (begins and self.at < begins) or (ends and self.at >= ends)
            if rule["uom"] in ("", uom) and not late:
                since = begins.timestamp() if begins else float("-inf")
                least = Fraction(rule["min_quantity"])
                found.append(((rule["priority"], nearness, bool(rule["uom"]), least, since), rule))
        return sorted(found, key=lambda one: one[0], reverse=True)

    def chosen(self, code, sku, uom, asked, absolute=False):
        """The best rule of a list for a quantity, else of its parents: key, rule, list."""
        for key, rule in self.offers(code, sku, uom):
            if self.reaches(rule, asked) and not (absolute and relative(rule)):
                return key, rule, code
        above = () if absolute else self.lists[code]["parents"]
        return next(filter(None, (self.chosen(one, sku, uom, asked) for one in above)), None)

    def reaches(self, rule, asked):
        quantity, most = asked[bool(rule["uom"])], rule.get("max_quantity")
        if quantity is None:
            return False
        begun = rule["method"] == "block" or rule["breaks"] == "slab"
        quantity = ceil(quantity) if begun else quantity
        full = quantity if begun else floor(quantity)
        within = most is None or min(quantity, full) <= Fraction(most)
        return Fraction(rule["min_quantity"]) <= max(quantity, 1) and within

    def knows(self, code, sku):
        own = any(True for _rule in self.about(code, sku))
        return own or any(self.knows(one, sku) for one in self.lists[code]["parents"])

    def search(self, sku, uom, asked, standard=False):
        """The rule that wins: by rank, priority, nearness, unit, break and validity."""
        for position in sorted({at["position"] for at in self.precedence}):
            here = [at for at in self.precedence if at["position"] == position]
            ranks = [at["rank"] for at in here if not standard or at["rank"] == "standard"]
            lists = [one for one in self.assigned if one["rank"] in ranks]
            hits = [(one["priority"], self.chosen(one["list"], sku, uom, asked)) for one in lists]
            if hits := [hit for hit in hits if hit[1]]:
                return max(hits, key=lambda hit: (hit[0], hit[1][0]))[1]
            known = any(self.knows(one["list"], sku) for one in lists)
            if known and any(at["exclusive"] for at in here):
                break
        return None

    def rate(self, one, other):
        worth = {self.currency: 1, **{c: Fraction(rate) for c, rate in self.rates.items()}}
        return Fraction(1) if one == other else Fraction(worth[one]) / worth[other]

    def factor(self, sku, uom):
        factor = self.factors.get(f"{sku}/{uom}") if uom else 1
        return None if factor is None else Fraction(factor)

    def cost(self, sku, into):
        cost = self.costs[sku]
        return Fraction(cost["amount"]) * self.rate(cost["currency"], into)

    def worth(self, sku, uom, hit, asked):
        """What a quantity costs by a rule, in the currency of its list."""
        _key, rule, code = hit
        units = asked[bool(rule["uom"])]
        if rule["method"] == "block":
            total = Fraction(rule["amount"])
            return six(total / units), six(total / units), total, total
        if rule["breaks"] != "slab":
            return self.one(sku, uom, rule, code, asked)
        bands, alike = {}, ("target", "priority", "uom", "breaks")
        for _other, band in self.offers(code, sku, uom):
            low = Fraction(band["min_quantity"])
            block, least = band["method"] == "block", Fraction(rule["min_quantity"])
            if all(band[n] == rule[n] for n in alike) and low <= least and not block:
                bands.setdefault(low, band)
        lows, total, gross = sorted(bands), Fraction(0), Fraction(0)
        for n, low in enumerate(lows):
            top = min(units, lows[n + 1] - 1) if low != lows[-1] else units
            size = max(top - (low - 1 if n else 0), 0)
            price = self.one(sku, uom, bands[low], code, asked) if size else (0, 0)
            total, gross = total + price[0] * size, gross + price[1] * size
        return six(total / units), six(gross / units), total, gross

    def one(self, sku, uom, rule, code, asked):
        """What one rule makes of it: fixed, of the total, cost plus, percent off or a formula."""
        units, per = asked[bool(rule["uom"])], self.factor(sku, uom) if rule["uom"] else 1
        money, method = self.lists[code]["currency"], rule["method"]
        percent, extra = Fraction(rule["percent"]), Fraction(rule["surcharge"])
        if method == "fixed":
            value = gross = Fraction(rule["amount"])
        elif method == "percent_of_total":
            if self.total is None:
                raise NeedsTotal
            value = gross = self.total * percent / 100
        elif method == "cost_plus":
            value = gross = self.cost(sku, money) * per * (100 + percent) / 100 + extra
        elif method == "expression":
            value, gross = self.expression(sku, uom, rule, code, asked, per)
        else:
            base = self.base(sku, uom, rule, code, asked, per)
            off = (100 - percent) / 100
            if method == "percent_off":
                return base[0] * off, base[1], base[2] * off, base[3]
            value, least, most = base[0] * off, rule.get("least_margin"), rule.get("most_margin")
            if rule.get("round_to"):
                value = half_up(value / Fraction(rule["round_to"])) * Fraction(rule["round_to"])
            value = value + extra
            value = value if least is None else max(value, base[0] + Fraction(least))
            value = value if most is None else min(value, base[0] + Fraction(most))
            gross = value if rule["base"] == "cost" else base[1]
        return value, gross, value * units, gross * units

    def expression(self, sku, uom, rule, code, asked, per):
        """What a formula comes to, to six places, and the list price where it asked for that."""
        known, base = {}, []

        def ask(name):
            if name not in known:
                known[name] = six(value_of(name))
            return known[name]

        def value_of(name):
            if name == "list":
                base.append(self.base(sku, uom, rule, code, asked, per))
                return base[0][0]
            if name == "cost":
                return self.cost(sku, self.lists[code]["currency"]) * per
            if name == "quantity":
                return Fraction(asked[bool(rule["uom"])])
            return Fraction(self.attributes[sku][name.partition(".")[2]])

        value = Formula(rule["formula"]).value(ask)
        if not 0 <= value <= HIGHEST:
            raise LookupError("no price")
        return six(value), base[0][1] if base else six(value)

    def base(self, sku, uom, rule, code, asked, per):
        """What a percentage is taken of, per unit of the rule, in the currency of its list."""
        if rule["base"] == "cost":
            cost = self.cost(sku, self.lists[code]["currency"]) * per
            units = asked[bool(rule["uom"])]
            return cost, cost, cost * units, cost * units
        hit = next(filter(None, self.bases(sku, uom, rule, code, asked)))
        rate = self.rate(self.lists[hit[2]]["currency"], self.lists[code]["currency"])
        each = rate
        if bool(rule["uom"]) != bool(hit[1]["uom"]):
            factor = self.factor(sku, uom)
            each = rate * factor if rule["uom"] else rate / factor
        return times(self.worth(sku, uom, hit, asked), each, rate)

    def bases(self, sku, uom, rule, code, asked):
        """The list that is named; else the parents, the standard price, the list's own."""
        if rule["base"].startswith("list:"):
            yield self.chosen(rule["base"][len("list:") :], sku, uom, asked)
            return
        for parent in self.lists[code]["parents"]:
            yield self.chosen(parent, sku, uom, asked)
        if code not in self.standard:
            yield self.search(sku, uom, asked, standard=True)
        yield self.chosen(code, sku, uom, asked, absolute=True)
        for other in self.standard:
            yield self.chosen(other, sku, uom, asked) if other != code else None

    def find(self, sku, uom, sold, standard=False):
        """What so many cost in the document's currency, per sales unit; nothing: no price."""
        factor = self.factor(sku, uom)
        asked = (None if factor is None else snapped(sold * factor), sold)
        self.asked.append((sku, uom, asked))
        hit = self.search(sku, uom, asked, standard)
        return hit and self.priced(sku, uom, hit, asked)

    def priced(self, sku, uom, hit, asked):
        """What a rule makes of it, in the document's currency and per sales unit."""
        factor = self.factor(sku, uom)
        rate = self.rate(self.lists[hit[2]]["currency"], self.currency)
        each = rate if hit[1]["uom"] else rate * factor
        return times(self.worth(sku, uom, hit, asked), each, rate)

    def would_give(self, loser, sku, asks):
        """What a rule that lost gives per unit, for each time the line asked for its product."""
        rules = self.lists[loser["list"]]["rules"]
        hit = (None, next(one for one in rules if one["id"] == loser["rule"]), loser["list"])
        for one, uom, asked in asks:
            if one == sku:
                yield six(self.priced(sku, uom, hit, asked)[0])


class Document:
    """The lines of a full proof, priced anew."""

    def __init__(self, proof):
        self.proof, self.book, self.units = proof, Catalogue(proof), 10 ** proof["digits"]
        self.asks = {}  # what each line asked the lists

    def rules(self, line):
        """What the rules make of a line: its own price, its parts and its options."""
        sold, sku, uom = Fraction(line["quantity"]), line["sku"], line["uom"]
        if handed := line.get("handed"):  # it begins at another document's price, and asks no list
            amount = Fraction(handed["amount"], 10 ** handed["digits"])
            total = amount * Fraction(handed["worth"]) / Fraction(handed["rate"])
            return total / sold, total / sold, total, total
        own = self.book.find(sku, uom, sold, line["ignore_rules"])
        if line["ignore_rules"]:
            own = own or self.book.find(sku, uom, sold)
            own = own and (own[1], own[1], own[3], own[3])
        if not line["parts"] and not line["surcharges"]:
            return own[0], own[1], own[2], own[3]
        factor = self.book.factor(sku, uom)
        found = [own if own or line["parts"] else own[0]]
        for part in line["parts"]:
            each = Fraction(part["quantity"])
            price = self.book.find(part["sku"], "", each * snapped(sold * factor))
            found.append(times(price, each * factor, 1))
        for option in sorted(set(line["surcharges"])):
            n, name = line["surcharges"].count(option), f"option:{option}"
            if any(r["target"] == name for one in self.book.lists.values() for r in one["rules"]):
                price = self.book.find(name, "", snapped(sold * factor) * n)
                found.append(price and times(price, factor * n, 1))
        return tuple(sum(price[n] for price in found if price) for n in range(4))

    def cost(self, line):
        units = snapped(Fraction(line["quantity"]) * self.book.factor(line["sku"], line["uom"]))
        whole = [] if line["parts"] and line["sku"] not in self.book.costs else [(line["sku"], 1)]
        whole += [(part["sku"], Fraction(part["quantity"])) for part in line["parts"]]
        return sum(self.book.cost(sku, self.book.currency) * n * units for sku, n in whole)

    def net(self, line, total, gross):
        """The exact net amount: adjustments in their order, or what was agreed by hand."""
        manual, quantity, steps = line["manual"], Fraction(line["quantity"]), line["adjustments"]
        base = total
        if manual:
            unit = manual["net"] is None
            total = Fraction(manual["unit"]) * quantity if unit else Fraction(manual["net"])
            steps = [one for one in steps if one["kind"] in AFTER_MANUAL]
        for one in steps:
            percent, whole = Fraction(one["percent"]), total
            if one["basis"] != "running" and percent:
                whole = {"list": gross, "base": base, "fixed": 0}.get(one["basis"])
                whole = self.cost(line) if whole is None else whole
            total -= whole * percent / 100 + Fraction(one["amount"]) * quantity
        return total

    def lost(self, row):
        """Yield the rules that lost and would not give what the proof says they would."""
        for step in row["steps"]:
            for loser in step["losers"]:
                asks = self.asks[row["position"]]
                given = loser.get("would_give")
                if given and Fraction(given) not in self.book.would_give(loser, step["sku"], asks):
                    yield f"line {row['position']}: {loser['rule']} would not give {given}"

    def line(self, line):
        quantity, self.book.asked = Fraction(line["quantity"]), []
        self.asks[line["position"]] = self.book.asked
        try:
            unit, gross, total, list_total = self.rules(line)
            if total < 0:
                raise LookupError("a price below nothing is none")
        except UNPRICED:
            total = list_total = self.net({**line, "adjustments": []}, None, None)
            unit = gross = total / quantity
        exact = self.net(line, total, list_total)
        whole = half_up(exact / quantity * self.units)  # the unit price in minor units
        if line.get("whole_units") and abs(whole) >= WHOLE_FROM:
            exact = Fraction(whole, self.units) * quantity
        net = half_up(exact * self.units)
        each = six(Fraction(net, self.units) / quantity)
        return {"list_unit": six(gross), "regular_unit": six(unit), "net_unit": each,
                "list_amount": half_up(list_total * self.units), "net_amount": net}  # fmt: skip

    def results(self):
        """Every line's figures by position; those in percent of the others come last."""
        lines, found, later = self.proof["lines"], {}, []
        for line in lines:
            try:
                found[line["position"]] = self.line(line)
            except NeedsTotal:
                later.append(line)
        counted = [line["position"] for line in lines if line["of_total"]]
        others = sum(found[n]["net_amount"] for n in counted if n in found)
        self.book.total = Fraction(others, self.units)
        found.update({line["position"]: self.line(line) for line in later})
        given, total = self.proof["discount"], sum(one["net_amount"] for one in found.values())
        discount = half_up(total * Fraction(given["percent"]) / 100) + (given["amount"] or 0)
        groups = {}  # a discount on the whole comes off the groups of tax, then off their lines
        for line in lines:
            groups.setdefault(line["group"], []).append(found[line["position"]])
        rows = [groups[name] for name in sorted(groups)]
        for row, part in zip(
            rows, shared(discount, [sum(o["net_amount"] for o in r) for r in rows])
        ):
            for one, share in zip(row, shared(part, [one["net_amount"] for one in row])):
                one["share"] = share
        return found


def not_shared(proof):
    """Yield the lines that do not bear their share of a sum agreed for all of them."""
    lines = [line for line in proof.get("lines", []) if (line.get("manual") or {}).get("of")]
    weights = [line["handed"]["amount"] for line in lines]
    units = 10 ** proof["digits"]
    agreed = int(Fraction(lines[0]["manual"]["of"]) * units) if lines else 0
    shares = shared(agreed, weights if any(weights) else [1] * len(lines))
    for line, share in zip(lines, shares):
        if Fraction(line["manual"]["net"]) * units != share:
            yield f"line {line['position']}: its share is {line['manual']['net']}, not {share}"


def differences(proof):
    """Yield every figure that is not what it should be."""
    full, groups = proof["kind"] == "full", {}
    yield from not_shared(proof)
    document = Document(proof) if full else None
    reckoned = document.results() if full else {}
    for line, row in zip(proof["lines"], proof["result"] if full else proof["lines"]):
        unit = Fraction(row["net_amount"], 10 ** proof["digits"]) / Fraction(line["quantity"])
        for name, value in {"net_unit": six(unit), **reckoned.get(row["position"], {})}.items():
            if Fraction(str(row[name])) != value:
                yield f"line {row['position']}: {name} is {row[name]}, reckoned {float(value)}"
        yield from document.lost(row) if full else ()
        steps = row.get("steps", [])
        for one, other in zip(steps, steps[1:]):  # from one to all of them is a step of its own
            if one["after"] != other["before"] and other["kind"] != "amount":
                yield f"line {row['position']}: {other['kind']} begins at {other['before']}"
        if (
            steps
            and Fraction(steps[-1]["after"]) * 10 ** proof["digits"]
            != row["net_amount"] - row["share"]
        ):
            yield f"line {row['position']}: its steps end at {steps[-1]['after']}"
        groups[line["group"]] = groups.get(line["group"], 0) + row["net_amount"] - row["share"]
    if groups != {tax["group"]: tax["base"] for tax in proof["taxes"]}:
        yield f"the sums to be taxed are {groups}"
    modes = {"floor": floor, "half_up": half_up, "ceiling": ceil}
    for tax in proof["taxes"]:
        exact, sign = tax["base"] * Fraction(tax["rate"]), -1 if tax["base"] < 0 else 1
        if tax["tax"] != sign * modes[proof["document"]["rounding"]](abs(exact)):
            yield f"tax of {tax['group']} is {tax['tax']}, reckoned {float(exact)}"


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            content = file.read()
    except OSError as error:
        print(f"{arguments[0]} cannot be read: {error.strerror}.")
        return 2
    try:
        digest, proof = sha256(content).hexdigest(), json.loads(content)
    except ValueError:
        proof = None
    if not isinstance(proof, dict) or proof.get("format") != FORMAT:
        print(f"This is no {FORMAT}.")
        return 2
    wrong = [] if arguments[1:] in ([], [digest]) else ["another SHA-256"]
    wrong += differences(proof)
    print("\n".join([*(f"DIFFERS: {one}" for one in wrong), f"SHA-256 {digest}"]))
    verdict = f"{len(wrong)} differences" if wrong else "OK: every figure is as reckoned"
    print("{number} revision {revision}: {verdict}".format(**proof["document"], verdict=verdict))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
