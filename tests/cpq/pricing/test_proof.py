"""The price proof: a program that knows nothing of ours reckons again what was priced."""

import json
import subprocess
import sys
from decimal import Decimal
from hashlib import sha256

import pytest

from cpq import actions
from cpq.models import QuoteContent
from cpq.pricing import Adjustment, DocumentDiscount, price_document
from cpq.pricing.proof import About, full_proof
from cpq.pricing.values import Basis, Breaks, Method, Rank
from cpq.proving import price_proof, public_price_proof
from cpq.snapshot import snapshot_of
from foundation.canonical import canonical
from foundation.db import transaction
from foundation.language import ROOT
from foundation.money import Money
from tests.cpq.builders import a_quote
from tests.cpq.pricing.builders import catalogue, listed, rule, wanted

VERIFIER = ROOT / "tools" / "verify_price_proof.py"
SLAB = {"breaks": Breaks.SLAB}
WRITTEN = "round(max(cost / 0.7, list * 0.8), 0.05) + if(quantity > 5, attribute.kg, 99)"
OFF = {"method": Method.PERCENT_OFF}


def verified(path, *more):
    command = [sys.executable, "-I", str(VERIFIER), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def test_what_is_no_proof_is_said_in_a_sentence(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('{"a":')

    assert verified(broken).stdout.startswith("This is no ")
    assert "cannot be read" in verified(tmp_path / "nowhere.json").stdout


def everything():
    """A document with every method, two currencies, units, a diamond, and every kind of step."""
    base = listed("BASE", ("A", 1000), ("G", 250), rule("B", 12, **SLAB), rule("B", 9, 10, **SLAB),
                  rule("S", percent=8, method=Method.PERCENT_OF_TOTAL), ("P", 300),
                  rule("option:A/colour/red", 25))  # fmt: skip
    left = listed("LEFT", rule("category:K", percent=10, **OFF), parents=[base])
    right = listed("RIGHT", rule("B", percent="12.5", **OFF), parents=[base])
    formula = {
        "percent": 5,
        "round_to": 10,
        "surcharge": "-0.5",
        "least_margin": -20,
        "most_margin": 9,
    }
    top = listed("TOP", rule("C", method=Method.COST_PLUS, percent=30, surcharge=2),
                 rule("D", method=Method.FORMULA, base="list:BASE2", **formula),
                 rule("E", 500, method=Method.BLOCK, max_quantity=10), rule("F", 990, uom="box"),
                 rule("G", method=Method.EXPRESSION, formula=WRITTEN),
                 rule("A", 870, 100), parents=[left, right], version=7)  # fmt: skip
    second = listed("BASE2", ("D", 33), currency="USD")
    known = catalogue(
        (Rank.CUSTOMER, top),
        base,
        bases=(second,),
        categories={"A": "K"},
        costs={"C": (Decimal(2), "USD"), "P": (Decimal(100), "JPY"), "G": (Decimal(1), "USD")},
        attributes={"G": {"kg": "0.7", "colour": "red"}},
        rates={"USD": Decimal("151.25")},
        factors={"F/box": Decimal(12)},
    )
    partner = Adjustment("partner", percent=Decimal(20), basis=Basis.LIST, rule="R1")
    plus = Adjustment("uplift", percent=Decimal(-10), basis=Basis.COST)
    lines = [
        wanted("A", 95, position=1, off=(18, partner), group="standard"),
        wanted("B", "25.5", position=2, group="reduced"),
        wanted("C", 3, position=3, off=(plus,), group="standard"),
        wanted("D", 7, position=4, group="standard"),
        wanted("E", 9, position=5, group="exempt"),
        wanted("F", 2, position=6, uom="box", group="standard"),
        wanted("A", 4, position=7, parts=[("P", 2)], surcharges=("A/colour/red",), group="reduced"),
        wanted("S", 1, position=8, group="standard"),
        wanted("A", 3, position=9, manual={"unit": "777.7"}, group="standard"),
        wanted("NEW", 2, position=10, manual={"net": 500}, group="standard"),
        wanted("A", 1, position=11, ignore_rules=True, of_total=False, group="standard"),
        wanted("G", 6, position=12, group="standard"),
    ]
    return lines, known, DocumentDiscount(percent=Decimal("1.5"))


@pytest.fixture
def proof():
    lines, known, discount = everything()
    priced = price_document(lines, known, document_discount=discount)
    bases = {}
    for line, one in zip(lines, priced, strict=True):
        base = one.net_amount.amount - one.share.amount
        bases[line.group] = bases.get(line.group, 0) + base
    rates = {"standard": "0.10", "reduced": "0.08", "exempt": "0"}
    taxes = [
        {
            "group": group,
            "rate": rates[group],
            "base": base,
            "tax": int(base * Decimal(rates[group])),
        }
        for group, base in bases.items()
    ]
    about = About("Q-2026-0042", 2, "2026-11-25", "floor")
    return full_proof(about, lines, known, discount, taxes)


def test_the_verifier_says_ok_of_a_proof_with_every_method(proof, tmp_path):
    """G15"""
    path = tmp_path / "proof.json"
    path.write_bytes(canonical(proof))
    digest = sha256(path.read_bytes()).hexdigest()
    answer = verified(path, digest)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == (
        f"SHA-256 {digest}\nQ-2026-0042 revision 2: OK: every figure is as reckoned\n"
    )
    assert verified(path, "0" * 64).returncode == 1
    methods = {r["method"] for one in proof["catalogue"]["lists"].values() for r in one["rules"]}
    assert methods == {method.value for method in Method}


def cheaper(proof):
    proof["result"][0]["net_amount"] -= 1


def another_rule(proof):
    rules = proof["catalogue"]["lists"]["TOP"]["rules"]
    next(one for one in rules if one["method"] == "cost_plus")["percent"] = "31"


def another_formula(proof):
    rules = proof["catalogue"]["lists"]["TOP"]["rules"]
    next(one for one in rules if one["method"] == "expression")["formula"] += " + 1"


def another_loser(proof):
    losers = [one for row in proof["result"] for step in row["steps"] for one in step["losers"]]
    next(one for one in losers if "would_give" in one)["would_give"] = "1"


def another_share(proof):
    proof["result"][0]["share"] += 1
    proof["result"][1]["share"] -= 1


def more_tax(proof):
    proof["taxes"][0]["tax"] += 1


def another_step(proof):
    proof["result"][3]["steps"][1]["after"] = "1"


def another_discount(proof):
    proof["lines"][0]["adjustments"][0]["percent"] = "18.01"


@pytest.mark.parametrize(
    "change",
    [
        cheaper,
        another_rule,
        another_formula,
        another_loser,
        another_share,
        more_tax,
        another_step,
        another_discount,
    ],
)
def test_whatever_was_changed_in_a_proof_is_found(proof, tmp_path, change):
    """G15"""
    change(proof)
    path = tmp_path / "proof.json"
    path.write_bytes(canonical(proof))
    answer = verified(path)
    assert answer.returncode == 1
    assert "DIFFERS: " in answer.stdout


def test_costs_stand_in_it_only_where_a_price_was_made_from_them(proof):
    of_formula = {"G": {"amount": "1", "currency": "USD"}}
    assert proof["catalogue"]["costs"] == {"C": {"amount": "2", "currency": "USD"}} | of_formula
    assert proof["catalogue"]["attributes"] == {"G": {"kg": "0.7"}}


def test_a_submitted_quote_keeps_its_proof_under_its_hash(session, tmp_path):
    """G15: whatever becomes of the lists afterwards."""
    quote = a_quote(session)
    actions.set_discount(session, quote.lines[0].id, percent=Decimal(18), reason="競合")
    as_draft = price_proof(session, quote.id)
    actions.submit_quote(session, quote.id, by=quote.owner_id)
    kept = price_proof(session, quote.id)
    assert kept == as_draft
    assert sha256(kept).hexdigest() == snapshot_of(session, quote.id).price_proof_sha256
    path = tmp_path / "proof.json"
    path.write_bytes(kept)
    assert verified(path).returncode == 0, verified(path).stdout


def test_the_proof_that_may_leave_the_company_holds_no_rule_and_no_cost(session, tmp_path):
    quote = a_quote(session)
    actions.set_discount(session, quote.lines[0].id, percent=Decimal(18), reason="競合")
    actions.submit_quote(session, quote.id, by=quote.owner_id)
    public = public_price_proof(session, quote.id)
    path = tmp_path / "public.json"
    path.write_bytes(public)
    assert verified(path).returncode == 0, verified(path).stdout
    for secret in ("cost", "rule", "margin", "catalogue", "steps", "競合", "adjust"):
        assert secret not in public.decode()


def test_a_quote_from_before_there_were_proofs_says_so(session):
    quote = a_quote(session)
    session.add(QuoteContent(revision_id=quote.id, content_sha256="", snapshot={}))
    session.flush()
    with pytest.raises(Exception, match="before price proofs were kept"):
        price_proof(session, quote.id)


def test_money_of_another_currency_has_its_own_digits():
    lines = [wanted("A", 3, group="standard")]
    known = catalogue(listed("L", ("A", "9.995"), currency="USD"), currency="USD")
    taxes = [{"group": "standard", "rate": "0.1", "base": 2999, "tax": 299}]
    proof = full_proof(
        About("Q", 1, "2026-11-25", "floor"), lines, known, DocumentDiscount(), taxes
    )
    assert proof["digits"] == 2
    assert proof["result"][0]["net_amount"] == Money(2999, "USD").amount
    assert json.loads(canonical(proof)) == proof


def test_the_proof_is_a_file_on_the_page_and_in_the_api(rep, other_system, quote, tmp_path):
    """G15"""
    with transaction() as session:
        actions.submit_quote(session, quote.id, by=quote.owner_id)
    page = rep.get(f"/quotes/{quote.id}").get_data(as_text=True)
    address = f"/quotes/{quote.id}/price-proof.json"
    assert f'href="{address}"' in page
    assert f'href="{address}?for=customer"' in page
    whole, public = rep.get(address), rep.get(f"{address}?for=customer")
    assert f"{quote.number}-1-price-proof.json" in whole.headers["Content-Disposition"]
    assert whole.data == other_system.get(f"/api/v1/quotes/{quote.id}/price-proof").data
    for answer in (whole, public):
        path = tmp_path / "proof.json"
        path.write_bytes(answer.data)
        assert verified(path).returncode == 0, verified(path).stdout
    assert json.loads(public.data)["kind"] == "public"
