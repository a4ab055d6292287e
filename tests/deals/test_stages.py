"""In which stage a deal is, whatever the order in which facts are heard."""

from hypothesis import given
from hypothesis import strategies as st

from deals.plans import board_plan
from deals.stages import FactAt, Kind, Pin, StageAt, asks, first_stage, standing_of

NINE = [StageAt(s.key, s.kind, rank) for rank, s in enumerate(board_plan("nine").stages)]
SEVEN = [StageAt(s.key, s.kind, rank) for rank, s in enumerate(board_plan("seven").stages)]
STAGE = {stage.key: stage for stage in NINE}
KINDS = [
    "deal.opened",
    "quote.submitted",
    "quote.approved",
    "quote.superseded",
    "quote.accepted",
    "proposal.sent",
    "proposal.viewed",
    "envelope.sent",
    "envelope.signed",
    "envelope.declined",
    "envelope.voided",
    "envelope.expired",
    "envelope.completed",
]
ENDS = ["envelope.declined", "envelope.voided", "envelope.expired"]

documents = st.sampled_from(["one", "two", "three"])
stories = st.lists(st.tuples(st.sampled_from(KINDS), documents), max_size=12).map(
    lambda told: [FactAt(seq, kind, about) for seq, (kind, about) in enumerate(told, start=1)]
)
boards = st.sampled_from([NINE, SEVEN])
pins = st.none() | st.builds(
    Pin, st.sampled_from([s.key for s in NINE]), st.integers(min_value=0, max_value=12)
)


@given(boards, stories, pins, st.randoms())
def test_the_order_in_which_facts_are_heard_does_not_matter(board, story, pin, chance):
    heard = list(story)
    chance.shuffle(heard)

    assert standing_of(board, heard, pin) == standing_of(board, story, pin)


@given(boards, stories, pins, st.data())
def test_hearing_a_fact_again_does_not_matter(board, story, pin, data):
    again = data.draw(st.lists(st.sampled_from(story))) if story else []

    assert standing_of(board, story + again, pin) == standing_of(board, story, pin)


@given(boards, stories, stories)
def test_a_won_deal_never_reverts_by_itself(board, before, after):
    signed = [*before, FactAt(50, "envelope.completed", "one")]
    later = [FactAt(fact.seq + 100, fact.kind, fact.document) for fact in after]

    assert standing_of(board, signed + later).stage.kind is Kind.WON


@given(stories, st.integers(min_value=0, max_value=12))
def test_a_lost_deal_stays_lost_whatever_arrives(story, seq):
    assert standing_of(NINE, story, Pin("lost", seq)).stage.kind is Kind.LOST


@given(stories)
def test_lost_and_on_hold_are_never_concluded(story):
    assert standing_of(NINE, story).stage.kind in {Kind.OPEN, Kind.WON}


@given(boards, stories, stories)
def test_without_a_person_a_deal_only_goes_forward(board, before, after):
    later = [FactAt(fact.seq + 100, fact.kind, fact.document) for fact in after]
    then, now = standing_of(board, before).stage, standing_of(board, before + later).stage

    assert now.kind is Kind.WON or now.rank >= then.rank


@given(st.sampled_from(ENDS))
def test_a_stop_of_signing_holds_the_stage(end):
    story = [FactAt(1, "envelope.sent", "env"), FactAt(2, end, "env")]

    assert standing_of(NINE, story).stage.key == "contracting"


@given(stories, st.sampled_from(["list", "contacted", "appointment", "considering", "verbal"]))
def test_facts_from_before_a_pin_never_move_the_deal(story, key):
    at = standing_of(NINE, story, Pin(key, 12))

    assert (at.stage.key, at.pinned) == (key, True)


def test_a_newer_fact_takes_the_deal_on_from_a_pin_but_never_down():
    newer = [FactAt(5, "proposal.sent", "one")]

    assert standing_of(NINE, newer, Pin("contacted", 4)).stage.key == "considering"
    assert standing_of(NINE, newer, Pin("verbal", 4)).stage.key == "verbal"


def test_a_pin_says_where_the_documents_alone_would_put_the_deal():
    story = [FactAt(1, "quote.accepted", "one")]

    assert standing_of(NINE, story, Pin("contacted", 2)).overruled == "verbal"
    assert standing_of(NINE, story, Pin("verbal", 2)).overruled == ""


def test_what_was_replaced_before_it_was_sent_does_not_count():
    story = [FactAt(1, "quote.superseded", "one"), FactAt(2, "proposal.sent", "one")]

    assert standing_of(NINE, story).stage == first_stage(NINE)


def test_what_was_replaced_after_it_was_sent_holds():
    story = [FactAt(1, "proposal.sent", "one"), FactAt(2, "quote.superseded", "one")]

    assert standing_of(NINE, story).stage.key == "considering"


def test_reading_and_approving_move_nothing():
    story = [
        FactAt(1, "quote.submitted"),
        FactAt(2, "quote.approved"),
        FactAt(3, "proposal.viewed"),
    ]

    assert standing_of(NINE, story).stage == first_stage(NINE)


def test_only_an_acceptance_or_a_seal_wakes_a_deal_on_hold():
    hold = Pin("hold", 1)

    assert standing_of(NINE, [FactAt(2, "proposal.sent")], hold).stage.key == "hold"
    assert standing_of(NINE, [FactAt(2, "envelope.sent")], hold).stage.key == "hold"
    assert standing_of(NINE, [FactAt(2, "quote.accepted")], hold).stage.key == "verbal"
    assert standing_of(NINE, [FactAt(2, "envelope.completed")], hold).stage.key == "won"


def test_a_board_without_a_stage_uses_the_next_best():
    assert standing_of(SEVEN, [FactAt(1, "envelope.sent")]).stage.key == "considering"


def test_what_a_move_asks_for():
    assert asks(STAGE["list"], STAGE["considering"]) == frozenset()
    assert asks(STAGE["considering"], STAGE["list"]) == {"reason"}
    assert asks(STAGE["considering"], STAGE["lost"]) == {"reason"}
    assert asks(STAGE["considering"], STAGE["hold"]) == {"resume_on"}
    assert asks(STAGE["lost"], STAGE["considering"]) == {"reason"}
    assert asks(STAGE["hold"], STAGE["considering"]) == frozenset()
