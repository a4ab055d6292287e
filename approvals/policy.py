"""The policy: rules as data, read once and kept with every request as it was then."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from approvals.rules import KINDS, Rule
from foundation.errors import Refusal
from foundation.language import _

FILE = Path(__file__).parent / "policy.toml"


@cache
def policy() -> tuple[Rule, ...]:
    """Return the rules in force."""
    return read_policy(FILE.read_text(encoding="utf-8"))


def read_policy(words: str) -> tuple[Rule, ...]:
    """Return the rules of a policy file.

    Raises:
        Refusal: it is no TOML, holds something else than rules, or a rule is not right.
    """
    try:
        written = tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            _("The approval policy cannot be read: %(reason)s. Correct it.", reason=str(error))
        ) from error
    rows = written.get("rule", [])
    if set(written) - {"rule"} or not isinstance(rows, list):
        raise Refusal(_("The approval policy may hold [[rule]] tables only. Correct it."))
    return read_rules(rows)


def read_rules(rows: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Return rules from plain values.

    Raises:
        Refusal: a rule is of no known kind, or lacks its limit or its approver.
    """
    return tuple(_read(dict(row)) for row in rows)


def as_data(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Return the plain values of rules, as they are kept with a request."""
    return [{"kind": rule.kind, **rule.model_dump(mode="json")} for rule in rules]


def _read(row: dict[str, Any]) -> Rule:
    kind = str(row.pop("kind", ""))
    if kind not in KINDS:
        raise Refusal(
            _("The approval policy has a rule of the unknown kind “%(kind)s”.", kind=kind)
        )
    try:
        return KINDS[kind].model_validate(row)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refusal(
            _(
                "A rule of the kind “%(kind)s” lacks a valid “%(field)s”. Complete the policy.",
                kind=kind,
                field=field,
            )
        ) from error
