"""The press and its children: limits, no network, no files, sentences for whatever goes wrong."""

import os
import signal
import socket
import subprocess
import threading
import time

import pytest
from weasyprint.urls import FatalURLFetchingError

from foundation.language import say
from foundation.rendering import NotRendered, child, client, folders, kernel, page_views, render_pdf
from foundation.rendering import pdf as pdf_kind
from foundation.rendering.pictures import raster
from foundation.rendering.reasons import REASONS, said
from proposals.assemble import context_of
from tests.proposals import builders

HTML = "<!doctype html><html><head><style>@page{size:A5}</style></head><body>%s</body></html>"


def forked(work):
    """Run something in a child of this process and return what it wrote."""
    mouth, end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(mouth)
        try:
            words = repr(work())
        except BaseException as error:  # noqa: BLE001  (whatever happened is the answer)
            words = f"{type(error).__name__}: {error}"
        os.write(end, words.encode()[:60_000])
        os._exit(0)
    os.close(end)
    with os.fdopen(mouth, "rb") as answers:
        words = answers.read().decode()
    return words, os.waitpid(pid, 0)[1]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "//example.org/x.png",
        "FILE:///etc/passwd",
    ],
)
def test_the_fetcher_denies_everything_but_what_stands_in_the_document(address):
    fetcher = pdf_kind.OnlyData()
    with pytest.raises(ValueError, match="fetch nothing"):
        fetcher.fetch(address)
    assert fetcher.fetch("data:text/plain,ok") is not None


@pytest.mark.parametrize(
    "body",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<p style="background: url(file:///etc/passwd)">text</p>',
    ],
)
def test_a_document_that_asks_for_something_from_elsewhere_is_not_made(body):
    with pytest.raises(FatalURLFetchingError):
        pdf_kind.printed(HTML % body)


def test_a_child_has_no_network_and_starts_no_program(tmp_path):
    def tries():
        kernel.forbid_network_and_programs()
        done = []
        for attempt in (socket.socket, lambda: os.execv("/bin/true", ["true"])):  # noqa: S606  (it must fail)
            try:
                attempt()
                done.append("went through")
            except OSError as error:
                done.append(error.errno)
        return done

    words, _status = forked(tries)
    assert words == "[13, 13]"


def test_a_child_that_wants_too_much_memory_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "MEMORY", 1 << 29)

    def tries():
        child._limit(str(tmp_path))
        monkeypatch.setattr(child, "maker", lambda _kind: lambda *_given: bytearray(1 << 31))
        return child._answer({"kind": "greedy"}, b"")

    words, _status = forked(tries)
    assert "too_large" in words


def test_a_child_that_never_ends_is_ended_by_its_share_of_the_processor(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "CPU_SECONDS", 1)

    def tries():
        child._limit(str(tmp_path))
        while True:
            pass

    _words, status = forked(tries)
    assert os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_said_in_both_languages(reason):
    text = said(NotRendered(reason, "a, b"))

    assert say(text, "en").endswith((".", "b."))
    assert say(text, "ja") != say(text, "en")


def test_values_that_are_missing_are_named():
    with pytest.raises(NotRendered) as refused:
        render_pdf("quote", {"number": "Q-1"}, "ja")
    assert refused.value.reason == "incomplete"
    assert "issued_on" in refused.value.detail


@pytest.mark.parametrize("name", ["../quote", "nothing", "quote/../quote", "", "."])
def test_a_template_from_elsewhere_is_none(name):
    with pytest.raises(NotRendered) as refused:
        folders.folder(name)
    assert refused.value.reason == "template"


def test_only_plain_values_reach_the_press():
    with pytest.raises((TypeError, ValueError)):
        render_pdf("quote", {"number": object()}, "ja")


def test_what_is_no_pdf_ends_in_a_reason():
    with pytest.raises(NotRendered):
        page_views(b"not a pdf")


def test_a_press_that_was_killed_is_started_again():
    page_views(small())
    client.press._process.kill()
    client.press._process.wait()

    assert len(page_views(small())) == 1


def small():
    return pdf_kind.printed(HTML % "<p>見積 R&amp;D</p>")[1]


def test_many_threads_share_one_press():
    answers = []

    def asks():
        answers.append(page_views(small())[0].text)

    threads = [threading.Thread(target=asks) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all("R&D" in words for words in answers)


def test_the_press_ends_with_whoever_asked():
    code = (
        "from foundation.rendering import client;"
        "import os; client.press._running();"
        "print(client.press._process.pid, flush=True); os._exit(9)"
    )
    asked = subprocess.run(
        [os.sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    pid = int(asked.stdout)
    for _look in range(100):
        if not alive(pid):
            break
        time.sleep(0.1)
    assert not alive(pid)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123  (procfs)
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


BOMBS = [
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",  # no size
    "data:text/html;base64,PGI+",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("picture", BOMBS)
def test_what_is_no_picture_is_not_placed(picture):
    with pytest.raises(NotRendered) as refused:
        raster(picture)
    assert refused.value.reason == "template"


def test_an_svg_that_unfolds_without_end_is_ended(tmp_path):
    """Ten levels of ten uses each are ten thousand million squares."""
    uses = "".join(
        f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 11)
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><defs>'
        f'<rect id="l0" width="1" height="1"/>{uses}</defs><use href="#l10"/></svg>'
    )
    started = time.monotonic()

    def tries():
        child.CPU_SECONDS = 3
        child._limit(str(tmp_path))
        return pdf_kind.sheet_of(svg.encode())[:5]

    words, status = forked(tries)
    assert os.WIFSIGNALED(status) or "Error" in words or words == "b'%PDF-'"
    assert time.monotonic() - started < 40


def test_an_xml_entity_bomb_in_a_drawing_ends(tmp_path):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    svg = (
        f'<!DOCTYPE svg [<!ENTITY a0 "boom">{entities}]><svg xmlns="http://www.w3.org/2000/svg" '
        'viewBox="0 0 10 10"><text>&a11;</text></svg>'
    )

    def tries():
        child._limit(str(tmp_path))
        return len(pdf_kind.sheet_of(svg.encode())) < 1_000_000

    started = time.monotonic()
    words, status = forked(tries)
    assert os.WIFSIGNALED(status) or words == "True" or "Error" in words
    assert time.monotonic() - started < 40


def test_a_template_filled_with_hostile_words_shows_them_as_words():
    material = builders.material("ja", seller=builders.Seller("<script>x</script>{{ 7*7 }}"))
    from_quote = pdf_kind.filled("quote", context_of("quote", material), "ja")

    assert "&lt;script&gt;" in from_quote
    assert "{{ 7*7 }}" in from_quote
