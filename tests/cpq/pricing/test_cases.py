"""Every case of pricing-cases.json beside the project, and the same kinds with our figures.

PRICING_CASES=path names another file of the same form.
"""

import json
import os
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

import pytest

from foundation.errors import Refusal
from foundation.language import ROOT
from tests.cpq.pricing.cases import answer

OURS = ROOT / "tests" / "cpq" / "pricing"
SHARED = ROOT.parent / "shared" / "data" / "pricing-cases.json"
FILE = Path(os.environ.get("PRICING_CASES", SHARED))
REMARKS = {"never", "must", "note"}


def cases(path):
    own = _read(path)
    known = _read(SHARED) | own
    return [case | {"given": _given(case, known)} for case in own.values()]


def _read(path):
    if not path.is_file():
        return {}
    return {case["id"]: case for case in json.loads(path.read_text(encoding="utf-8"))["cases"]}


def _given(case, known):
    """A case that is the same as another, of its file or of the shared one, is given the same."""
    same_as = case["given"].get("same_as")
    return (_given(known[same_as], known) if same_as else {}) | case["given"]


@pytest.mark.parametrize("case", cases(OURS / "cases.json"), ids=lambda case: case["id"])
def test_our_own_cases_come_out_as_the_rules_say(case):
    check(case)


@pytest.mark.parametrize("case", cases(OURS / "more_cases.json"), ids=lambda case: case["id"])
def test_cases_at_the_edges_come_out_as_the_rules_say(case):
    check(case)


@pytest.mark.parametrize("case", cases(FILE), ids=lambda case: case["id"])
def test_every_case_comes_out_as_expected(case):
    check(case)


def test_the_file_of_cases_is_here():
    if not FILE.is_file():
        pytest.skip(f"{FILE} is not beside the project")
    assert len(cases(SHARED)) >= 35


def test_a_word_that_nobody_reads_is_a_failure():
    given = {"cost": 1, "agreed_margin_pct": 2, "resale": 3, "season": "spring"}
    with pytest.raises(AssertionError, match=r"nobody reads .'season'."):
        answer("ship_and_debit", given)
    with pytest.raises(AssertionError, match="no reader for the group weather"):
        answer("weather", {})


def check(case):
    try:
        found = answer(case["group"], case["given"])
    except Refusal as refused:
        found = dict.fromkeys(case["expect"], f"error: {refused.text}")
    for name, expected in case["expect"].items():
        if name == "wrong":
            assert not same(found["wrong"], expected)
        elif name not in REMARKS:
            value = figure(found, name)
            assert same(value, expected), (name, value, expected)


def figure(found, name):
    """Return what is called so; where there is one figure alone, whatever it is called."""
    alone = [value for word, value in found.items() if word != "wrong"]
    return alone[0] if name not in found and len(alone) == 1 else found[name]


def same(found, expected):
    if isinstance(expected, dict):
        return all(same(found[name], value) for name, value in expected.items())
    if isinstance(found, list) and not isinstance(expected, list) and len(found) == 1:
        return same(found[0], expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    try:
        return _shown(found, expected)
    except InvalidOperation:
        return said(str(found), str(expected))


def _shown(found, expected):
    """Figures agree in the decimals that are expected, in two at least."""
    exact, value = (Decimal(str(one).removesuffix("%")) for one in (expected, found))
    places = max(2, -exact.as_tuple().exponent)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == exact


def said(found, expected):
    """Words agree where they begin alike: an error is an error, a conflict a conflict."""
    if expected.startswith("error"):
        return found.startswith(("error", "conflict"))
    if "conflict" in expected.lower() and not expected.startswith("no "):
        return found == "conflict of 2"
    return found.removeprefix("each ") == expected.removeprefix("each ")
