"""The one way out of the house over HTTP, for addresses that other people typed.

https alone, except to hosts that the operator allows (``EGRESS_ALLOW``) or has set. A name is
resolved once, every address it has must be a public one, and the connection goes to exactly the
address that was checked, with the name in SNI and Host. No redirects, no proxies from the
environment, at most 1 MB and 15 s in all (``reliability.md`` D13).
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore

from foundation.language import Text, _, verbatim
from foundation.settings import settings

SECONDS = 15.0
LARGEST = 1024 * 1024
AGENT = "Mitsumori"
CARRIERS = [  # these hold an IPv4 address that nobody has checked, or lead to a relay
    ip_network(net)
    for net in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10")
]
RELAYS = [ip_network("192.88.99.0/24")]

Address = IPv4Address | IPv6Address


class _Said(Exception):  # noqa: N818  (both are answers)
    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NotAllowed(_Said):
    """We do not go there."""


class NoAnswer(_Said):
    """There was no answer: no connection, too slow, too large, or no HTTP."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = SECONDS,
    operators_own: bool = False,
) -> Answer:
    """Send bytes and return the answer, whatever its status. ``operators_own``: from the settings.

    Raises:
        NotAllowed: the address is not one we go to.
        NoAnswer: nothing came back that is an answer.
    """
    place = _place(url)
    trusted = operators_own or _allowed_by_operator(place)
    if place.scheme != "https" and not trusted:
        raise NotAllowed(_("only https:// is allowed"))
    deadline = time.monotonic() + seconds
    ways = _resolve(place, trusted=trusted)
    try:
        return _ask(url, content, headers, _Pinned(ways, deadline), deadline)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise NoAnswer(_("no answer within %(seconds)s s", seconds=round(seconds))) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise NoAnswer(verbatim(str(error) or type(error).__name__)) from error


def check(url: str) -> None:
    """Say at once whether an address is one we never go to. Raises NotAllowed."""
    place = _place(url)
    if not _allowed_by_operator(place):
        if place.scheme != "https":
            raise NotAllowed(_("only https:// is allowed"))
        _refuse_literal(place.hostname or "")


def is_public(address: Address) -> bool:
    """True for an address of the open internet, and of it alone."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.scope_id is not None or any(address in net for net in CARRIERS):
            return False
    elif any(address in net for net in RELAYS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _place(url: str) -> SplitResult:
    try:
        place = urlsplit(url)
        known = place.scheme in {"http", "https"} and place.hostname and place.port != 0
    except ValueError as error:
        raise NotAllowed(_("this is no web address")) from error
    if not known or not url.isascii() or any(c <= " " for c in url):
        raise NotAllowed(_("this is no web address"))
    if place.username is not None or place.password is not None:
        raise NotAllowed(_("it may not carry a user name or password"))
    return place


def _allowed_by_operator(place: SplitResult) -> bool:
    allowed = {one.strip().lower() for one in settings().egress_allow.split(",")} - {""}
    return bool({place.hostname, f"{place.hostname}:{_port(place)}"} & allowed)


def _port(place: SplitResult) -> int:
    return place.port or (443 if place.scheme == "https" else 80)


def _refuse_literal(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        return
    if not is_public(address):
        raise NotAllowed(_("%(address)s is not on the open internet", address=str(address)))


def _resolve(place: SplitResult, *, trusted: bool) -> Sequence[str]:
    host = place.hostname or ""
    try:
        found = socket.getaddrinfo(host, _port(place), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer(_("the name %(host)s is not known", host=host)) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for one in addresses:
        if not trusted and not is_public(ip_address(one)):
            words = _("%(host)s is %(address)s, not on the open internet", host=host, address=one)
            raise NotAllowed(words)
    return addresses


def _ask(
    url: str, content: bytes, headers: Mapping[str, str], way: "_Pinned", deadline: float
) -> Answer:
    sent = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close", **headers}
    with (
        httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=way) as pool,
        pool.stream("POST", url, headers=list(sent.items()), content=content) as response,
    ):
        named = {
            name.decode("latin-1").lower(): v.decode("latin-1") for name, v in response.headers
        }
        return Answer(response.status, named, _limited(response.iter_stream(), deadline))


def _limited(parts: Iterable[bytes], deadline: float) -> bytes:
    body = b""
    for part in parts:
        body += part
        if len(body) > LARGEST:
            raise NoAnswer(_("the answer is larger than 1 MB"))
        if time.monotonic() > deadline:
            raise TimeoutError
    return body


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Pinned(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, and keeps one deadline for everything."""

    def __init__(self, addresses: Sequence[str], deadline: float) -> None:
        self.addresses = addresses
        self.deadline = deadline
        self.network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (the deadline decides)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try one checked address after the other."""
        failure: Exception = OSError(f"{host} has no address")
        for address in self.addresses:
            try:
                stream = self.network.connect_tcp(
                    address, port, _left(self.deadline), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Hurried(stream, self.deadline)
        raise failure


class _Hurried(httpcore.NetworkStream):
    """A stream whose every step ends at one deadline, so that drops of bytes cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  (the deadline decides)
        """Read some bytes."""
        return self.stream.read(max_bytes, _left(self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  (the deadline decides)
        """Write all bytes."""
        self.stream.write(buffer, _left(self.deadline))

    def close(self) -> None:
        """End the connection."""
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  (the deadline decides)
    ) -> httpcore.NetworkStream:
        """Go on encrypted; the certificate must be the host name's."""
        secured = self.stream.start_tls(ssl_context, server_hostname, _left(self.deadline))
        return _Hurried(secured, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore asks about the connection."""
        return self.stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
