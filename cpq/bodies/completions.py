"""What the API of completions takes and gives."""

from typing import Literal

from pydantic import BaseModel, Field

from cpq.bodies.taken import ChoiceBody, Names
from foundation.bodies import Amount, Body

Goal = Literal["cheapest", "preferred"]


class CompletionQuery(Body):
    """What to reach: the lowest price, or what is preferred and recommended."""

    goal: Goal = "preferred"


class CompletionIn(Body):
    """What to reach, and for how many seconds at most a worker looks for it."""

    goal: Goal = "preferred"
    seconds: int = Field(default=30, ge=1, le=60)


class AddedOut(BaseModel):
    """An option that would be added; ``price`` is what it comes to in one unit of the product."""

    slot: str
    sku: str
    name: Names
    quantity: int
    price: Amount | None


class FilledOut(BaseModel):
    """A completion: every choice, what is new among them, and what it costs per unit.

    ``broken`` are preferences that are not kept, ``missed`` recommendations that are not followed.
    ``proven``: no other is better by the goal.
    """

    choices: list[ChoiceBody]
    added: list[AddedOut]
    unit_price: Amount | None
    unit_price_now: Amount | None
    broken: list[Names]
    missed: list[Names]
    proven: bool


class CompletionOut(BaseModel):
    """How far a completion is. ``id`` is empty where no worker looks for it.

    ``state`` is found, long (ask a worker), waiting, reading (prices), running, cancelled, or
    nothing. ``stale``: choices or prices changed since it was asked.
    """

    id: str
    goal: Goal
    state: str
    stale: bool
    seconds: int
    passed: int
    reason: str | None
    found: FilledOut | None
