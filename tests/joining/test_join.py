"""Families who join a group by the word on its flyer, and leave it by the same."""

from datetime import date

import pytest

from app.foundation.errors import Conflict, NotFound
from app.inbox.receive import receive_text
from app.interpreting.queries import beside
from app.joining.decide import accept, refuse
from app.joining.join_request import JoinRequest, JoinState
from app.joining.queries import count_waiting, get_request, waiting_for_groups
from app.joining.sight import groups_seen_by
from app.main import build_front
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.group import Group, GroupMember, GroupPhone
from app.roster.groups import create_group, groups_of, put_in_group
from app.roster.join_words import give_join_word
from app.roster.phone_number import PhoneNumber
from app.roster.student import Student
from app.staff.staff_member import Role
from tests.support.cast import (
    CARMEN,
    HELEN,
    LEE,
    MAIN,
    MAYA,
    NIGHT,
    NOON,
    ROSA,
    RUIZ,
    TOM,
    Stage,
    incoming,
)
from tests.support.cedar import found_cedar

STRANGER, OTHER_STRANGER = "+12065550177", "+12065550178"
JUNE = date(2026, 6, 12)
FRONT = build_front()


@pytest.fixture
def robots(stage: Stage) -> Group:
    """A club that families join by its word."""
    group = create_group(
        stage.session, stage.cast.school, "Robot club", by=stage.cast.staff[LEE].id, now=stage.now
    )
    give_join_word(stage.session, stage.cast.school, group, "Robots", JUNE, now=stage.now)
    return group


def text_in(stage: Stage, sender: str, body: str, *, line: str = MAIN) -> Message:
    message_id = receive_text(stage.session, incoming(sender, body, line=line), front=FRONT, now=stage.now)
    stage.look_again()
    assert message_id is not None
    return stage.session.get_one(Message, message_id)


def said(stage: Stage, number: str) -> list[str]:
    return [message.body for message in stage.outgoing(number)]


def is_in(stage: Stage, group: Group, number: str) -> bool:
    phone = stage.cast.phones.get(number) or stage.all(PhoneNumber, PhoneNumber.e164 == number)[0]
    return bool(
        stage.all(GroupPhone, GroupPhone.group_id == group.id, GroupPhone.phone_number_id == phone.id)
    )


def is_waiting(stage: Stage, message: Message) -> bool:
    return stage.session.get_one(Thread, message.thread_id).waiting_since is not None


def child(stage: Stage, first_name: str) -> Student:
    (found,) = stage.all(Student, Student.first_name == first_name)
    return found


def request(stage: Stage) -> JoinRequest:
    return stage.all(JoinRequest)[-1]


def decide_yes(stage: Stage, *children: Student) -> None:
    accept(
        stage.session,
        stage.cast.school,
        request(stage),
        [one.id for one in children],
        by=stage.cast.staff[RUIZ],
        catalog=FRONT.catalog,
        now=stage.now,
    )
    stage.look_again()


def decide_no(stage: Stage) -> None:
    refuse(
        stage.session,
        stage.cast.school,
        request(stage),
        by=stage.cast.staff[RUIZ],
        catalog=FRONT.catalog,
        now=stage.now,
    )
    stage.look_again()


@pytest.mark.parametrize("words", ["UNIRME ROBOTS", "join robots.", "¡Únirme a Robots, por favor!"])
def test_a_family_of_the_roster_is_in_at_once_and_is_told_so_in_its_language(
    stage: Stage, robots: Group, words: str
) -> None:
    message = text_in(stage, ROSA, words)
    assert is_in(stage, robots, ROSA)
    (answer,) = stage.outgoing(ROSA)
    assert answer.body.startswith("Alameda Bilingual School: ¡Listo! Ya forma parte de Robot club.")
    assert "SALIRME ROBOTS" in answer.body
    assert "Ana" not in answer.body
    assert "JOIN" not in answer.body
    assert beside(stage.session, [answer.id])[answer.id].translations["en"].body.startswith("Alameda")
    assert not is_waiting(stage, message)
    assert not stage.all(JoinRequest)
    assert not stage.all(GroupMember), "the phone is in for itself; no child is, and no other home"


@pytest.mark.usefixtures("robots")
def test_joining_twice_changes_nothing_and_says_so(stage: Stage) -> None:
    for _ in range(2):
        text_in(stage, MAYA, "Join Robots")
    assert len(stage.all(GroupPhone)) == 1
    assert said(stage, MAYA)[-1] == (
        "Alameda Bilingual School: You are in Robot club already. Nothing has changed."
    )


