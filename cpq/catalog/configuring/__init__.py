"""Putting a configurable product together, so that no choice ever leads to a dead end. Pure.

The algorithm and its guarantees stand in ``docs/configuration.md``.

    the model        definition; from it slots and rules: compiling, domains, constraining,
                     structuring, rules
    proven by SAT    encoding, proving, knowing (known solutions), solving (by rules alone)
    answers          answering, explaining (why not), hinting, counting, needless
    the rest chosen  completing, costing, patience; by trying, optimising or linear
    expressions      expressions, parsing, syntax, writing; toward clauses: logic, comparing
    files and parts  uvl, bom
"""

from cpq.catalog.configuring.answering import Answer, Configurator, OptionState
from cpq.catalog.configuring.bom import BomLine, parts_list, rolled_up
from cpq.catalog.configuring.completing import Completion
from cpq.catalog.configuring.constraining import compile_model
from cpq.catalog.configuring.counting import count_variants
from cpq.catalog.configuring.definition import Choice, Definition
from cpq.catalog.configuring.domains import Candidate
from cpq.catalog.configuring.hinting import Hint

__all__ = [
    "Answer",
    "BomLine",
    "Candidate",
    "Choice",
    "Completion",
    "Configurator",
    "Definition",
    "Hint",
    "OptionState",
    "compile_model",
    "count_variants",
    "parts_list",
    "rolled_up",
]
