"""Writing an event down, inviting to it, changing it and calling it off."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.events.answers.question import put_question
from app.events.event import Event, EventDate, EventState
from app.events.guest import Guest, Rsvp, Seat
from app.events.mailing import EventTextKind, LeftOut, Mailing
from app.events.need_task import NeedState, NeedTask
from app.events.planning.change import announce_change, call_off, call_off_date
from app.events.planning.edit import create_event, discard_draft, edit_event
from app.events.planning.forms import ChangeForm, DateForm, EventForm
from app.events.planning.invite import (
    ask_again,
    invite,
    invite_latecomers,
    latecomers_of,
    take_back_invitation,
)
from app.events.reading.reply import Need
from app.events.sending.concerned import concerned_by
from app.foundation.errors import Conflict, Invalid, NotFound
from app.messages.thread import Thread
from app.roster.audience import Audience, AudienceKind
from app.roster.group_phones import put_phone_in
from app.roster.groups import create_group, put_in_group
from app.roster.phone_number import PhoneNumber
from app.roster.section import Section
from app.roster.student import Student
from tests.events.planning import (
    PLACE,
    SECOND,
    SUPPER,
    THIRD,
    answers,
    draft,
    form,
    guest,
    invited,
    local,
    scheduled,
    tell,
)
from tests.support.cast import CARMEN, LEE, MAYA, NOON, ROSA, Stage

IN_THE_GYM = {"en": "School gym", "es": "Gimnasio de la escuela"}
SNOW = {"en": "There is a lot of snow.", "es": "Hay mucha nieve."}
HOUR = timedelta(hours=1)


def save(stage: Stage, event: Event, changed: EventForm) -> Event:
    return edit_event(
        stage.session,
        stage.cast.school,
        event,
        changed,
        inbox_ids=[changed.inbox_id],
        by=stage.cast.staff[LEE],
        now=stage.now,
    )


def change(stage: Stage, event: Event, said: ChangeForm, *, number: int | None = 1) -> Mailing:
    one = None if number is None else event.dates[number - 1]
    return announce_change(
        stage.session, stage.cast.school, event, one, said, by=stage.cast.staff[LEE], now=stage.now
    )


def mailings(stage: Stage, event: Event, *, number: int | None = None) -> dict[EventTextKind, datetime]:
    """What is still to leave, and when."""
    ids = {one.id for one in event.dates if number in {None, one.number}}
    return {
        mailing.kind: mailing.due_at
        for mailing in stage.all(Mailing, Mailing.event_id == event.id)
        if mailing.cancelled_at is None and (number is None or mailing.event_date_id in ids)
    }


# A draft


def test_a_draft_keeps_what_was_typed_and_tells_nobody(stage: Stage) -> None:
    event = draft(stage, SUPPER, offers=(Need.RIDE,), question={"en": "What did you like?"})
    assert (event.state, event.offered, event.missing) == (EventState.DRAFT, (Need.RIDE,), ("es",))
    assert local(stage, event.dates[0]) == datetime(2026, 3, 12, 18)  # noqa: DTZ001 - a clock on a wall
    assert stage.all(Mailing) == []


def test_dates_are_numbered_by_when_they_begin_in_whatever_order_they_were_typed(stage: Stage) -> None:
    event = draft(stage, THIRD, SUPPER, SECOND)
    assert [(one.number, one.day(stage.cast.school).day) for one in event.dates] == [
        (1, 12),
        (2, 19),
        (3, 26),
    ]


def test_a_draft_may_become_something_quite_different(stage: Stage) -> None:
    event = draft(stage, SUPPER, SECOND, THIRD)
    save(stage, event, form(stage, replace(SECOND, capacity=30), title={"en": "Garden day"}))
    stage.look_again()
    (one,) = stage.all(EventDate)
    assert (event.title, one.number, one.capacity) == ({"en": "Garden day"}, 1, 30)
    assert local(stage, one).day == 19


@pytest.mark.parametrize(
    ("dates", "other"),
    [
        ((SUPPER,), {"title": {"en": "  "}}),
        ((SUPPER,), {"title": {"en": "x" * 61}}),
        ((SUPPER,), {"title": {"so": "Casho"}}),
        ((SUPPER,), {"about": {"en": "Reply STOP if you cannot."}}),
        ((SUPPER,), {"needs_due_days": 15}),
        ((replace(SUPPER, ends=time(18)),), {}),
        ((replace(SUPPER, capacity=0),), {}),
        ((SUPPER, SUPPER), {}),
        (tuple(replace(SUPPER, day=date(2026, 4, day)) for day in range(1, 8)), {}),
    ],
)
def test_what_no_event_can_be_is_refused(
    stage: Stage, dates: tuple[DateForm, ...], other: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        draft(stage, *dates, **other)


def test_an_event_has_a_date(stage: Stage) -> None:
    with pytest.raises(Invalid, match="between 1 and 6 dates"):
        create_event(
            stage.session,
            stage.cast.school,
            replace(form(stage), dates=()),
            inbox_ids=[form(stage).inbox_id],
            by=stage.cast.staff[LEE],
            now=stage.now,
        )


def test_nobody_makes_an_event_of_an_inbox_that_they_do_not_see(stage: Stage) -> None:
    event = draft(stage)
    with pytest.raises(NotFound):
        edit_event(
            stage.session,
            stage.cast.school,
            event,
            form(stage),
            inbox_ids=[],
            by=stage.cast.staff[LEE],
            now=stage.now,
        )


def test_nobody_invites_a_class_that_is_not_the_schools(stage: Stage) -> None:
    with pytest.raises(NotFound):
        draft(stage, audience=Audience(AudienceKind.SECTIONS, (10**6,)))


def test_a_discarded_draft_is_gone(stage: Stage) -> None:
    event = draft(stage, SUPPER, SECOND)
    discard_draft(stage.session, event)
    assert stage.all(Event) == [] == stage.all(EventDate)


def test_a_draft_whose_invitation_was_taken_back_can_be_discarded_too(stage: Stage) -> None:
    event = scheduled(stage)
    take_back_invitation(stage.session, event, now=stage.now)
    discard_draft(stage.session, event)
    assert stage.all(Event) == []


# Clocks that change


@pytest.mark.parametrize(
    ("day", "begins", "in_utc"),
    [
        (date(2026, 3, 7), time(18), datetime(2026, 3, 8, 2, tzinfo=UTC)),  # the evening before
        (date(2026, 3, 8), time(18), datetime(2026, 3, 9, 1, tzinfo=UTC)),  # of the day itself
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),  # the first of two
    ],
)
def test_an_event_begins_when_the_schools_clock_says_so(
    stage: Stage, day: date, begins: time, in_utc: datetime
) -> None:
    event = draft(stage, DateForm(day, begins, time(21)))
    assert event.dates[0].starts_at == in_utc


def test_a_time_that_the_clocks_skip_is_no_time(stage: Stage) -> None:
    with pytest.raises(Invalid, match="the clocks skip 02:30"):
        draft(stage, DateForm(date(2026, 3, 8), time(2, 30), time(4)))


def test_an_event_may_last_into_the_hour_that_the_clocks_repeat(stage: Stage) -> None:
    event = draft(stage, DateForm(date(2026, 11, 1), time(1, 45), time(1, 15)))
    assert event.dates[0].ends_at - event.dates[0].starts_at == timedelta(minutes=30)


# Inviting


def test_inviting_plans_the_invitation_and_what_follows(stage: Stage) -> None:
    send_at = NOON + timedelta(days=1)
    event = scheduled(stage, send_at=send_at)
    planned = mailings(stage, event)
    assert event.state is EventState.OPEN
    assert planned[EventTextKind.INVITATION] == send_at
    assert {EventTextKind.REMINDER, EventTextKind.MORNING, EventTextKind.THANKS} <= planned.keys()


def test_an_invitation_of_the_night_waits_for_the_morning(stage: Stage) -> None:
    stage.wait(hours=11)
    event = scheduled(stage)
    assert mailings(stage, event)[EventTextKind.INVITATION] == datetime(2026, 3, 4, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"title": {"en": "Supper"}}, "not worded yet in: español"),
        ({"about": {"es": "Habrá cena."}}, "not worded yet in: English"),
        ({"dates": (replace(SUPPER, place={"en": "Room 4"}),)}, "not worded yet in: español"),
        ({"place": {}}, "where it takes place"),
        ({"dates": (SUPPER, replace(SUPPER, day=date(2026, 3, 2)))}, "past"),
        ({"audience": Audience(AudienceKind.GRADES, ("12",))}, "Nobody would be invited"),
        ({"dates": (replace(SUPPER, day=date(2026, 3, 3), begins=time(12, 30)),)}, "too late"),
    ],
)
def test_nobody_is_invited_to_what_is_not_ready(stage: Stage, other: dict[str, object], says: str) -> None:
    event = draft(stage, **other)
    with pytest.raises(Invalid, match=says):
        invite(stage.session, stage.cast.school, event, send_at=None, by=stage.cast.staff[LEE], now=stage.now)
    assert stage.all(Mailing) == []


@pytest.mark.parametrize("hours", [-1, 12, 24 * 30])
def test_an_invitation_leaves_neither_in_the_past_nor_at_night_nor_after_the_event(
    stage: Stage, hours: int
) -> None:
    with pytest.raises(Invalid):
        scheduled(stage, send_at=NOON + hours * HOUR)


def test_an_event_is_invited_to_once(stage: Stage) -> None:
    event = scheduled(stage)
    with pytest.raises(Conflict):
        invite(stage.session, stage.cast.school, event, send_at=None, by=stage.cast.staff[LEE], now=stage.now)


def test_an_invitation_that_waits_to_leave_can_be_taken_back(stage: Stage) -> None:
    event = scheduled(stage, send_at=NOON + 2 * HOUR)
    take_back_invitation(stage.session, event, now=stage.now)
    assert (event.state, mailings(stage, event)) == (EventState.DRAFT, {})


def test_one_that_has_left_cannot(stage: Stage) -> None:
    event = invited(stage)
    with pytest.raises(Conflict):
        take_back_invitation(stage.session, event, now=stage.now)


def test_before_the_invitation_leaves_everything_may_be_edited(stage: Stage) -> None:
    send_at = NOON + 2 * HOUR
    event = scheduled(stage, SUPPER, send_at=send_at)
    save(stage, event, form(stage, THIRD, place=IN_THE_GYM))
    planned = mailings(stage, event)
    assert planned[EventTextKind.INVITATION] == send_at
    assert planned[EventTextKind.REMINDER].astimezone(stage.cast.school.zone).date() == date(2026, 3, 25)
    assert event.place == IN_THE_GYM


def test_but_it_must_stay_sayable(stage: Stage) -> None:
    event = scheduled(stage, send_at=NOON + 2 * HOUR)
    with pytest.raises(Invalid, match="not worded yet in: español"):
        save(stage, event, form(stage, place={"en": "School gym"}))


# What families have been told


@pytest.mark.parametrize(
    "changed",
    [
        {"title": {"en": "Supper", "es": "Cena"}},
        {"place": IN_THE_GYM},
        {"dates": (replace(SUPPER, begins=time(17)),)},
        {"dates": (SUPPER, SECOND)},
        {"offers": ()},
        {"audience": Audience(AudienceKind.GRADES, ("K",))},
        {"is_potluck": True},
    ],
)
def test_what_families_have_been_told_is_not_edited(stage: Stage, changed: dict[str, object]) -> None:
    event = invited(stage, offers=(Need.RIDE,))
    with pytest.raises(Conflict, match="told this already"):
        save(stage, event, form(stage, **{"offers": (Need.RIDE,), **changed}))


def test_nobody_loses_an_invitation_who_is_in_its_group_by_a_phone_alone(stage: Stage) -> None:
    session, school, lee = stage.session, stage.cast.school, stage.cast.staff[LEE]
    robots, garden = (
        create_group(session, school, name, by=lee.id, now=stage.now) for name in ("Robots", "Garden")
    )
    ana = session.scalars(select(Student.id).where(Student.first_name == "Ana")).one()
    alone = PhoneNumber(school_id=school.id, e164="+12065550199", created_at=stage.now)
    session.add(alone)
    session.flush()
    put_in_group(session, school, robots, [ana])
    put_in_group(session, school, garden, [ana])
    put_phone_in(session, robots, alone.id, now=stage.now)
    both = Audience(AudienceKind.GROUPS, (robots.id, garden.id))
    event = invited(stage, audience=both)
    for fewer in (Audience(AudienceKind.GROUPS, (garden.id,)), Audience(AudienceKind.SCHOOL)):
        with pytest.raises(Conflict, match="told this already"):
            save(stage, event, form(stage, audience=fewer))
    put_phone_in(session, garden, alone.id, now=stage.now)
    save(stage, event, form(stage, audience=Audience(AudienceKind.GROUPS, (garden.id,))))
    assert event.audience.ids == (garden.id,)


def test_what_they_have_not_been_told_may_still_change(stage: Stage) -> None:
    event = invited(stage, audience=Audience(AudienceKind.GRADES, ("K",)))
    question = {"en": "What did you like?", "es": "¿Qué les gustó?"}
    changed = form(
        stage, replace(SUPPER, capacity=40), question=question, offers=(Need.RIDE,), needs_due_days=3
    )
    save(stage, event, changed)
    assert (event.question, event.offered, event.needs_due_days) == (question, (Need.RIDE,), 3)
    assert (event.dates[0].capacity, event.audience.kind) == (40, AudienceKind.SCHOOL)


def test_a_need_is_due_by_as_many_days_before_as_the_form_says(stage: Stage) -> None:
    event = invited(stage)
    task = need(stage, event, ROSA)
    save(stage, event, form(stage, needs_due_days=5))
    assert task.due_on == date(2026, 3, 7)


def test_families_know_of_it_as_soon_as_the_first_texts_are_made(stage: Stage) -> None:
    event = scheduled(stage)
    (mailing,) = stage.all(Mailing, Mailing.kind == EventTextKind.INVITATION)
    tell(stage, event, stage.cast.phones[ROSA].id, EventTextKind.INVITATION, mailing=mailing)
    with pytest.raises(Conflict):
        save(stage, event, form(stage, place=IN_THE_GYM))


def test_nobody_who_is_coming_loses_their_seat_to_an_edit(stage: Stage) -> None:
    event = invited(stage)
    answers(stage, event, ROSA, Seat.COMING, people=5)
    with pytest.raises(Conflict, match="5 people are coming"):
        save(stage, event, form(stage, replace(SUPPER, capacity=4)))


def test_more_room_lets_in_who_waited(stage: Stage) -> None:
    event = invited(stage, replace(SUPPER, capacity=4))
    answers(stage, event, ROSA, Seat.COMING, people=4)
    answers(stage, event, MAYA, Seat.WAITING, people=2)
    save(stage, event, form(stage, replace(SUPPER, capacity=6)))
    waited = guest(stage, event, MAYA)
    assert [rsvp.seat for rsvp in stage.all(Rsvp, Rsvp.guest_id == waited.id)] == [Seat.COMING]


# Asking again, and those who joined since


def test_families_who_do_not_answer_are_asked_again_and_not_every_day(stage: Stage) -> None:
    event = invited(stage)
    by = stage.cast.staff[LEE]
    stage.wait(days=1)
    assert ask_again(stage.session, stage.cast.school, event, by=by, now=stage.now).due_at == stage.now
    stage.wait(hours=47)
    with pytest.raises(Conflict, match="within the last two days"):
        ask_again(stage.session, stage.cast.school, event, by=by, now=stage.now)
    stage.wait(hours=2)
    again = ask_again(stage.session, stage.cast.school, event, by=by, now=stage.now)
    assert again.kind is EventTextKind.SECOND_ASK


def test_where_everybody_has_answered_nobody_is_asked_again(stage: Stage) -> None:
    event = invited(stage)
    for one in stage.all(Guest):
        one.answered_at = stage.now
    stage.session.flush()
    with pytest.raises(Conflict, match="has answered"):
        ask_again(stage.session, stage.cast.school, event, by=stage.cast.staff[LEE], now=stage.now)


def test_nobody_is_asked_again_before_they_were_asked(stage: Stage) -> None:
    event = scheduled(stage, send_at=NOON + 2 * HOUR)
    with pytest.raises(Conflict, match="not left yet"):
        ask_again(stage.session, stage.cast.school, event, by=stage.cast.staff[LEE], now=stage.now)


def test_families_who_joined_since_are_invited_and_nobody_else(stage: Stage) -> None:
    (room_4,) = stage.all(Section, Section.name == "Room 4")
    event = invited(stage, audience=Audience(AudienceKind.SECTIONS, (room_4.id,)))
    by = stage.cast.staff[LEE]
    with pytest.raises(Conflict, match="invited already"):
        invite_latecomers(stage.session, stage.cast.school, event, by=by, now=stage.now)
    save(stage, event, form(stage))
    joined = latecomers_of(stage.session, stage.cast.school, event)
    assert stage.cast.phones[ROSA].id not in joined
    assert joined
    mailing = invite_latecomers(stage.session, stage.cast.school, event, by=by, now=stage.now)
    assert (mailing.kind, mailing.due_at) == (EventTextKind.INVITATION, stage.now)


@pytest.mark.parametrize(("reason", "is_invited"), [(LeftOut.NO_ROOM, True), (LeftOut.STOPPED, False)])
def test_a_family_for_which_there_was_no_room_in_the_week_may_be_invited_later(
    stage: Stage, reason: LeftOut, is_invited: bool
) -> None:
    event = scheduled(stage)
    phone = stage.cast.phones[CARMEN]
    tell(stage, event, phone.id, EventTextKind.INVITATION, reason=reason)
    assert (phone.id in latecomers_of(stage.session, stage.cast.school, event)) is is_invited


# A change


def test_a_new_time_is_told_and_everything_moves_with_it(stage: Stage) -> None:
    event = invited(stage)
    answers(stage, event, ROSA, Seat.COMING, people=3)
    mailing = change(stage, event, ChangeForm(day=date(2026, 3, 13), begins=time(17), words=SNOW))
    one = event.dates[0]
    assert (mailing.kind, mailing.words, mailing.due_at) == (EventTextKind.CHANGE, SNOW, stage.now)
    assert (local(stage, one), one.revision) == (datetime(2026, 3, 13, 17), 1)  # noqa: DTZ001
    assert mailing.not_after == one.starts_at
    reminder = mailings(stage, event)[EventTextKind.REMINDER]
    assert reminder.astimezone(stage.cast.school.zone).date() == date(2026, 3, 12)
    assert [rsvp.seat for rsvp in stage.all(Rsvp)] == [Seat.COMING]


def test_a_need_is_due_before_the_new_day(stage: Stage) -> None:
    event = invited(stage)
    answers(stage, event, ROSA, Seat.COMING)
    task = need(stage, event, ROSA)
    change(stage, event, ChangeForm(day=date(2026, 3, 17)))
    assert task.due_on == date(2026, 3, 15)


def need(stage: Stage, event: Event, number: str) -> NeedTask:
    task = NeedTask(
        school_id=event.school_id,
        event_id=event.id,
        guest_id=guest(stage, event, number).id,
        need=Need.RIDE,
        due_on=date(2026, 3, 10),
        raised_at=stage.now,
    )
    stage.session.add(task)
    stage.session.flush()
    return task


def test_a_question_that_waits_asks_about_the_new_day_until_it_begins(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND)
    who = guest(stage, event, ROSA)
    thread = stage.session.get_one(Thread, who.thread_id)
    question = stage.texts(thread)[0]
    prompt = put_question(
        stage.session, stage.cast.school, event, event.dates, who, thread, question, now=stage.now
    )
    change(stage, event, ChangeForm(day=date(2026, 3, 27)), number=2)
    assert prompt.asked is not None
    assert prompt.asked["dates"] == ["2026-03-12", "2026-03-27"]
    assert prompt.expires_at == event.dates[1].starts_at


def test_what_changes_of_the_only_date_is_told_to_those_too_who_have_not_answered(stage: Stage) -> None:
    event = invited(stage)
    mailing = change(stage, event, ChangeForm(place=IN_THE_GYM), number=None)
    assert mailing.event_date_id == event.dates[0].id
    assert len(concerned_by(stage.session, mailing)) == len(stage.all(Guest))


def test_another_place_for_the_whole_series_leaves_alone_a_date_that_has_its_own(stage: Stage) -> None:
    event = invited(stage, SUPPER, replace(SECOND, place=PLACE), THIRD)
    change(stage, event, ChangeForm(place=IN_THE_GYM), number=None)
    assert event.place == IN_THE_GYM
    assert [(one.place, one.revision) for one in event.dates] == [({}, 1), (PLACE, 0), ({}, 1)]


def test_another_place_for_one_date_is_its_own(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND)
    change(stage, event, ChangeForm(place=IN_THE_GYM), number=2)
    assert event.place == PLACE
    assert [(one.place, one.revision) for one in event.dates] == [({}, 0), (IN_THE_GYM, 1)]


def test_words_alone_change_nothing_in_a_calendar(stage: Stage) -> None:
    event = invited(stage)
    mailing = change(stage, event, ChangeForm(words=SNOW))
    assert (mailing.words, event.dates[0].revision) == (SNOW, 0)


@pytest.mark.parametrize(
    "said",
    [
        ChangeForm(),
        ChangeForm(place=PLACE),
        ChangeForm(begins=time(18)),
        ChangeForm(words={"en": "Snow"}),
        ChangeForm(place={"es": "Gimnasio"}),
        ChangeForm(day=date(2026, 3, 2)),
        ChangeForm(begins=time(20)),
        ChangeForm(day=date(2026, 3, 19)),
    ],
)
def test_a_change_that_is_none_or_cannot_be_is_refused(stage: Stage, said: ChangeForm) -> None:
    event = invited(stage, SUPPER, SECOND)
    with pytest.raises(Invalid):
        change(stage, event, said)


def test_the_time_of_a_whole_series_does_not_change_at_once(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND)
    with pytest.raises(Invalid, match="Choose the date"):
        change(stage, event, ChangeForm(begins=time(17)), number=None)


def test_what_no_family_knows_is_edited_and_not_announced(stage: Stage) -> None:
    event = scheduled(stage, send_at=NOON + 2 * HOUR)
    with pytest.raises(Conflict, match="edit it instead"):
        change(stage, event, ChangeForm(place=IN_THE_GYM))


@pytest.mark.parametrize(
    ("days", "hours", "waits"),
    [
        (1, 10, timedelta(hours=11)),  # ten in the evening: nine in the morning
        (9, -5, timedelta(hours=2)),  # seven in the morning of the day itself: nobody has set out
        (9, 2, timedelta(0)),
    ],
)
def test_a_change_waits_for_texting_hours_where_these_are_in_time(
    stage: Stage, days: int, hours: int, waits: timedelta
) -> None:
    event = invited(stage)
    stage.wait(days=days, hours=hours - (days > 5))  # the clocks have been put forward meanwhile
    assert change(stage, event, ChangeForm(place=IN_THE_GYM)).due_at == stage.now + waits


def test_late_in_the_evening_families_hear_of_what_begins_early_tomorrow(stage: Stage) -> None:
    event = invited(stage, replace(SUPPER, day=date(2026, 3, 5), begins=time(8)))
    stage.wait(days=1, hours=11)
    assert change(stage, event, ChangeForm(place=IN_THE_GYM)).due_at == stage.now


def test_what_has_begun_does_not_change(stage: Stage) -> None:
    event = invited(stage)
    stage.wait(days=10)
    with pytest.raises(Conflict):
        change(stage, event, ChangeForm(place=IN_THE_GYM))


# Calling it off


def off(stage: Stage, event: Event, *, number: int | None = None) -> Mailing | None:
    by, school = stage.cast.staff[LEE], stage.cast.school
    if number is None:
        return call_off(stage.session, school, event, words=SNOW, by=by, now=stage.now)
    one = event.dates[number - 1]
    return call_off_date(stage.session, school, event, one, words=SNOW, by=by, now=stage.now)


def test_an_event_that_is_called_off_tells_so_and_nothing_else(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND)
    task = need(stage, event, ROSA)
    mailing = off(stage, event)
    assert mailing is not None
    assert (mailing.kind, mailing.words, mailing.due_at) == (EventTextKind.CALLED_OFF, SNOW, stage.now)
    assert (event.state, event.called_off_at) == (EventState.CALLED_OFF, stage.now)
    assert [one.revision for one in event.dates] == [1, 1]
    assert set(mailings(stage, event)) <= {EventTextKind.CALLED_OFF, EventTextKind.INVITATION}
    stage.look_again()
    assert (task.state, task.settled_by) == (NeedState.WITHDRAWN, stage.cast.staff[LEE].id)


def test_where_nobody_was_told_of_it_nobody_is_told_that_it_is_off(stage: Stage) -> None:
    event = scheduled(stage, send_at=NOON + 2 * HOUR)
    assert off(stage, event) is None
    assert mailings(stage, event) == {}


def test_one_date_is_called_off_and_the_others_take_place(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND, THIRD)
    mailing = off(stage, event, number=2)
    assert mailing is not None
    assert (mailing.event_date_id, mailing.not_after) == (event.dates[1].id, event.dates[1].starts_at)
    assert event.state is EventState.OPEN
    assert set(mailings(stage, event, number=2)) == {EventTextKind.CALLED_OFF}
    assert EventTextKind.REMINDER in mailings(stage, event, number=3)


def test_the_last_date_that_is_left_is_the_whole_event(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND)
    off(stage, event, number=1)
    off(stage, event, number=2)
    assert event.state is EventState.CALLED_OFF


@pytest.mark.parametrize("act", [off, lambda stage, event: save(stage, event, form(stage))])
def test_what_is_called_off_stays_so(stage: Stage, act: Callable[[Stage, Event], object]) -> None:
    event = invited(stage)
    off(stage, event)
    with pytest.raises(Conflict):
        act(stage, event)


def test_a_draft_is_discarded_and_not_called_off(stage: Stage) -> None:
    event = draft(stage)
    with pytest.raises(Conflict):
        off(stage, event)
    discard_draft(stage.session, event)


def test_an_event_with_guests_is_not_discarded(stage: Stage) -> None:
    event = invited(stage)
    with pytest.raises(Conflict, match="call it off"):
        discard_draft(stage.session, event)
