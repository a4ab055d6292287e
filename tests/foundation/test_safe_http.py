import socket
import ssl
import threading
import time
from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import safe_http
from foundation.safe_http import NoAnswer, NotAllowed, check, is_public, post
from tests.conftest import forget
from tests.foundation.listeners import listener

PRIVATE = [
    "0.0.0.0",  # noqa: S104  (an address to refuse)
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.fixture
def allowed(var, monkeypatch):
    """The operator lets us reach this machine."""
    monkeypatch.setenv("EGRESS_ALLOW", "127.0.0.1, Erp.Inside:8443")
    forget()


def names(monkeypatch, *addresses):
    """Let every name have these addresses; returns the names that were asked for."""
    asked = []
    real = socket.getaddrinfo

    def resolve(host, port, *rest, **more):
        if host in addresses:
            return real(host, port, *rest, **more)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "203.104.153.1", "2606:4700::1111"])
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_as_public_as_the_one_it_carries(address):
    assert is_public(ip_address(f"::ffff:{address}")) == is_public(address)


@pytest.mark.parametrize("address", [a for a in PRIVATE if "%" not in a])
def test_nothing_is_sent_to_an_address_inside(var, address):
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(NotAllowed):
        post(f"https://{host}/", b"{}", {})
    with pytest.raises(NotAllowed):
        check(f"https://{host}/")


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1"])
def test_a_name_that_means_this_machine_is_refused(var, host):
    with pytest.raises((NotAllowed, NoAnswer)):
        post(f"https://{host}/", b"{}", {})


def test_one_private_address_among_public_ones_is_refused(var, monkeypatch):
    names(monkeypatch, "1.1.1.1", "10.0.0.1")
    with pytest.raises(NotAllowed, match=r"10\.0\.0\.1"):
        post("https://hooks.example/", b"{}", {})


def test_a_name_is_resolved_once_so_that_it_cannot_change_its_mind(var, monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "hooks.example")
    forget()
    asked = names(monkeypatch, "127.0.0.1")
    with listener() as there:
        assert post(f"http://hooks.example:{there.port}/", b"{}", {}).status == 204
    assert asked == ["hooks.example"]
    assert there.heard[0][0]["Host"] == f"hooks.example:{there.port}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "https://",
        "https://user:pass@hooks.example/",
        "https://hooks.example:99999/",
        "https://hooks.example/\nHost: inside",
        "https://見積.example/",
        "https://[::1",
    ],
)
def test_what_is_no_web_address_is_refused(var, url):
    with pytest.raises(NotAllowed):
        check(url)
    with pytest.raises(NotAllowed):
        post(url, b"{}", {})


def test_plain_http_is_for_hosts_that_the_operator_allows(allowed):
    with pytest.raises(NotAllowed, match="https"):
        check("http://hooks.example/")
    check("http://127.0.0.1:9999/")
    check("http://erp.inside:8443/")
    with pytest.raises(NotAllowed):
        check("http://erp.inside:8444/")


def test_an_allowed_host_gets_the_bytes_and_its_answer_comes_back(allowed):
    with listener() as there:
        there.answers = [(202, {"X-Word": "yes"}, b"thanks")]
        answer = post(there.url, b'{"a":1}', {"Content-Type": "application/json"})
    (headers, body) = there.heard[0]
    assert (answer.status, answer.headers["x-word"], answer.body) == (202, "yes", b"thanks")
    assert body == b'{"a":1}'
    assert headers["Host"] == f"127.0.0.1:{there.port}"


def test_a_redirect_is_an_answer_and_is_not_followed(allowed):
    with listener() as there, listener() as elsewhere:
        there.answers = [(302, {"Location": elsewhere.url}, b"")]
        assert post(there.url, b"{}", {}).status == 302
    assert elsewhere.heard == []


def test_a_proxy_of_the_environment_is_not_used(allowed, monkeypatch):
    with listener() as there, listener() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert post(there.url, b"{}", {}).status == 204
    assert proxy.heard == []


def test_an_answer_that_is_too_large_is_not_taken(allowed):
    with listener() as there:
        there.answers = [(200, {}, b"x" * (1024 * 1024 + 1))]
        with pytest.raises(NoAnswer, match="1 MB"):
            post(there.url, b"{}", {})


def test_a_host_that_hangs_is_left_after_the_time(allowed):
    with listener() as there:
        there.answers = [("hang", {}, b"")]
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            post(there.url, b"{}", {}, seconds=0.5)
        assert time.monotonic() - began < 3


def test_drops_of_bytes_do_not_make_the_time_longer(allowed):
    with dripping() as port:
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            post(f"http://127.0.0.1:{port}/", b"{}", {}, seconds=0.6)
        assert time.monotonic() - began < 3


def test_nobody_there_is_no_answer(allowed):
    with listener() as there:
        pass
    with pytest.raises(NoAnswer):
        post(there.url, b"{}", {})


def test_a_certificate_that_nobody_vouches_for_is_no_answer(allowed, tmp_path):
    with listener() as there, pytest.raises(NoAnswer):
        post(there.url.replace("http://", "https://"), b"{}", {})


def test_the_name_asked_for_goes_into_the_encrypted_greeting(var, monkeypatch):
    greeted = []
    with greeting(greeted) as port:
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: real(
                "127.0.0.1" if host == "hooks.example" else host, *rest, **more
            ),
        )
        with pytest.raises(NoAnswer):
            post(f"https://hooks.example:{port}/", b"{}", {}, operators_own=True)
    assert b"hooks.example" in greeted[0]


class dripping:  # noqa: N801  (it reads as a function)
    """A server that sends one byte of a header now and then, for ever."""

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.drip, daemon=True).start()
        return self.server.getsockname()[1]

    def drip(self):
        with suppress(OSError):
            asked, _who = self.server.accept()
            with asked:
                asked.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while True:
                    asked.sendall(b"x")
                    time.sleep(0.05)

    def __exit__(self, *_exception):
        self.server.close()


class greeting(dripping):  # noqa: N801  (the same)
    """A server that keeps the first bytes it hears and hangs up."""

    def __init__(self, kept):
        self.kept = kept

    def drip(self):
        asked, _who = self.server.accept()
        with asked:
            self.kept.append(asked.recv(4096))


def test_the_certificates_of_the_machine_are_asked():
    assert safe_http._certificates().verify_mode is ssl.CERT_REQUIRED
    assert safe_http._certificates().check_hostname
