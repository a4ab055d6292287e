"""Rendering a quote of three pages through the press, beside bare WeasyPrint on the same HTML."""

import subprocess
import sys
import time
from statistics import median
from tempfile import NamedTemporaryFile

from weasyprint import HTML

from benchmarks.tables import Row, ratio_of, show, timed
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
    warm, bare_warm = _in_turn(context, html)
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


def _in_turn(context, html) -> tuple[list[float], list[float]]:
    """Take turns, so that whatever else the machine does slows both alike."""

    def through_press():
        client.render_pdf("quote", context, "ja")

    def bare():
        HTML(string=html).write_pdf()

    for deed in (through_press, bare) * 2:
        deed()
    both = [(timed(through_press, 1, 0)[0], timed(bare, 1, 0)[0]) for _turn in range(TIMES)]
    return [ours for ours, _theirs in both], [theirs for _ours, theirs in both]


def _cold(context, html) -> tuple[list[float], list[float]]:
    """From nothing to the bytes: a press that has to be started, and a process of its own."""
    ours, theirs = [], []
    with NamedTemporaryFile("w", suffix=".html") as page, NamedTemporaryFile(suffix=".pdf") as made:
        page.write(html)
        page.flush()
        for _turn in range(COLD):
            client.press.stop()
            ours += timed(lambda: client.render_pdf("quote", context, "ja"), 1, 0)
            time.sleep(median(ours))  # the press warms up beside its first child
            command = [sys.executable, "-c", BARE, page.name, made.name]
            theirs += timed(lambda: subprocess.run(command, check=True), 1, 0)  # noqa: B023, S603  (used at once; our own command)
    return ours, theirs


if __name__ == "__main__":
    main()
