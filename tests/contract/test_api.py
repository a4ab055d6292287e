"""Whatever is sent to the API, it answers as its description says, and never breaks."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import inspect, select

from foundation import db
from foundation.db import reading

load_all_checks()
CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture(scope="module")
def ids(worked):
    """Ids that exist, for each name a path may ask for: ``revision_id`` is a quote_revision's."""
    with reading() as session:
        there = inspect(session.connection()).get_table_names()  # other tests know more
        tables = [
            (name, db.Model.metadata.tables.get(name)) for name in sorted(there, reverse=True)
        ]
        return {
            f"{name.rpartition('_')[2]}_id": session.scalars(select(table.c.id).limit(3)).all()
            for name, table in tables
            if table is not None and "id" in table.c
        }


@pytest.fixture(scope="module")
def described(worked):
    return schemathesis.openapi.from_wsgi("/api/openapi.json", worked)


EVERY_DAY, NOW_AND_THEN = 5, 50
HOW = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("tries", [EVERY_DAY, pytest.param(NOW_AND_THEN, marks=pytest.mark.long)])
def test_every_operation_keeps_to_its_description(described, token, ids, mode, tries):
    headers, broken = {"Authorization": f"Bearer {token}"}, []
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(HOW, max_examples=tries)
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps_to_it(case):
            put_known_ids(case, ids)
            case.call_and_validate(headers=headers, checks=CHECKS)

        try:
            keeps_to_it()
        except Unsatisfiable:
            continue  # nothing wrong can be sent there
        except FailureGroup as error:  # the others are tried as well
            broken.append(f"{operation.label}: {error}")

    assert not broken, "\n\n".join(broken)


def put_known_ids(case, ids):
    """Ask for something that exists about every second time."""
    for name, made_up in case.path_parameters.items():
        known = ids.get(name, [])
        if known and len(str(made_up)) % 2:
            case.path_parameters[name] = known[len(str(made_up)) % len(known)]