def test_the_word_alone_and_a_sentence_with_it_are_ordinary_texts(stage: Stage, robots: Group) -> None:
    for words in ("ROBOTS", "Can Oliver join robots on Friday?"):
        assert is_waiting(stage, text_in(stage, MAYA, words))
    assert not is_in(stage, robots, MAYA)
    assert said(stage, MAYA) == []


def test_a_word_that_no_group_has_or_that_has_run_out_is_answered_kindly_and_read_by_a_person(
    stage: Stage, robots: Group
) -> None:
    robots.join_until = stage.now
    stage.wait(minutes=1)
    for number, words in ((MAYA, "JOIN ROBOTS"), (HELEN, "JOIN CHESS"), (STRANGER, "UNIRME ROBOTS")):
        assert is_waiting(stage, text_in(stage, number, words))
        (answer,) = said(stage, number)
        assert "(206) 555-0100" in answer
        assert "Robot" not in answer
    assert not stage.all(GroupPhone)
    assert not stage.all(JoinRequest)


def test_where_no_group_has_a_word_joining_is_an_ordinary_text(stage: Stage) -> None:
    assert is_waiting(stage, text_in(stage, MAYA, "JOIN ROBOTS"))
    assert said(stage, MAYA) == []


def test_a_phone_that_opted_out_is_in_and_is_not_texted(stage: Stage, robots: Group) -> None:
    text_in(stage, CARMEN, "ALTO")
    before = said(stage, CARMEN)
    text_in(stage, CARMEN, "UNIRME ROBOTS")
    assert is_in(stage, robots, CARMEN)
    assert said(stage, CARMEN) == before


def test_a_stranger_is_asked_once_whose_family_it_is_and_a_person_decides(
    stage: Stage, robots: Group
) -> None:
    text_in(stage, STRANGER, "UNIRME ROBOTS")
    (question,) = said(stage, STRANGER)
    assert "el nombre de su hijo o hija y el de su maestra o maestro" in question
    answer = text_in(stage, STRANGER, "Ana, maestra Lee")
    text_in(stage, STRANGER, "Unirme robots")
    assert (request(stage).words, request(stage).state) == ("Ana, maestra Lee", JoinState.WAITING)
    assert len(stage.all(JoinRequest)) == 1
    assert not is_waiting(stage, answer), "it waits in the queue of requests"
    assert "Ya tenemos su mensaje" in said(stage, STRANGER)[-1]
    assert not is_in(stage, robots, STRANGER)
    assert count_waiting(stage.session, stage.cast.school, Group.id == robots.id) == 1


def test_who_is_to_be_kept_from_a_child_is_answered_like_a_stranger(stage: Stage, robots: Group) -> None:
    text_in(stage, TOM, "JOIN ROBOTS")
    text_in(stage, STRANGER, "JOIN ROBOTS")
    assert said(stage, TOM) == said(stage, STRANGER)
    assert not is_in(stage, robots, TOM)
    assert len(stage.all(JoinRequest)) == 2


@pytest.mark.usefixtures("robots")
@pytest.mark.parametrize(
    ("words", "waits"),
    [("Ana. What time is dismissal?", True), ("Thanks!", True), ("Gracias, es Leo del Sr. Diaz", False)],
)
def test_what_else_a_stranger_says_reaches_a_person(stage: Stage, words: str, waits: bool) -> None:
    text_in(stage, STRANGER, "JOIN ROBOTS")
    assert is_waiting(stage, text_in(stage, STRANGER, words)) is waits


def test_a_person_lets_the_phone_in_with_its_child_and_the_family_hears_of_it(
    stage: Stage, robots: Group
) -> None:
    text_in(stage, STRANGER, "UNIRME ROBOTS")
    stage.now = NIGHT
    decide_yes(stage, child(stage, "Ana"))
    assert is_in(stage, robots, STRANGER)
    assert [member.student_id for member in stage.all(GroupMember)] == [child(stage, "Ana").id]
    told = stage.outgoing(STRANGER)[-1]
    assert "Robot club" in told.body
    assert told.due_at is not None
    assert told.due_at > NIGHT, "not at eleven at night"
    assert (request(stage).state, request(stage).decided_by) == (
        JoinState.ACCEPTED,
        stage.cast.staff[RUIZ].id,
    )
    with pytest.raises(Conflict):
        decide_no(stage)


def test_only_the_phone_may_be_let_in_or_it_is_refused_without_a_reason(stage: Stage, robots: Group) -> None:
    text_in(stage, STRANGER, "JOIN ROBOTS")
    decide_yes(stage)
    assert is_in(stage, robots, STRANGER)
    text_in(stage, OTHER_STRANGER, "JOIN ROBOTS")
    decide_no(stage)
    assert not is_in(stage, robots, OTHER_STRANGER)
    assert "We could not add this phone to Robot club. Please call us" in said(stage, OTHER_STRANGER)[-1]
    assert not stage.all(GroupMember)


