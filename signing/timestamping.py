"""Asking a timestamp authority (RFC 3161). There may be none; then nothing pretends there was."""

from functools import cache

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from foundation.settings import settings

SECONDS = 5.0
LARGEST = 1024 * 1024


class Unavailable(Exception):  # noqa: N818  (a state of the authority, not of ours)
    """The authority did not answer, or not with a timestamp."""


class Authority(TimeStamper):  # type: ignore[misc]  # pyHanko is not typed for us
    """The timestamp authority that the operator chose."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request. Raises Unavailable for whatever is no answer."""
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
                answer = await client.post(self.url, content=req.dump(), headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(f"{type(error).__name__}: {error}") from error
        if answer.status_code != httpx.codes.OK or len(answer.content) > LARGEST:
            raise Unavailable(f"status {answer.status_code}")
        try:
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except ValueError as error:
            raise Unavailable("the answer is no timestamp") from error


def authority() -> Authority | None:
    """Return the authority of this installation, or None where none is set."""
    return _known(settings().tsa_url) if settings().tsa_url else None


@cache
def _known(url: str) -> Authority:
    """It is asked once how much room its answers take, and remembers."""
    return Authority(url)
