"""Can a rule be kept at all? Asked where it is typed, long before the model is published."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.configuring import Configurator, Definition, compile_model
from cpq.catalog.configuring.definition import Constraint, Expression
from cpq.catalog.queries import offered
from foundation.errors import Refusal
from foundation.language import _


def must_be_possible(session: Session, definition: Mapping[str, Any], n: int) -> None:
    """Refuse a hard expression that is never true, whatever is chosen in the groups as they are.

    Other kinds of rules are about options that may still be added, so they are left to the gate.
    """
    model = Definition.model_validate(definition)
    rule = model.constraints[n]
    if not isinstance(rule, Expression) or rule.severity != "hard":
        return
    if _solvable(session, model, []) and not _solvable(session, model, [rule]):
        words = _(
            "This is never true, whatever is chosen: look at the names, the numbers and a "
            "division by 0. As a hard rule it would leave nothing to choose."
        )
        raise Refusal(words, field="text")


def _solvable(session: Session, model: Definition, rules: list[Constraint]) -> bool:
    alone = model.model_copy(update={"constraints": rules})
    configurator = Configurator(compile_model(alone, offered(session, alone)))
    return configurator.prover.possible({})
