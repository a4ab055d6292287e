"""What `make` installs, and what it says where it may not."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from setup import debian, front_end, progress, python, system
from setup.system import Part

ROOT = Path(__file__).parent.parent.parent
LOCKS = ["run", "test", "node"]
HERE = Part("coreutils", "program:ls", "lists")
MISSING = Part("no-such-thing", "program:no-such-thing", "does nothing for us")


def packages(lock):
    """Return the entries of a lock: the name, and the lines that belong to it."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return re.findall(r"^([\w.\-]+)==([^\\]+(?:\\\n.*)+)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_python_package_is_held_by_its_hash_and_none_by_an_address(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()

    assert len(packages(lock)) == text.count("==") - text.count(" == '") > 1
    assert all("--hash=sha256:" in rest for _name, rest in packages(lock))
    assert not re.search(r"://|^-", text, re.MULTILINE)


def names(wanted):
    return {re.match(r"[\w.\-]+", one)[0].lower() for one in wanted}


def test_the_locks_hold_everything_that_pyproject_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    more = asked["optional-dependencies"]
    run = {name for name, _rest in packages("run")}
    test = {name for name, _rest in packages("test")}

    assert names(asked["dependencies"] + more["postgresql"]) <= run
    assert names(more["test"]) | run <= test


def test_every_front_end_package_is_held_by_its_hash_and_none_by_an_address():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    held = {name: one for name, one in lock["packages"].items() if name}

    assert {"node_modules/htmx.org", "node_modules/axe-core"} <= held.keys()
    assert all(one["integrity"].startswith("sha512-") for one in held.values())
    assert not any("resolved" in one for one in held.values())


def test_the_pages_have_their_libraries_and_each_its_licence():
    for name in front_end.FILES:
        assert (front_end.VENDOR / name).stat().st_size > 100, name
    licences = {Path(name).stem for name in front_end.FILES if name.startswith("licences/")}
    scripts = {name.split(".")[0] for name in front_end.FILES if not name.startswith("licences/")}

    assert scripts <= licences


def test_a_machine_that_has_everything_is_left_alone(capsys):
    with system.provided([HERE]):
        pass

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("programs", "says"),
    [
        ({"apt-get"}, "come back:\n  su -c 'python3 -m setup.debian no-such-thing'"),
        ({"apt-get", "sudo"}, "come back:\n  sudo python3 -m setup.debian no-such-thing"),
        ({"dnf", "sudo"}, "apt-get install --no-install-recommends no-such-thing"),
    ],
    ids=["neither root nor sudo", "sudo that asks, and nobody to answer", "not Debian"],
)
def test_where_nothing_may_be_installed_one_command_is_named(monkeypatch, capsys, programs, says):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(system, "_sudo_asks_nothing", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: name if name in programs | {"ls"} else None)

    with pytest.raises(SystemExit) as stopped, system.provided([HERE, MISSING]):
        pytest.fail("nothing goes on")

    assert "no-such-thing (does nothing for us)" in capsys.readouterr().out
    assert stopped.value.code.endswith(says)


@pytest.mark.parametrize(
    "part",
    [
        Part("a", "module:no_such_module", ""),
        Part("b", "library:libno-such.so.1", ""),
        Part("c", "font:no-such.ttf", ""),
        Part("d", "file:no/such/file", ""),
        MISSING,
    ],
    ids=lambda part: part.sign,
)
def test_what_is_missing_is_noticed(part):
    assert not part.there()


def test_what_this_machine_runs_with_is_found():
    assert [part.package for part in system.RUN + system.TEST if not part.there()] == []


@pytest.mark.parametrize("before", [None, "as it was"])
def test_services_are_held_back_only_while_packages_are_installed(tmp_path, before):
    file = tmp_path / "policy-rc.d"
    if before:
        file.write_text(before)

    with suppress(SystemExit), debian.only_meanwhile(file, "exit 101"):
        assert file.read_text() == "exit 101"
        assert os.access(file, os.X_OK)
        raise SystemExit(100)

    assert (file.read_text() if file.exists() else None) == before


def test_a_step_that_fails_shows_the_end_of_what_it_said(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "LOG", tmp_path / "setup.log")
    words = "print('first'); print('no space left'); exit(3)"

    with pytest.raises(SystemExit, match="no space left\nThis failed: Trying"):
        progress.run("Trying", [sys.executable, "-c", words])

    assert re.fullmatch(r"\[ +\d+ s\] Trying\n", capsys.readouterr().out)


def test_a_step_that_takes_long_shows_a_sign_of_life(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "LOG", tmp_path / "setup.log")
    monkeypatch.setattr(progress, "SIGN_OF_LIFE", 0.4)
    words = "import time; print('half way', flush=True); time.sleep(1)"

    progress.run("Trying", [sys.executable, "-c", words])

    assert "… half way" in capsys.readouterr().out


def test_a_step_runs_beside_another_and_ends_with_it(tmp_path):
    began, words = time.monotonic(), "import time; time.sleep(60)"

    with (
        pytest.raises(SystemExit, match="no space left"),
        progress.running("Trying", [sys.executable, "-c", words], tmp_path / "log"),
    ):
        progress.stop("no space left")

    assert time.monotonic() - began < 30


def test_an_environment_of_another_lock_is_brought_up_to_date_once(tmp_path, monkeypatch):
    added = []
    monkeypatch.setattr(python, "VENV", tmp_path)
    monkeypatch.setattr(python, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(python, "DONE", tmp_path / "installed.json")
    monkeypatch.setattr(python, "add", added.append)
    (tmp_path / "bin").mkdir()

    python.install("run")
    python.install("run")
    python.install("run", "test")
    python.install("run")

    assert added == ["run", "test"]
    assert os.access(tmp_path / "bin" / "mitsumori", os.X_OK)


def make(*targets, **also):
    command = [shutil.which("make"), *targets]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | also
    told = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=True)
    return told.stdout


def test_make_tells_what_there_is():
    told = make()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert [line.split()[0] for line in told.splitlines()] == targets
    assert {"run", "test", "test-long", "bench", "lock"} <= set(targets)


def test_what_starts_keeps_what_it_compiled_whatever_the_machine_says():
    told = make("--eval", "told: ; @env", "told", PYTHONDONTWRITEBYTECODE="1")

    assert "PATH=" in told
    assert "PYTHONDONTWRITEBYTECODE" not in told


def test_a_second_setup_takes_the_blink_of_an_eye():
    began = time.monotonic()
    make("setup")

    assert time.monotonic() - began < 10  # a real installation takes a minute
