"""A family answers while staff are at its event: on PostgreSQL, where both are at work at once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.events.answers.rsvp import record_answer
from app.events.arrival import check_in
from app.events.planning.change import call_off
from app.events.planning.redate import redate_questions
from app.events.planning.told import hold
from app.events.reading.reply import Attendance
from app.foundation.database import Database
from tests.events.party import Party, guest_of, the_event
from tests.support.cast import LEE, MAYA

_SOMEBODY_WAITS = text("select count(*) from pg_locks where not granted")


@pytest.fixture
def party(postgres_town: Database) -> Party:
    party = Party(postgres_town.writing)
    party.invite(MAYA)
    return party


def say_meanwhile(
    party: Party, words: str, deed: Callable[[Session, Cast, Callable[[], None]], object]
) -> None:
    """The deed is told how to let Maya's text arrive in the middle of it."""
    with ThreadPoolExecutor(1) as phone:
        arriving = []

        def text_arrives(session: Session) -> None:
            arriving.append(phone.submit(party.say, MAYA, words))
            for _ in range(100):
                if session.scalar(_SOMEBODY_WAITS):
                    return
                time.sleep(0.03)
            message = "the text does not wait for whoever is at the event"
            raise AssertionError(message)

        party.do(lambda session, cast: deed(session, cast, lambda: text_arrives(session)))
        assert arriving[0].result(timeout=10) is not None


def test_who_says_yes_while_the_event_is_called_off_is_not_told_to_come(party: Party) -> None:
    def deed(session: Session, cast: Cast, text_arrives: Callable[[], None]) -> None:
        call_off(session, cast.school, the_event(session), words={}, by=cast.staff[LEE], now=party.now)
        session.flush()
        text_arrives()

    say_meanwhile(party, "yes we are 4", deed)
    assert (party.seats(MAYA), party.told(MAYA)) == ([], [])
    assert party.is_waiting(MAYA), "a person answers"


def test_an_answer_and_a_date_that_moves_do_not_stand_in_each_others_way(party: Party) -> None:
    def deed(session: Session, cast: Cast, text_arrives: Callable[[], None]) -> None:
        event = the_event(session)
        hold(session, event)
        text_arrives()
        redate_questions(session, cast.school, event, now=party.now)

    say_meanwhile(party, "yes we are 4", deed)
    assert party.seats(MAYA) == [(1, "coming", 4)]


def test_what_staff_heard_and_what_the_family_texts_meanwhile_are_both_taken(party: Party) -> None:
    def deed(session: Session, cast: Cast, text_arrives: Callable[[], None]) -> None:
        guest = guest_of(session, MAYA)
        said = {1: Attendance.COMING}
        record_answer(session, cast.school, guest, said, people=2, by=cast.staff[LEE], now=party.now)
        text_arrives()

    say_meanwhile(party, "we can't come", deed)
    assert party.seats(MAYA) == [(1, "coming", 2)], "the question is closed: it is a text to a person"
    assert party.is_waiting(MAYA)


def test_a_family_that_texts_while_it_is_checked_in_is_heard(party: Party) -> None:
    def deed(session: Session, cast: Cast, text_arrives: Callable[[], None]) -> None:
        one = the_event(session).dates[0]
        here = guest_of(session, MAYA)
        check_in(session, cast.school, one, here, people=3, by=cast.staff[LEE], now=party.now)
        text_arrives()

    party.wait(days=9, hours=-4)
    say_meanwhile(party, "yes we are 4", deed)
    assert party.seats(MAYA) == [(1, "coming", 4)]
