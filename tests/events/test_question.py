"""The question of an invitation: how long it is open, and whether a bare answer is meant for it."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.events.event import EventDate
from app.events.reading.reply import Doubt
from app.inbox.reply import reply
from app.messages.thread import Thread
from tests.events.party import Party, guest_of
from tests.support.cast import CARMEN, LEE, MAYA


def _teacher_writes(session: Session, cast: Cast, party: Party) -> None:
    thread = session.get_one(Thread, guest_of(session, MAYA).thread_id)
    reply(
        session,
        cast.school,
        thread,
        "Can you call me at three?",
        by=cast.staff[LEE],
        now=party.now,
        seen_message_id=thread.last_message_id or 0,
    )


@pytest.mark.parametrize("words", ["1", "yes", "no", "Yes please", "ok yes thank you"])
def test_a_bare_answer_after_a_teacher_has_written_may_be_meant_for_the_teacher(
    party: Party, words: str
) -> None:
    party.invite(MAYA)
    party.wait(hours=1)
    party.do(lambda s, c: _teacher_writes(s, c, party))
    party.say(MAYA, words)
    assert party.seats(MAYA) == []
    assert party.told(MAYA) == []
    assert party.is_waiting(MAYA)
    assert [one.doubt for one in party.replies()] == [Doubt.SEVERAL_MEANINGS]
    assert len(party.live(MAYA)) == 1


def test_one_that_speaks_of_the_event_is_meant_for_it_all_the_same(party: Party) -> None:
    party.invite(MAYA)
    party.wait(hours=1)
    party.do(lambda s, c: _teacher_writes(s, c, party))
    party.say(MAYA, "Yes, 4 people")
    assert party.seats(MAYA) == [(1, "coming", 4)]


def test_a_teacher_s_text_before_the_question_makes_no_difference(party: Party) -> None:
    party.invite(MAYA)
    party.do(lambda s, c: _teacher_writes(s, c, party))
    party.wait(hours=1)
    party.say(MAYA, "CHANGE")
    party.wait(minutes=1)
    party.say(MAYA, "1")
    assert party.seats(MAYA) == [(1, "coming", 1)]


def test_until_the_last_date_has_begun_it_is_open(party: Party) -> None:
    party.invite(CARMEN, dates=2)
    party.wait(days=15)
    party.say(CARMEN, "la 2 sí")
    assert party.seats(CARMEN) == [(2, "coming", 1)]
    party.invite(MAYA, dates=1)
    party.wait(days=2)
    party.say(MAYA, "yes")
    assert party.seats(MAYA) == []


@pytest.mark.parametrize("is_called_off", [True, False])
def test_a_date_that_is_over_or_called_off_cannot_be_answered_any_more(
    party: Party, is_called_off: bool
) -> None:
    party.invite(CARMEN, dates=2)
    if is_called_off:
        off = update(EventDate).where(EventDate.number == 1).values(called_off_at=party.now)
        party.do(lambda s, _: s.execute(off))
    else:
        party.wait(days=10)
    party.say(CARMEN, "1 somos 3")
    assert party.seats(CARMEN) == []
    assert party.is_waiting(CARMEN)
    party.say(CARMEN, "2 somos 3")
    assert party.seats(CARMEN) == [(2, "coming", 3)]


def test_the_same_event_is_never_asked_about_twice_at_a_time(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "CHANGE")
    assert len(party.live(MAYA)) == 1
    party.say(MAYA, "1")
    assert party.seats(MAYA) == [(1, "coming", 1)]


def test_so_many_people_that_nobody_means_it_are_for_a_person(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "yes 80 people")
    assert party.seats(MAYA) == []
    assert party.is_waiting(MAYA)


def test_it_is_asked_in_the_conversation_where_the_family_was_invited(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "CHANGE")
    threads = party.do(lambda s, _: s.scalars(select(Thread.id)).all())
    assert [prompt.thread_id for prompt in party.live(MAYA)] == threads
