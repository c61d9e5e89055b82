"""What families need in order to come: raised and withdrawn by their answers, seen to by staff."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.answers.needs import cannot_meet_need, meet_need, take_need
from app.events.answers.rsvp import record_answer, settle_reply
from app.events.event import EventDate
from app.events.mailing import EventText
from app.events.need_task import NeedState, NeedTask
from app.events.reading.reply import Attendance, Need
from app.foundation.errors import Conflict, Invalid, NotFound
from app.schools.school import School
from tests.events.party import Party, guest_of
from tests.support.cast import CARMEN, DIAZ, LEE, MAYA, NOON

ALL = tuple(Need)
Deed = Callable[..., None]


@pytest.fixture
def riding(party: Party) -> Party:
    """Maya comes, if somebody picks her up."""
    party.invite(MAYA, offers=ALL)
    party.say(MAYA, "yes, need a ride")
    return party


def task(session: Session) -> NeedTask:
    return session.scalars(select(NeedTask)).one()


def test_a_need_is_due_some_days_before_the_first_date_that_the_family_comes_to(party: Party) -> None:
    party.invite(MAYA, dates=3, offers=ALL)
    party.say(MAYA, "2,3 and I need an interpreter")
    assert party.needs(MAYA) == [("interpreter", "open", "I need an interpreter")]
    assert party.do(lambda s, _: task(s).due_on) == date(2026, 3, 17)
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "1,3")
    assert party.do(lambda s, _: task(s).due_on) == date(2026, 3, 10)


def test_a_need_that_is_raised_late_is_due_at_once(party: Party) -> None:
    party.invite(MAYA, offers=ALL)
    party.wait(days=8)
    party.say(MAYA, "yes, need a ride")
    assert party.do(lambda s, _: task(s).due_on) == date(2026, 3, 11)


def test_who_does_not_come_after_all_needs_nothing_any_more(riding: Party) -> None:
    riding.say(MAYA, "CHANGE")
    riding.say(MAYA, "we can't")
    assert riding.needs(MAYA) == [("ride", "withdrawn", "need a ride")]
    riding.say(MAYA, "yes, need a ride")
    assert riding.needs(MAYA) == [("ride", "open", "need a ride")]


def test_who_joins_by_phone_needs_no_ride_but_still_an_interpreter(party: Party) -> None:
    party.invite(MAYA, offers=ALL, by_phone=True)
    party.say(MAYA, "yes, need a ride and an interpreter")
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "2")
    assert [(need, state) for need, state, _ in party.needs(MAYA)] == [
        ("ride", "withdrawn"),
        ("interpreter", "open"),
    ]


def test_a_no_that_says_what_is_missing_raises_it(party: Party) -> None:
    party.invite(CARMEN, offers=ALL)
    party.say(CARMEN, "no puedo, no tengo carro")
    assert party.needs(CARMEN) == [("ride", "open", "no tengo carro")]


def test_an_answer_that_staff_heard_withdraws_needs_too(riding: Party) -> None:
    riding.do(
        lambda s, c: record_answer(
            s, c.school, guest_of(s, MAYA), {1: Attendance.CANNOT}, people=None, by=c.staff[LEE], now=NOON
        )
    )
    assert riding.needs(MAYA) == [("ride", "withdrawn", "need a ride")]


def test_somebody_takes_it_and_the_family_is_told_when_it_is_done(riding: Party) -> None:
    words = {"en": "Mr. Diaz picks you up at 5:30."}
    riding.do(lambda s, c: take_need(s, c.school, task(s).id, owner=c.staff[DIAZ], now=riding.now))
    riding.do(lambda s, c: meet_need(s, c.school, task(s), words=words, by=c.staff[DIAZ], now=riding.now))
    done = riding.do(lambda s, c: (task(s).state, task(s).owner_id == task(s).settled_by == c.staff[DIAZ].id))
    assert done == (NeedState.MET, True)
    assert riding.event_texts() == [(MAYA, "need_met")]
    planned, starts_at = riding.do(
        lambda s, _: (s.scalars(select(EventText)).one(), s.scalars(select(EventDate.starts_at)).one())
    )
    assert (planned.words, planned.due_at, planned.not_after) == (words, riding.now, starts_at)


def test_what_cannot_be_arranged_is_said_too(riding: Party) -> None:
    riding.do(lambda s, c: cannot_meet_need(s, c.school, task(s), words={}, by=c.staff[LEE], now=riding.now))
    assert riding.needs(MAYA) == [("ride", "not_met", "need a ride")]
    assert riding.event_texts() == [(MAYA, "need_not_met")]


def test_what_was_met_stays_met_while_the_family_says_nothing_else_of_it(riding: Party) -> None:
    riding.do(lambda s, c: meet_need(s, c.school, task(s), words={}, by=c.staff[LEE], now=riding.now))
    for words, state in (("yes, need a ride", "met"), ("yes, need a ride for my mother too", "open")):
        riding.say(MAYA, "CHANGE")
        riding.say(MAYA, words)
        assert [one[:2] for one in riding.needs(MAYA)] == [("ride", state)]


def test_after_the_event_has_begun_nobody_is_told_any_more(riding: Party) -> None:
    riding.wait(days=10)
    riding.do(lambda s, c: meet_need(s, c.school, task(s), words={}, by=c.staff[LEE], now=riding.now))
    assert riding.event_texts() == []


def test_what_is_settled_or_cannot_be_read_is_refused(riding: Party) -> None:
    with pytest.raises(Invalid):
        riding.do(
            lambda s, c: meet_need(
                s, c.school, task(s), words={"es": "Listo."}, by=c.staff[LEE], now=riding.now
            )
        )
    riding.do(lambda s, c: meet_need(s, c.school, task(s), words={}, by=c.staff[LEE], now=riding.now))
    with pytest.raises(Conflict):
        riding.do(
            lambda s, c: cannot_meet_need(s, c.school, task(s), words={}, by=c.staff[LEE], now=riding.now)
        )
    with pytest.raises(Conflict):
        riding.do(lambda s, c: take_need(s, c.school, task(s).id, owner=None, now=riding.now))


def test_another_school_s_needs_and_replies_are_not_there(riding: Party) -> None:
    def elsewhere(session: Session) -> School:
        values = {
            column.key: getattr(session.scalars(select(School)).first(), column.key)
            for column in School.__table__.columns
            if column.key != "id"
        }
        other = School(**values | {"name": "Cedar"})
        session.add(other)
        session.flush()
        return other

    with pytest.raises(NotFound):
        riding.do(lambda s, c: take_need(s, elsewhere(s), task(s).id, owner=c.staff[LEE], now=riding.now))
    reply = riding.replies()[0].id
    with pytest.raises(NotFound):
        riding.do(lambda s, c: settle_reply(s, elsewhere(s), reply, by=c.staff[LEE], now=riding.now))


def test_a_person_has_read_a_doubtful_reply(party: Party) -> None:
    party.invite(MAYA)
    party.say(MAYA, "yes and no")
    reply = party.replies()[0].id
    party.do(lambda s, c: settle_reply(s, c.school, reply, by=c.staff[LEE], now=party.now))
    party.wait(hours=1)
    party.do(lambda s, c: settle_reply(s, c.school, reply, by=c.staff[DIAZ], now=party.now))
    settled = party.replies()[0]
    lee = party.do(lambda _, c: c.staff[LEE].id)
    assert (settled.settled_by, settled.settled_at) == (lee, NOON), "who did so first is kept"
