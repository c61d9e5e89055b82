"""What is planned with an event, and what becomes of it when a date moves."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest

from app.events.event import Event
from app.events.mailing import EventTextKind, LeftOut, TextState
from app.events.sending.mailings import cancel_mailings
from app.foundation.errors import Invalid
from app.messages.delivery_status import DeliveryStatus
from app.schools.school import School
from tests.events.gathering import THURSDAY, WEEK, Gathering, at, make_event, sqlite_gathering
from tests.support.cast import MAYA, ROSA

FEBRUARY_26 = date(2026, 2, 26)
CHANGE, INVITATION, REMINDER, THANKS = (
    EventTextKind.CHANGE,
    EventTextKind.INVITATION,
    EventTextKind.REMINDER,
    EventTextKind.THANKS,
)


@pytest.fixture
def gathering(sqlite_url: str) -> Iterator[Gathering]:
    with sqlite_gathering(sqlite_url, at(date(2026, 2, 20), 10)) as gathering:
        yield gathering


def test_a_single_evening_has_an_invitation_two_reminders_and_thanks(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26)
    assert gathering.calendar() == [
        "Fri Feb 20 10:00 invitation",
        "Wed Feb 25 17:00 reminder",
        "Thu Feb 26 14:00 morning",
        "Fri Feb 27 10:30 thanks",
    ]
    fresh = {mailing.kind: mailing.not_after for mailing in gathering.mailings()}
    assert fresh[INVITATION] == at(date(2026, 2, 22), 10)
    assert fresh[REMINDER] == at(FEBRUARY_26, 17, 30)
    assert fresh[THANKS] == at(date(2026, 2, 28), 10, 30)


def test_every_mailing_can_be_paused_by_itself(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26)
    assert len({mailing.batch_id for mailing in gathering.mailings()}) == 4


def test_a_series_asks_before_every_date_but_the_first_also_where_the_clocks_change(
    gathering: Gathering,
) -> None:
    gathering.plan(THURSDAY - WEEK, THURSDAY)  # the clocks go forward on the Sunday between
    assert gathering.calendar() == [
        "Fri Feb 20 10:00 invitation",
        "Wed Mar 4 17:00 reminder",
        "Thu Mar 5 14:00 morning",
        "Fri Mar 6 10:30 thanks",
        "Mon Mar 9 17:30 next_date",
        "Wed Mar 11 17:00 reminder",
        "Thu Mar 12 14:00 morning",
        "Fri Mar 13 10:30 thanks",
    ]


def test_dates_on_end_are_asked_for_the_evening_after_the_one_before_or_not_at_all(
    gathering: Gathering,
) -> None:
    days = (FEBRUARY_26, FEBRUARY_26 + timedelta(days=2), FEBRUARY_26 + timedelta(days=3))
    gathering.plan(*days)
    asked = [line for line in gathering.calendar() if line.endswith("next_date")]
    assert asked == ["Fri Feb 27 17:30 next_date"]


@pytest.mark.parametrize(
    ("hour", "morning"),
    [(8, []), (10, []), (11, ["09:00"]), (12, ["09:00"]), (13, ["09:00"]), (14, ["10:00"]), (19, ["15:00"])],
)
def test_the_text_of_the_day_itself_comes_hours_before_and_within_texting_hours(
    gathering: Gathering, hour: int, morning: list[str]
) -> None:
    gathering.plan(FEBRUARY_26, hour=hour)
    assert [line.split()[3] for line in gathering.calendar() if line.endswith("morning")] == morning


def test_an_invitation_by_night_leaves_in_the_morning(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26, send_at=at(date(2026, 2, 21), 22))
    assert gathering.calendar()[0] == "Sun Feb 22 09:00 invitation"


def test_what_would_come_before_the_invitation_is_not_planned(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26, send_at=at(FEBRUARY_26, 12))
    assert gathering.calendar() == [
        "Thu Feb 26 12:00 invitation",
        "Thu Feb 26 14:00 morning",
        "Fri Feb 27 10:30 thanks",
    ]
    assert gathering.mailings()[0].not_after == at(FEBRUARY_26, 17)


def test_nobody_is_invited_to_what_begins_before_they_could_answer(gathering: Gathering) -> None:
    with pytest.raises(Invalid):
        gathering.plan(FEBRUARY_26, send_at=at(FEBRUARY_26, 17, 30))
    assert gathering.mailings() == []


def test_a_text_that_nobody_could_get_in_time_is_refused_but_urgent_news_go_at_any_hour(
    gathering: Gathering,
) -> None:
    gathering.plan(FEBRUARY_26, hour=8)
    gathering.turn(FEBRUARY_26, 6)
    with pytest.raises(Invalid):
        gathering.add(EventTextKind.SECOND_ASK, not_after=at(FEBRUARY_26, 8))
    assert gathering.add(CHANGE, not_after=at(FEBRUARY_26, 8))


def test_when_a_date_moves_what_is_ahead_of_it_moves_along(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26, FEBRUARY_26 + WEEK).send()
    gathering.turn(FEBRUARY_26, 9)
    gathering.open()  # the reminder of the first date is out
    gathering.move(1, FEBRUARY_26 + timedelta(days=4))
    assert gathering.calendar() == [
        "Sun Mar 1 17:00 reminder",
        "Mon Mar 2 14:00 morning",
        "Tue Mar 3 10:30 thanks",
        "Tue Mar 3 17:30 next_date",
        "Wed Mar 4 17:00 reminder",
        "Thu Mar 5 14:00 morning",
        "Fri Mar 6 10:30 thanks",
    ]


def test_a_reminder_that_is_due_this_very_minute_survives_a_small_change(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26).send()
    gathering.turn(FEBRUARY_26 - timedelta(days=1), 17, 1)
    gathering.move(1, FEBRUARY_26, 19)
    assert gathering.calendar()[:2] == ["Wed Feb 25 17:00 reminder", "Thu Feb 26 15:00 morning"]


def test_a_date_that_moves_near_loses_the_texts_for_which_it_is_too_late(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26).send()
    gathering.turn(date(2026, 2, 23), 12)
    gathering.move(1, date(2026, 2, 23))
    assert gathering.calendar() == ["Mon Feb 23 14:00 morning", "Tue Feb 24 10:30 thanks"]


def test_an_event_without_an_invitation_plans_nothing_when_a_date_moves(gathering: Gathering) -> None:
    gathering.event_id = gathering.do(lambda s, c: make_event(s, c, [FEBRUARY_26], now=gathering.now).id)
    gathering.move(1, FEBRUARY_26 + WEEK)
    assert gathering.mailings() == []


def test_a_date_that_is_called_off_takes_its_own_texts_along_and_no_others(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26, FEBRUARY_26 + WEEK)
    gathering.call_off_date(1)
    assert all("Feb 26" not in line and "Feb 27" not in line for line in gathering.calendar())
    assert len(gathering.calendar()) == 5


def test_what_is_cancelled_leaves_neither_the_plan_nor_the_outbox(gathering: Gathering) -> None:
    gathering.plan(FEBRUARY_26).send(most_waiting=4)
    gathering.do(lambda s, _: cancel_mailings(s, s.get_one(Event, gathering.event_id), now=gathering.now))
    assert {row.reason or row.state for row in gathering.event_texts()} == {
        LeftOut.CALLED_OFF,
        TextState.SENT,
    }
    sent = [text.status for number in (MAYA, ROSA) for text in gathering.texts(number)]
    assert set(sent) <= {DeliveryStatus.CANCELLED}
    assert gathering.send() == 0
    assert gathering.calendar() == []


def test_a_school_whose_texting_hours_end_early_reminds_earlier(gathering: Gathering) -> None:
    gathering.change(School, texting_until=time(16))
    gathering.plan(FEBRUARY_26)
    assert gathering.calendar()[1] == "Wed Feb 25 15:00 reminder"
