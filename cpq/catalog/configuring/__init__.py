"""Putting a configurable product together, so that no choice ever leads to a dead end. Pure.

``definition`` is the model as data, ``compiling`` turns it and the candidates into bit masks,
``solving`` says whether a configuration can still be completed, ``answering`` says for every option
whether it can be chosen, why not, and what to drop to have it, and ``bom`` makes the parts list.
"""

from cpq.catalog.configuring.answering import Answer, Configurator, OptionState
from cpq.catalog.configuring.bom import BomLine, parts_list, rolled_up
from cpq.catalog.configuring.constraining import compile_model
from cpq.catalog.configuring.definition import Choice, Definition
from cpq.catalog.configuring.domains import Candidate

__all__ = [
    "Answer",
    "BomLine",
    "Candidate",
    "Choice",
    "Configurator",
    "Definition",
    "OptionState",
    "compile_model",
    "parts_list",
    "rolled_up",
]
