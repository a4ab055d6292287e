from customers.queries import ContactCard
from flow.signers import countersigners, suggest
from people.queries import PersonCard
from people.roles import Role


def contact(key, title="", division=""):
    email = f"{key}@aoki.example"
    return ContactCard(
        id=key, customer_id="cus_1", family_name=key, title=title, division=division, email=email
    )


def person(key, *roles, active=True):
    names = (key, key, key, "", "", f"{key}@example.jp", "ja")
    return PersonCard(*names, frozenset(roles), "", active)


ENGINEER, CLERK = contact("engineer", "設計部長"), contact("clerk", "主任", "購買部")
PRESIDENT = contact("president", "代表取締役社長")


def test_the_addressee_signs_first_and_then_whoever_represents_the_company():
    chosen = suggest([CLERK, ENGINEER, PRESIDENT], "engineer", [])

    assert chosen.signers == ["engineer", "president"]
    assert chosen.copies == ["clerk"]


def test_a_president_who_is_the_addressee_signs_once_and_a_colleague_too():
    chosen = suggest([CLERK, ENGINEER, PRESIDENT], "president", [])

    assert chosen.signers == ["president", "engineer"]
    assert chosen.copies == ["clerk"]


def test_an_addressee_who_has_left_is_not_suggested():
    assert suggest([CLERK, PRESIDENT], "engineer", []).signers == ["president"]


def test_titles_in_english_are_understood():
    abroad = [contact("ann", "Managing Director"), contact("bob", "Procurement Officer")]

    chosen = suggest(abroad, "", [])

    assert (chosen.signers, chosen.copies) == (["ann"], ["bob"])


def test_a_manager_countersigns_before_a_leader_and_a_rep_never():
    people = [
        person("rep", Role.REP),
        person("leader", Role.LEADER),
        person("gone", Role.MANAGER, active=False),
        person("manager", Role.MANAGER, Role.REP),
    ]

    assert [one.id for one in countersigners(people)] == ["manager", "leader"]
    assert suggest([ENGINEER], "engineer", countersigners(people)).countersigner == "manager"
