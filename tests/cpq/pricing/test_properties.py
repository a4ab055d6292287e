"""What holds of every document, whatever is sold at whatever rules."""

import importlib.util
import json
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cpq.pricing import DocumentDiscount, Manual, Priced, price_document, price_line, price_lines
from cpq.pricing.exact import shared
from cpq.pricing.proof import About, full_proof
from cpq.pricing.values import Breaks
from cpq.pricing.written import priced_json
from cpq.tax import TaxClass, tax_of
from foundation.canonical import canonical
from foundation.errors import Refusal
from foundation.language import ROOT
from foundation.money import Rounding, minor_digits
from tests.cpq.pricing.builders import AT, catalogue, listed, rule, wanted
from tests.cpq.pricing.documents import discounts, documents, quantities

VERIFIER = ROOT / "tools" / "verify_price_proof.py"
some = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def verifier():
    spec = importlib.util.spec_from_file_location("verifier", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outcomes(lines, known):
    """Every line's result as canonical bytes, or its refusal."""
    return {
        n: canonical(priced_json(one)) if isinstance(one, Priced) else str(one.text)
        for n, one in price_lines(lines, known).items()
    }


@some
@given(documents(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_rules_does_not_matter_and_again_gives_the_same_bytes(both, dice):
    """G1, G2"""
    lines, known = both
    shuffled = list(lines)
    dice.shuffle(shuffled)
    assert outcomes(shuffled, known) == outcomes(lines, known) == outcomes(lines, known)


@some
@given(documents())
def test_a_line_that_is_taken_off_leaves_no_trace(both):
    """G2: but for prices in percent of what is left."""
    lines, known = both
    known = catalogue(*[(a.rank, _without_total(a.prices), a.priority) for a in known.assigned],
                      **{n: getattr(known, n) for n in ("categories", "costs", "factors", "rates", "precedence", "currency", "attributes")})  # noqa: E501  # fmt: skip
    together, without = outcomes(lines, known), outcomes(lines[:-1], known)
    assert without == {n: one for n, one in together.items() if n != lines[-1].position}


def _without_total(prices):
    rules = [one for some_rules in prices.rules.values() for one in some_rules if one.id != "total"]
    parents = tuple(map(_without_total, prices.parents))
    return listed(prices.code, *rules, currency=prices.currency, parents=parents)


@some
@given(documents(), st.data())
def test_the_verifier_reckons_every_document_alike(both, data):
    """G15: in exact fractions, from the rules alone."""
    lines, known = both
    discount = data.draw(discounts(known.currency))
    made = price_lines(lines, known)
    lines = [line for line in lines if isinstance(made[line.position], Priced)]
    try:
        priced = price_document(lines, known, document_discount=discount)
    except Refusal:
        assume(False)
    proof = json.loads(canonical(proof_of(lines, known, discount, priced)))
    assert list(verifier().differences(proof)) == []


def proof_of(lines, known, discount, priced):
    nets = [
        (TaxClass(line.group), one.net_amount - one.share)
        for line, one in zip(lines, priced, strict=True)
    ]
    taxes = [
        {
            "group": t.tax_class.value,
            "rate": str(t.rate),
            "base": t.base.amount,
            "tax": t.tax.amount,
        }
        for t in tax_of(nets, AT.date(), known.currency, Rounding.FLOOR)
    ]
    about = About("Q-2026-0001", 1, AT.date().isoformat(), "floor")
    return full_proof(about, lines, known, discount, taxes)


@some
@given(documents(), st.decimals("0", "100", places=2))
def test_sums_are_the_sums_of_their_lines(both, percent):
    """G11"""
    lines, known = both
    made = price_lines(lines, known)
    lines = [line for line in lines if isinstance(made[line.position], Priced)]
    total = sum(made[line.position].net_amount.amount for line in lines)
    found = price_document(lines, known, document_discount=DocumentDiscount(percent))
    exact = total * Fraction(percent) / 100
    assert sum(one.share.amount for one in found) == floor(exact + Fraction(1, 2))
    assert all(0 <= one.share.amount <= one.net_amount.amount for one in found)


@some
@given(documents(), st.data(), st.sampled_from(Rounding))
def test_a_document_is_its_lines_less_the_discount_and_tax_once_for_each_rate(both, data, mode):
    """G11: against exact fractions; nothing is rounded but lines, discount, shares and taxes."""
    lines, known = both
    made = price_lines(lines, known)
    lines = [line for line in lines if isinstance(made[line.position], Priced)]
    discount = data.draw(discounts(known.currency))
    try:
        found = price_document(lines, known, document_discount=discount)
    except Refusal:
        assume(False)
    groups = {}
    for line, one in zip(lines, found, strict=True):
        net, share = groups.get(line.group, (0, 0))
        groups[line.group] = net + one.net_amount.amount, share + one.share.amount
    total = sum(net for net, _share in groups.values())
    off = _half_up(total * Fraction(discount.percent) / 100)
    off += discount.amount.amount if discount.amount else 0
    assert sum(share for _net, share in groups.values()) == off
    for net, share in groups.values():
        assert abs(share - Fraction(off * net, total or 1)) < 1
    bases = [
        (TaxClass(line.group), one.net_amount - one.share)
        for line, one in zip(lines, found, strict=True)
    ]
    rates = {"standard": Fraction(1, 10), "reduced": Fraction(8, 100), "exempt": Fraction(0)}
    rounded = {Rounding.FLOOR: floor, Rounding.HALF_UP: _half_up, Rounding.CEILING: ceil}[mode]
    taxes = tax_of(bases, AT.date(), known.currency, mode)
    assert {one.tax_class.value: one.tax.amount for one in taxes} == {
        name: rounded(rates[name] * (net - share)) for name, (net, share) in groups.items()
    }


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=9))
def test_shares_are_whole_and_together_the_amount(amount, weights):
    """G11: and none is off by one."""
    shares = shared(amount, weights)
    assert sum(shares) == (amount if sum(weights) else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(amount * weight, sum(weights) or 1)) < 1


tiers = st.lists(
    st.tuples(st.integers(2, 200), st.decimals("0", "9999", places=3)),
    max_size=5,
    unique_by=lambda t: t[0],
)


@some
@given(tiers, st.decimals("0.01", "300", places=2), st.decimals("0", "9999", places=3))
def test_range_and_slab_agree_with_exact_fractions(above, quantity, first):
    """G7"""
    bands = [(1, first), *sorted(above)]
    prices = {kind: _tiered(bands, kind) for kind in Breaks}
    reached = [price for least, price in bands if least <= max(quantity, 1)][-1]
    assert _net(prices[Breaks.RANGE], quantity) == _half_up(Fraction(quantity) * Fraction(reached))
    whole = Fraction(0)
    for n in range(1, ceil(quantity) + 1):  # unit by unit
        price = [of for least, of in bands if least <= n][-1]
        whole += Fraction(price) * min(Fraction(1), Fraction(quantity) - (n - 1))
    assert _net(prices[Breaks.SLAB], quantity) == _half_up(whole)


def _tiered(bands, kind):
    return catalogue(listed("l", *(rule("A", price, least, breaks=kind) for least, price in bands)))


def _net(known, quantity):
    return price_line(wanted("A", quantity), known).net_amount.amount


def _half_up(value):
    return floor(value + Fraction(1, 2))


@some
@given(documents(), st.decimals("0", "99999", places=2), quantities)
def test_what_was_agreed_stays_whatever_the_rules_say_and_shows_what_they_say(both, agreed, more):
    """G6, G10: an agreed 80 is 80, of whichever list, formula or unit, and for any quantity."""
    lines, known = both
    units = 10 ** minor_digits(known.currency)
    for line in lines:
        line = replace(line, adjustments=(), quantity=more)  # noqa: PLW2901  (the line as agreed)
        by_rules = price_lines([replace(line, manual=None)], known)[line.position]
        whole, each = (
            price_lines([replace(line, manual=manual)], known)[line.position]
            for manual in (Manual(net=agreed), Manual(unit=agreed))
        )
        assert whole.net_amount.amount == _half_up(Fraction(agreed) * units)
        assert each.net_amount.amount == _half_up(Fraction(agreed) * Fraction(more) * units)
        shown = whole.rule_unit
        if isinstance(by_rules, Refusal):
            assert shown is None
        else:
            exact, least = Fraction(shown) * Fraction(more), Fraction(more) / 10**6
            assert abs(exact * units - by_rules.net_amount.amount) <= Fraction(1, 2) + least * units


@some
@given(documents())
def test_nothing_is_sold_below_nothing_and_the_percentage_only_shows(both):
    """G6"""
    lines, known = both
    for line, one in zip(lines, price_lines(lines, known).values(), strict=True):
        if isinstance(one, Priced):
            assert one.net_amount.amount >= 0
            assert one.steps[-1].after == one.net_amount.major
            assert one.net_unit * line.quantity - one.net_amount.major <= line.quantity / 10**6
