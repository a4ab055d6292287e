"""Asking a timestamp authority (RFC 3161). There may be none; then nothing pretends there was."""

from asyncio import to_thread
from functools import cache
from http import HTTPStatus

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from foundation import safe_http
from foundation.settings import settings

SECONDS = 5.0


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
            answer = await to_thread(
                safe_http.post, self.url, req.dump(), headers, seconds=SECONDS, operators_own=True
            )
        except (safe_http.NoAnswer, safe_http.NotAllowed) as error:
            raise Unavailable(str(error)) from error
        if answer.status != HTTPStatus.OK:
            raise Unavailable(f"status {answer.status}")
        try:
            return tsp.TimeStampResp.load(answer.body, strict=True)
        except ValueError as error:
            raise Unavailable("the answer is no timestamp") from error


def authority() -> Authority | None:
    """Return the authority of this installation, or None where none is set."""
    return _known(settings().tsa_url) if settings().tsa_url else None


@cache
def _known(url: str) -> Authority:
    """It is asked once how much room its answers take, and remembers."""
    return Authority(url)