@pytest.mark.usefixtures("robots")
def test_a_late_answer_after_the_decision_is_an_ordinary_text(stage: Stage) -> None:
    text_in(stage, STRANGER, "JOIN ROBOTS")
    decide_no(stage)
    assert is_waiting(stage, text_in(stage, STRANGER, "Ana, Ms. Lee"))


@pytest.mark.parametrize("words", ["LEAVE ROBOTS", "salirme de robots", "Salir robots."])
def test_a_phone_leaves_by_the_word_even_when_nobody_joins_by_it_any_more(
    stage: Stage, robots: Group, words: str
) -> None:
    text_in(stage, MAYA, "JOIN ROBOTS")
    stage.wait(days=120)
    text_in(stage, MAYA, words)
    assert not is_in(stage, robots, MAYA)
    assert said(stage, MAYA)[-1] == (
        "Alameda Bilingual School: This phone is not in Robot club any more."
        " You will get no more texts for that group."
    )


def test_words_like_leaving_that_name_no_group_may_ask_to_stop(stage: Stage, robots: Group) -> None:
    assert not is_waiting(stage, text_in(stage, MAYA, "JOIN ROBOTS"))
    text_in(stage, MAYA, "leave me alone")
    assert is_in(stage, robots, MAYA)
    assert len(said(stage, MAYA)) == 1, "a person decides first"


def test_who_hears_of_a_group_because_of_a_child_is_told_the_truth_when_it_leaves(
    stage: Stage, robots: Group
) -> None:
    put_in_group(stage.session, stage.cast.school, robots, [child(stage, "Oliver").id])
    message = text_in(stage, MAYA, "LEAVE ROBOTS")
    assert "The school put your child in Robot club" in said(stage, MAYA)[-1]
    assert is_waiting(stage, message)


@pytest.mark.usefixtures("robots")
def test_a_stranger_who_leaves_waits_no_longer(stage: Stage) -> None:
    text_in(stage, STRANGER, "JOIN ROBOTS")
    text_in(stage, STRANGER, "LEAVE ROBOTS")
    assert request(stage).state is JoinState.REFUSED
    assert request(stage).decided_by is None


@pytest.mark.usefixtures("robots")
def test_the_question_keeps_other_questions_answerable(stage: Stage) -> None:
    """A number answers what was numbered, not whose family somebody is."""
    text_in(stage, STRANGER, "JOIN ROBOTS")
    text_in(stage, STRANGER, "2")
    (prompt,) = stage.all(Prompt)
    assert prompt.answered_at is None


@pytest.mark.usefixtures("robots")
def test_a_request_of_another_school_does_not_exist(stage: Stage) -> None:
    text_in(stage, STRANGER, "JOIN ROBOTS")
    other = found_cedar(stage.session)
    with pytest.raises(NotFound):
        get_request(stage.session, other, request(stage).id)


def test_who_waits_is_asked_for_by_group_and_no_longer_named_once_decided(
    stage: Stage, robots: Group
) -> None:
    chess = create_group(
        stage.session, stage.cast.school, "Chess", by=stage.cast.staff[LEE].id, now=stage.now
    )
    give_join_word(stage.session, stage.cast.school, chess, "Chess", JUNE, now=stage.now)

    def waiting(*groups: Group) -> list[int]:
        found = waiting_for_groups(stage.session, stage.cast.school, [group.id for group in groups])
        return [one.group_id for one in found]

    text_in(stage, STRANGER, "JOIN CHESS")
    text_in(stage, OTHER_STRANGER, "JOIN ROBOTS")
    assert (waiting(robots), waiting(chess)) == ([robots.id], [chess.id])
    assert waiting(robots, chess) == [chess.id, robots.id]
    decide_no(stage)
    assert waiting(robots, chess) == [chess.id]
    text_in(stage, STRANGER, "JOIN ROBOTS")
    assert waiting(robots, chess) == [chess.id, robots.id], "whoever waits for one group may ask for another"


def test_a_counselors_group_is_known_to_nobody_else(stage: Stage) -> None:
    office, counselor = stage.cast.staff[RUIZ], stage.cast.staff[LEE]
    counselor.role = Role.COUNSELOR
    hers = create_group(stage.session, stage.cast.school, "Children who grieve", by=counselor.id, now=NOON)
    his = create_group(stage.session, stage.cast.school, "Chess", by=office.id, now=NOON)
    seen = {
        person.id: {
            one.group.id for one in groups_of(stage.session, stage.cast.school, groups_seen_by(person))
        }
        for person in (office, counselor)
    }
    assert seen == {office.id: {his.id}, counselor.id: {hers.id}}
