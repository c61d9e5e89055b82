"""Invitations go before tips: what events have yet to say in a week keeps its room."""

from datetime import date, timedelta

import pytest

from app.events.guest import Seat
from app.events.mailing import EventTextKind
from app.events.sending.reserved import reserved
from app.foundation.database import Database
from app.schools.school import School
from app.tips.delivery import DeliveryState, Reason
from tests.events.gathering import THURSDAY, WEEK, Gathering
from tests.support.cast import CARMEN, MAYA, ROSA
from tests.tips.year import K_TO_2, Year, at

MONDAY = date(2026, 3, 9)
DAY = timedelta(days=1)
KIND = EventTextKind


@pytest.fixture
def gathering(town: Database) -> Gathering:
    return Gathering(town, at(MONDAY, 8))


def kept(gathering: Gathering, number: str, day: date = MONDAY) -> int:
    return gathering.do(
        lambda s, c: reserved(s, c.school, [c.phones[number].id], day).get(c.phones[number].id, 0)
    )


def test_an_invitation_to_come_keeps_room_for_each_family_of_its_audience(gathering: Gathering) -> None:
    gathering.plan(THURSDAY + WEEK, send_at=at(MONDAY + 2 * DAY, 12))
    assert kept(gathering, ROSA) == 1
    assert kept(gathering, ROSA, MONDAY - 7 * DAY) == 0  # it is of this week
    gathering.turn(MONDAY + 2 * DAY, 12).open()
    assert kept(gathering, ROSA) == 1  # the text is planned now, and counted once
    gathering.send()
    assert kept(gathering, ROSA) == 0  # the outbox counts it from here on


def test_who_is_coming_has_room_for_the_reminders_and_the_thanks(gathering: Gathering) -> None:
    gathering.turn(MONDAY, 10).plan(THURSDAY).send()
    gathering.answer(ROSA, Seat.COMING)
    assert kept(gathering, ROSA) == 3  # Wednesday, Thursday, and the thanks of Friday
    assert kept(gathering, CARMEN) == 0


def test_a_tip_gives_way_to_an_invitation_of_the_same_week(town: Database) -> None:
    year = Year(town, at(MONDAY, 8)).begin(K_TO_2)
    year.change(School, weekly_allowance=3)
    year.plan()
    gathering = Gathering(town, year.now).plan(THURSDAY + WEEK, send_at=at(MONDAY + 4 * DAY, 12))
    for day in range(5):
        year.plan_and_send(MONDAY + day * DAY)
        gathering.turn(MONDAY + day * DAY, 18).send()
    assert year.outcomes(MAYA)[:3] == [DeliveryState.SENT, DeliveryState.SENT, Reason.NO_ROOM]
    assert len(gathering.texts(MAYA)) == 1
