"""Rendering a quote of three pages through the press, beside bare WeasyPrint on the same HTML."""

import subprocess
import sys
import time
from statistics import median
from tempfile import NamedTemporaryFile

from weasyprint import HTML

from benchmarks.tables import Row, in_turns, once, ratio_of, show
from foundation.rendering import client
from foundation.rendering.pdf import filled
from proposals.assemble import context_of
from tests.proposals import builders

LINES, TIMES, COLD = 60, 15, 5
BARE = "import sys; from weasyprint import HTML; HTML(filename=sys.argv[1]).write_pdf(sys.argv[2])"


def main() -> bool:
    material = builders.material("ja", snapshot=builders.snapshot(builders.many_lines(LINES)))
    context = context_of("quote", material)
    html = filled("quote", context, "ja")
    warm, bare_warm = _warm(context, html)
    cold, bare_cold = _cold(context, html)
    pages = client.render_pdf("quote", context, "ja").pages
    return show(
        f"Render a quote of {pages} pages",
        [
            Row("bare WeasyPrint, warm, in one process", bare_warm),
            Row("the press, warm", warm, ratio=ratio_of(warm, bare_warm), most=1.2),
            Row("bare WeasyPrint, a new process", bare_cold),
            Row("the press, from nothing", cold, ratio=ratio_of(cold, bare_cold), most=1.0),
        ],
    )


def _warm(context, html):
    return in_turns(
        lambda: client.render_pdf("quote", context, "ja"),
        lambda: HTML(string=html).write_pdf(),
        TIMES,
    )


def _cold(context, html) -> tuple[list[float], list[float]]:
    """From nothing to the bytes: a press that has to be started, and a process of its own."""
    ours, theirs = [], []
    with NamedTemporaryFile("w", suffix=".html") as page, NamedTemporaryFile(suffix=".pdf") as made:
        page.write(html)
        page.flush()
        for _turn in range(COLD):
            client.press.stop()
            ours.append(once(lambda: client.render_pdf("quote", context, "ja")))
            time.sleep(median(ours))  # the press warms up when it has answered
            command = [sys.executable, "-c", BARE, page.name, made.name]
            theirs.append(once(lambda: subprocess.run(command, check=True)))  # noqa: B023, S603  (used at once; our own command)
    return ours, theirs


if __name__ == "__main__":
    main()
