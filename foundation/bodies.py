"""What the APIs of all rooms share: bodies, an amount of money, and how requests are refused. Pure.

Bodies take no unknown field, days as 2026-12-31, numbers as 1234.5. Left alone, pydantic reads the
number 20261231 as seconds since 1970, 1_0 as ten and 1e3 as a thousand.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from foundation.numbers import LONGEST_NUMBER, NUMBER

KNOWN = {401: "A bearer token is needed", 403: "Not allowed"}
PROBLEMS = {**KNOWN, 404: "Not found"}
REFUSED = {**PROBLEMS, 409: "Not in this state", 422: "Something is missing or wrong"}
LONGEST_PAGE = 200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Body(BaseModel):
    """What is sent; an unknown field is a mistake, such as a misspelt one, and is refused."""

    model_config = ConfigDict(extra="forbid")


class Amount(BaseModel):
    """An amount of money in whole units, as text so that nothing is rounded."""

    amount: str
    currency: str


def _day(value: Any) -> Any:
    if isinstance(value, date) or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("day", "Input should be a day such as 2026-12-31")


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    digits = unicodedata.normalize("NFKC", value[:LONGEST_NUMBER]).strip()
    if len(value) > LONGEST_NUMBER or not NUMBER.fullmatch(digits):
        raise PydanticCustomError("number", "Input should be a plain number such as 1234.5")
    return digits.replace(",", "")


Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[Decimal, BeforeValidator(_number)]
