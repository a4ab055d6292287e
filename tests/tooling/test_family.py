"""The supervisor with small programs in place of the web server and the worker."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SUPERVISOR = """
import sys
from pathlib import Path
from web.family import Child, Family

folder = Path.cwd()
steady = Child("steady", [sys.executable, "steady.py"])
other = Child("other", [sys.executable, "other.py"])
family = Family(lambda words: print(words, flush=True))
served = family.keep(steady, other, meanwhile=(folder / "up").exists)
sys.exit(0 if served else 1)
"""
STEADY = """
import os, signal, subprocess, time
from pathlib import Path

def end(*_):
    Path("finished").write_text("in order")
    os._exit(0)

signal.signal(signal.SIGTERM, end)
grandchild = subprocess.Popen(["sleep", "60"], start_new_session=False)
Path("grandchild").write_text(str(grandchild.pid))
with Path("starts").open("a") as starts:
    starts.write(f"{os.getpid()}\\n")
Path("up").touch()
while True:
    time.sleep(1)
"""
QUIET = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(60)
"""
ORPHANING = """
import subprocess, time
from pathlib import Path
subprocess.run(["sh", "-c", "sleep 0.2 &"])
Path("orphaned").touch()
time.sleep(60)
"""
ONCE_AND_LAST = """
import os, sys
from web.family import Child, Family

LAST = f"import os, signal; print('last'); os.kill({os.getpid()}, signal.SIGTERM)"

def up():
    if once in family.children:
        return False
    print("up", flush=True)
    return True

once = Child("once", [sys.executable, "-c", "print('once')"], once=True)
last = Child("last", [sys.executable, "-c", LAST], last=True)
family = Family(print)
sys.exit(0 if family.keep(once, last, meanwhile=up) else 1)
"""
IN_A_CONTAINER = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]


def alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def children(pid):
    """Return who has this parent, the dead that nobody has buried yet among them."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            stat = file.read_text()
            if int(stat.rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(stat.split()[0]))
    return found


def within(seconds, condition):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


class Household:
    """A running supervisor, and what its children wrote down."""

    def __init__(self, folder, other, around):
        self.folder = folder
        for name, words in (("keeper", SUPERVISOR), ("steady", STEADY), ("other", other)):
            (folder / f"{name}.py").write_text(words)
        with (folder / "said").open("w") as said:
            self.process = subprocess.Popen(
                [*around, sys.executable, "keeper.py"],
                cwd=folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=said,
            )

    def said(self):
        return (self.folder / "said").read_text()

    def starts(self):
        file = self.folder / "starts"
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def grandchild(self):
        return int((self.folder / "grandchild").read_text())

    def end_with(self, which):
        self.process.send_signal(which)
        return self.process.wait(20)


@pytest.fixture
def household(tmp_path):
    made = []

    def make(other=QUIET, around=()):
        made.append(Household(tmp_path, other, around))
        assert within(10, lambda: made[-1].starts() or made[-1].process.poll() is not None)
        time.sleep(0.3)
        return made[-1]

    yield make
    for one in made:
        one.process.kill()
        one.process.wait()


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_lets_all_finish_and_leaves_nobody(household, which):
    house = household()

    assert house.end_with(which) == 0
    assert (house.folder / "finished").read_text() == "in order"
    assert not alive(house.starts()[0])
    assert not alive(house.grandchild())


def test_who_dies_is_started_again_and_what_it_left_is_ended(household):
    house = household()
    first, left = house.starts()[0], house.grandchild()

    os.kill(first, signal.SIGKILL)

    assert within(5, lambda: len(house.starts()) == 2)
    assert within(5, lambda: not alive(left))
    assert alive(house.starts()[1])
    assert house.end_with(signal.SIGTERM) == 0
    assert "steady ended (-9); it starts again in 1 s." in house.said()


def test_who_dies_before_all_is_up_ends_everything(household):
    house = household(other="import sys; sys.exit(3)")

    assert house.process.wait(10) in {0, 1}
    assert "other ended (3)" in house.said()
    assert not any(map(alive, house.starts()))


def test_who_does_not_finish_is_cut_off_when_told_again(household):
    house = household(other=STUBBORN)
    house.process.send_signal(signal.SIGTERM)
    house.process.send_signal(signal.SIGTERM)  # the same, heard twice
    time.sleep(1.5)
    assert house.process.poll() is None

    assert house.end_with(signal.SIGINT) == 0


def test_nobody_outlives_a_supervisor_that_is_killed(household):
    house = household()

    house.process.kill()

    assert within(5, lambda: not alive(house.starts()[0]))
    assert (house.folder / "finished").exists()


def test_as_the_first_process_of_a_container_it_hears_signals_and_buries_orphans(household):
    if os.geteuid() != 0:
        pytest.skip("only root may make such a container")
    house = household(other=ORPHANING, around=IN_A_CONTAINER)
    [keeper] = children(house.process.pid)
    assert within(5, (house.folder / "orphaned").exists)
    assert within(5, lambda: len(children(keeper)) == 2)

    os.kill(keeper, signal.SIGTERM)

    assert house.process.wait(20) == 0
    assert (house.folder / "finished").exists()


def test_the_last_one_starts_when_all_is_up_and_what_runs_once_is_not_started_again(tmp_path):
    (tmp_path / "keeper.py").write_text(ONCE_AND_LAST)

    ended = subprocess.run(
        [sys.executable, "keeper.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["once", "up", "last"]
