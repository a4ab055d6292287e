import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store
from redis import Redis
from redis import exceptions as redis_says

from tests import servers
from tests.time_authority import time_authority

TESTS = Path(__file__).parent.parent


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def within(seconds, condition):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def test_redis_asks_for_its_password_and_remembers_what_it_answered_through_a_power_cut():
    with servers.redis() as server:
        Redis.from_url(server.url).set("order", "signed")
        with pytest.raises(redis_says.AuthenticationError):
            Redis(port=server.port).get("order")
        server.kill()
        with pytest.raises(redis_says.ConnectionError):
            Redis.from_url(server.url, retry=None).ping()
        server.start()

        assert Redis.from_url(server.url).get("order") == b"signed"

    assert not listens(server.port)
    assert not server.folder.exists()


def test_a_frozen_redis_takes_connections_and_says_nothing():
    with servers.redis() as server:
        server.freeze()
        with pytest.raises(redis_says.TimeoutError):
            Redis.from_url(server.url, socket_timeout=0.2, retry=None).ping()
        server.thaw()

        assert Redis.from_url(server.url).ping()


def test_postgresql_speaks_japanese_and_leaves_nothing_behind():
    with servers.postgresql() as server:
        with psycopg.connect(f"{server.url}/postgres") as connection:
            assert connection.execute("SELECT lower('青木ABC')").fetchone() == ("青木abc",)
        server.kill()
        server.start()
        psycopg.connect(f"{server.url}/postgres").close()

    assert not listens(server.port)
    assert not server.folder.exists()


def test_s3_refuses_a_second_write_where_none_is_wanted():
    with servers.s3() as server:
        store = S3Store(
            servers.BUCKET,
            endpoint=server.url,
            region="us-east-1",
            access_key_id="any",
            secret_access_key="any",
            client_options={"allow_http": True},
        )
        store.put("sealed.pdf", b"sealed", mode="create")
        with pytest.raises(AlreadyExistsError):
            store.put("sealed.pdf", b"other", mode="create")

        assert store.get("sealed.pdf").bytes() == b"sealed"


def test_a_mailbox_keeps_mails_and_refuses_them_when_told_to():
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "御見積書", "a@example.com", "b@example.com"
    with servers.mailbox() as box, smtplib.SMTP("127.0.0.1", box.port) as out:
        out.send_message(mail)
        box.answer = "451 Later, please"
        with pytest.raises(smtplib.SMTPDataError):
            out.send_message(mail)

    assert [kept["Subject"] for kept in box.mails] == ["御見積書"]


def test_the_time_authority_signs_what_openssl_verifies(tmp_path):
    (tmp_path / "order.pdf").write_bytes(b"signed order")
    with time_authority() as clock:
        ask = "openssl ts -query -data order.pdf -sha256 -cert -no_nonce -out query"
        subprocess.run(ask.split(), cwd=tmp_path, check=True, capture_output=True)
        query = (tmp_path / "query").read_bytes()
        with urlopen(Request(clock.url, query), timeout=10) as answer:
            (tmp_path / "reply").write_bytes(answer.read())
        (tmp_path / "root.crt").write_bytes(clock.root)
        verify = "openssl ts -verify -data order.pdf -in reply -CAfile root.crt"
        verified = subprocess.run(verify.split(), cwd=tmp_path, check=False, capture_output=True)

        assert b"Verification: OK" in verified.stdout

        clock.mood = "broken"
        with pytest.raises(HTTPError) as failed:
            urlopen(Request(clock.url, query), timeout=10)
        failed.value.close()
        clock.mood = "hanging"
        with pytest.raises(OSError, match="timed out"):
            urlopen(Request(clock.url, query), timeout=0.3)

    assert clock.asked == 1


START = """
import os, sys, time
sys.path[:0] = {path!r}
import servers
with servers.redis() as one, servers.postgresql() as two:
    print(one.port, two.port, flush=True)
    time.sleep(60)
"""


def test_servers_die_with_the_process_that_started_them():
    words = START.format(path=[str(TESTS.parent), str(TESTS)])
    starter = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)
    with starter:
        ports = [int(word) for word in starter.stdout.readline().split()]
        assert all(map(listens, ports))
        os.kill(starter.pid, signal.SIGKILL)

    assert within(10, lambda: not any(map(listens, ports)))
