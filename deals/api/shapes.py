"""What the API of deals and that of orders share."""

from pydantic import BaseModel

PROBLEMS = {401: "A bearer token is needed", 403: "Not allowed"}
ONE = {**PROBLEMS, 404: "Not found"}
LONGEST_PAGE = 200


class Amount(BaseModel):
    """An amount of money in whole units, as text so that nothing is rounded."""

    amount: str
    currency: str
