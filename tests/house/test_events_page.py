"""The page of all facts says what the code says."""

import subprocess
import sys

from tests.house.events_page import PAGE, ROOT


def test_the_page_of_all_facts_is_fresh():
    made = subprocess.run(
        [sys.executable, "tests/house/events_page.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert PAGE.read_text() == made.stdout, "python tests/house/events_page.py > docs/events.md"
