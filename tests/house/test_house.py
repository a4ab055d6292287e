"""The rules of the house that no linter knows."""

import ast
import re
from pathlib import Path
from pkgutil import resolve_name
from statistics import median

import pytest

import flow.journey  # noqa: F401  (importing it connects every room)
from foundation import outbox
from foundation.events import catalogue, places, reactions

ROOT = Path(__file__).parent.parent.parent
ROOMS = [
    "foundation",
    "people",
    "customers",
    "cpq",
    "approvals",
    "proposals",
    "signing",
    "deals",
    "flow",
    "web",
]
FILES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
NAMES = [str(file.relative_to(ROOT)) for file in FILES]
SHAPE = {
    *(
        "__init__",
        "models",
        "events",
        "actions",
        "queries",
        "jobs",
        "views",
        "forms",
        "api",
        "bodies",
    ),
    *("wording", "notices", "blueprint"),
}  # the files of every room, as CONTRIBUTING.md has them
BANNED_NAMES = re.compile(r"(utils?|helpers?|service|manager|handler)s?(_|$)", re.IGNORECASE)


def functions(file):
    tree = ast.parse(file.read_text())
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function):
    return function.end_lineno - function.lineno + 1


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_file_fits_on_a_few_screens(file):
    assert len(file.read_text().splitlines()) <= 300


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_function_fits_on_a_screen(file):
    assert [f.name for f in functions(file) if length(f) > 40] == []


def test_most_modules_and_functions_are_short():
    lengths = [len(file.read_text().splitlines()) for file in FILES if file.name != "__init__.py"]
    bodies = [length(f) for file in FILES for f in functions(file)]

    assert median(lengths) <= 110
    assert median(bodies) <= 12


def test_only_one_file_commits():
    committing = {
        name
        for name, file in zip(NAMES, FILES, strict=True)
        if re.search(r"\.commit\(", file.read_text())
    }

    assert committing == {"web/requests.py"}


def test_documents_are_made_in_one_place():
    making = {
        name.split("/")[0] + "/" + name.split("/")[1]
        for name, file in zip(NAMES, FILES, strict=True)
        if re.search(r"DocxTemplate\(|\bHTML\(", file.read_text())
    }

    assert making <= {"foundation/rendering"}


def test_names_say_what_they_hold():
    assert [name for name in NAMES if BANNED_NAMES.search(Path(name).stem)] == []


def inside(folder):
    """Return the names of the modules and folders of a package, without those of every room."""
    packages = {file.parent.name for file in folder.glob("*/__init__.py")}
    return (packages | {file.stem for file in folder.glob("*.py")}) - SHAPE


LARGE = sorted(folder for folder in {file.parent for file in FILES} if len(inside(folder)) > 15)


@pytest.mark.parametrize("folder", LARGE, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_large_room_says_where_things_are(folder):
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))

    assert inside(folder) - set(re.findall(r"\w+", said)) == set()


def test_every_exception_to_a_rule_has_its_reason():
    bare = [
        f"{name}:{number}"
        for name, file in zip(NAMES, FILES, strict=True)
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(r"#\s*noqa(:\s*[A-Z0-9, ]+)?\s*$|#\s*type:\s*ignore(\[[\w, -]+\])?\s*$", line)
    ]

    assert bare == []


@pytest.mark.parametrize("event", catalogue().values(), ids=lambda event: event.name)
def test_an_event_carries_the_name_of_its_room(event):
    room = event.__module__.split(".")[0]

    assert re.fullmatch(rf"({room}|test)\.[a-z_]+", event.name)


def test_slow_work_stays_in_the_room_that_caused_it():
    for event, subscribers in outbox.subscribers().items():
        for name in subscribers:
            assert name.split(".")[0] == event.split(".")[0]


def test_work_that_is_loaded_late_is_there_and_in_its_room():
    for place in places():
        assert callable(resolve_name(place)), place

    late = {place.split(".")[0] for place in places()}
    assert late <= {event.split(".")[0] for event in outbox.subscribers()}


def test_across_rooms_facts_are_heard_in_the_journey_alone():
    for event, heard in reactions().items():
        for reaction in heard:
            room = reaction.__module__.split(".")[0]
            assert reaction.__module__ == "flow.journey" or event.startswith(f"{room}.")


def test_the_rooms_where_all_meet_only_carry_values():
    long = [
        f"{name}:{f.name}"
        for name, file in zip(NAMES, FILES, strict=True)
        if name == "flow/journey.py"
        for f in functions(file)
        if length(f) > 10
    ]

    assert long == []
