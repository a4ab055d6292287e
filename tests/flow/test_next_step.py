from dataclasses import replace

import pytest

from flow.next_step import Standing, next_step


@pytest.mark.parametrize(
    ("standing", "endpoint"),
    [
        (Standing(), "flow.open_quote"),
        (Standing(quote_state="draft", revision_id="r"), "cpq.show_quote"),
        (Standing(quote_state="submitted", revision_id="r"), "cpq.show_quote"),
        (Standing(quote_state="sent_back", revision_id="r"), "cpq.show_quote"),
        (Standing(quote_state="expired", revision_id="r"), "flow.open_quote"),
        (Standing(quote_state="approved", revision_id="r"), "proposals.new_proposal"),
        (
            Standing(quote_state="approved", revision_id="r", proposal_id="p"),
            "proposals.show_proposal",
        ),
        (
            Standing(quote_state="accepted", revision_id="r", proposal_id="p", shared=True),
            "flow.choose_signers",
        ),
        (
            Standing(quote_state="accepted", envelope_id="e", envelope_state="sent"),
            "signing.show_envelope",
        ),
        (
            Standing(
                quote_state="accepted",
                revision_id="r",
                proposal_id="p",
                shared=True,
                envelope_id="e",
                envelope_state="declined",
            ),
            "flow.choose_signers",
        ),
        (Standing(closed=True), ""),
    ],
)
def test_the_newest_fact_decides_what_comes_next(standing, endpoint):
    assert next_step(standing, "dea_1").endpoint == endpoint


@pytest.mark.parametrize(
    ("ended", "endpoint", "words"),
    [
        ("declined", "flow.choose_signers", "declined"),
        ("voided", "flow.choose_signers", "withdrawn"),
        ("expired", "cpq.show_quote", "not signed in time"),
    ],
)
def test_an_envelope_that_ended_is_said_before_what_can_be_done(ended, endpoint, words):
    standing = Standing(quote_state="accepted", revision_id="r", shared=True, envelope_id="e")
    step = next_step(replace(standing, envelope_state=ended), "dea_1")

    assert step.endpoint == endpoint
    assert words in step.text.msgid
