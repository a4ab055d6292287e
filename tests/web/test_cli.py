"""What an operator starts by hand."""

from click.testing import CliRunner

from foundation.db import reading
from people.queries import person_by_email
from people.roles import Role
from web.cli import main

FIRST = ["add-person", "boss@mitsumori.example", "社長", "--password"]


def test_the_first_administrator_is_made_by_hand(database):
    made = CliRunner().invoke(main, [*FIRST, "a long enough one"])

    assert made.exit_code == 0, made.output
    with reading() as session:
        assert person_by_email(session, "boss@mitsumori.example").roles == {Role.ADMIN}


def test_a_password_that_is_too_short_is_refused_in_a_sentence(database):
    refused = CliRunner().invoke(main, [*FIRST, "short"])

    assert refused.exit_code == 1
    assert "at least 10 characters" in refused.output
