"""Putting a configurable product together, so that no choice ever leads to a dead end. Pure.

``definition`` is the model as data; ``compiling``, ``constraining`` and ``structuring`` turn it and
the candidates into slots with values and rules; ``proving`` says what can still be completed,
``answering`` what people ask: can I have it, why not, what to drop, complete it for me. The
guarantees stand in ``docs/configuration.md``. ``uvl`` reads and writes models, ``expressions`` is
the language of their rules, ``bom`` makes the parts list.
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
