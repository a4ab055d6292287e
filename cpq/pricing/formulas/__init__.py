"""Formulas of prices: what somebody writes, such as ``max(cost * 1.1, list * 0.8)``. Pure.

The language and its reader are those of product models; the names are other ones, and nothing of it
is ever run as a program. ``writing`` takes what was typed, ``reckoning`` says what it comes to in
exact fractions.
"""

from cpq.pricing.formulas.reckoning import Reckoned, reckon
from cpq.pricing.formulas.writing import Formula, formula_from, formula_of, number_in

__all__ = ["Formula", "Reckoned", "formula_from", "formula_of", "number_in", "reckon"]
