"""What becomes of a text of an event when it is due."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.consent.opt_out import StopReview
from app.events.event import Event, EventState
from app.events.guest import Dish, Seat
from app.events.mailing import EventTextKind, LeftOut, TextState
from app.foundation.database import Database
from app.inbox.inbox import Inbox
from app.interpreting.queries import beside
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from app.messages.thread import Thread
from app.roster.audience import AudienceKind
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Section
from app.roster.student import Student
from app.schools.school import School
from tests.events.gathering import THURSDAY, UNLIMITED, WEEK, Gathering, at, sqlite_gathering
from tests.support.cast import AMINA, CARMEN, JORGE, LEE, MAYA, OFFICE, ROSA
from tests.support.together import together

FRIDAY = date(2026, 3, 6)
KIND = EventTextKind
SENT, PLANNED = TextState.SENT, TextState.PLANNED
WORDS = {"en": "Come to the library instead.", "es": "Vengan mejor a la biblioteca."}


@pytest.fixture
def gathering(sqlite_url: str) -> Iterator[Gathering]:
    with sqlite_gathering(sqlite_url, at(FRIDAY, 10)) as gathering:
        yield gathering


@pytest.fixture
def invited(gathering: Gathering) -> Gathering:
    """Everybody has been invited to one evening."""
    gathering.plan().send()
    return gathering


def test_a_family_is_invited_in_its_language_in_the_conversation_of_the_event_s_inbox(
    invited: Gathering,
) -> None:
    (text,) = invited.texts(ROSA)
    assert text.body.startswith(
        "Alameda Bilingual School: ¡Les invitamos! Cena familiar. Jueves, 12 de marzo,"
    )
    assert (text.language, text.status, text.kind) == ("es", DeliveryStatus.QUEUED, MessageKind.EVENT)
    assert text.batch_id == invited.mailings()[0].batch_id
    assert text.not_after == at(FRIDAY + timedelta(days=2), 11)  # an hour is lost that night
    inbox = invited.do(
        lambda s, _: s.scalar(
            select(Inbox.name).join(Thread, Thread.inbox_id == Inbox.id).where(Thread.id == text.thread_id)
        )
    )
    assert inbox == OFFICE
    assert invited.outcomes(ROSA) == [(KIND.INVITATION, SENT)]


def test_the_question_is_open_and_the_guest_counts_as_asked(invited: Gathering) -> None:
    (question,) = invited.questions(ROSA)
    guest = invited.guest(ROSA)
    assert (guest.asked_at, guest.thread_id) == (invited.now, question.thread_id)
    assert question.question_message_id == invited.texts(ROSA)[0].id
    assert question.expires_at == at(THURSDAY, 18)


def test_staff_of_the_other_language_read_it_in_theirs(invited: Gathering) -> None:
    (text,) = invited.texts(ROSA)
    read = invited.do(lambda s, _: beside(s, [text.id])[text.id].translations["en"].body)
    assert "You are invited! Family dinner. Thursday, March 12," in read


def test_a_phone_of_unknown_language_reads_every_one(invited: Gathering) -> None:
    (text,) = invited.texts(AMINA)
    assert text.language is None
    assert "You are invited!" in text.body
    assert "¡Les invitamos!" in text.body


def test_an_event_of_one_class_names_the_children_of_that_class(gathering: Gathering) -> None:
    room = gathering.do(lambda s, _: s.scalars(select(Section.id).where(Section.name == "Room 4")).one())
    gathering.plan(audience_kind=AudienceKind.SECTIONS, audience_ids=[room]).send()
    assert "¡Familia de Ana, les invitamos!" in gathering.texts(ROSA)[0].body


def test_the_first_text_that_a_phone_ever_gets_tells_how_to_get_no_more(gathering: Gathering) -> None:
    gathering.plan(THURSDAY).send()
    (first,) = gathering.texts(ROSA)
    assert first.body.splitlines()[-1].startswith("Para dejar de recibir mensajes de ")
    assert first.body.endswith("responda ALTO.")
    gathering.turn(FRIDAY, 11).plan(THURSDAY + WEEK).send()
    _, second = gathering.texts(ROSA)
    assert "ALTO" not in second.body


def test_sending_again_sends_nothing(invited: Gathering) -> None:
    before = len(invited.texts(MAYA))
    assert invited.send() == 0
    assert len(invited.texts(MAYA)) == before == 1


def test_a_stop_between_planning_and_sending_is_obeyed(gathering: Gathering) -> None:
    gathering.plan().open()
    gathering.text_in(MAYA, "STOP")
    gathering.send()
    assert gathering.texts(MAYA) == []
    assert gathering.outcome(MAYA) is LeftOut.STOPPED


def test_a_text_that_may_be_a_stop_holds_an_invitation_back(gathering: Gathering) -> None:
    gathering.plan().open()
    gathering.text_in(MAYA, "please stop texting me")
    gathering.send()
    assert gathering.outcome(MAYA) is LeftOut.IN_REVIEW
    assert gathering.do(lambda s, _: s.scalar(select(func.count()).select_from(StopReview))) == 1


def test_what_has_changed_since_the_planning_counts(gathering: Gathering) -> None:
    gathering.plan().open()
    gathering.change(PhoneNumber, PhoneNumber.e164 == JORGE, health=NumberHealth.LANDLINE)
    gathering.change(Student, Student.first_name == "Oliver", left_at=gathering.now)
    gathering.answer(ROSA, Seat.COMING)  # somebody called, and the office wrote it down
    gathering.send()
    assert gathering.outcome(JORGE) is LeftOut.UNREACHABLE
    assert gathering.outcome(MAYA) is LeftOut.NOT_THEIRS
    assert gathering.outcome(ROSA) is LeftOut.NOT_THEIRS
    assert gathering.outcome(CARMEN) is SENT


def test_while_an_invitation_is_paused_it_waits_and_then_goes_or_is_stale(gathering: Gathering) -> None:
    gathering.plan(THURSDAY + WEEK)
    pause(gathering)
    assert gathering.send() == 0
    assert gathering.outcome(MAYA) is PLANNED
    gathering.turn(FRIDAY, 15)
    gathering.change(Batch, paused_at=None, paused_by=None)
    assert gathering.send(most_waiting=1) == 1
    pause(gathering)
    gathering.turn(FRIDAY + timedelta(days=3), 15).send()
    outcomes = Counter(row.reason or row.state for row in gathering.event_texts())
    assert set(outcomes) == {SENT, LeftOut.TOO_LATE}
    assert outcomes[SENT] == 1


def test_while_the_school_is_paused_nothing_is_decided(gathering: Gathering) -> None:
    gathering.plan()
    gathering.change(School, paused_at=gathering.now)
    assert gathering.send() == 0
    gathering.change(School, paused_at=None)
    assert gathering.send() > 0


def test_an_event_or_date_that_is_called_off_invites_nobody(gathering: Gathering) -> None:
    gathering.plan().open()
    gathering.change(Event, state=EventState.CALLED_OFF, called_off_at=gathering.now)
    gathering.send()
    assert gathering.outcome(MAYA) is LeftOut.CALLED_OFF


def test_a_series_asks_only_for_dates_that_still_take_place(gathering: Gathering) -> None:
    gathering.plan(THURSDAY, THURSDAY + WEEK, THURSDAY + 2 * WEEK)
    gathering.call_off_date(2)
    gathering.send()
    assert "1) Thu, Mar 12 2) Thu, Mar 26\n" in gathering.texts(MAYA)[0].body
    (question,) = gathering.questions(MAYA)
    assert question.asked is not None
    assert question.asked["dates"] == ["2026-03-12", "2026-03-26"]


def test_a_reminder_does_not_go_to_a_family_that_has_since_said_no(invited: Gathering) -> None:
    invited.answer(ROSA, Seat.COMING)
    invited.answer(MAYA, Seat.COMING)
    invited.turn(THURSDAY - timedelta(days=1), 17).open()
    invited.answer(ROSA, Seat.CANNOT)
    invited.send()
    assert invited.outcome(ROSA, KIND.REMINDER) is LeftOut.NOT_THEIRS
    assert "See you soon! Family dinner. Thursday, March 12, 6:00-7:30 PM" in invited.texts(MAYA)[1].body


def test_a_maybe_is_asked_again_the_day_before_and_only_then(invited: Gathering) -> None:
    invited.answer(MAYA, Seat.MAYBE)
    invited.answer(ROSA, Seat.COMING, dish=Dish.MAIN)
    invited.change(Event, is_potluck=True)
    invited.turn(THURSDAY - timedelta(days=1), 17).send()
    assert [one.question_message_id for one in invited.questions(MAYA)] == [invited.texts(MAYA)[1].id]
    assert [one.question_message_id for one in invited.questions(ROSA)] == [invited.texts(ROSA)[0].id]
    assert invited.texts(ROSA)[1].body.endswith("Si pueden, traigan un plato fuerte.")
    invited.turn(THURSDAY, 14).send()
    assert [kind for kind, _ in invited.outcomes(MAYA)] == [KIND.INVITATION, KIND.REMINDER]
    assert "¡Es hoy!" in invited.texts(ROSA)[2].body


def test_the_allowance_bounds_what_nobody_asked_for_and_nothing_else(gathering: Gathering) -> None:
    gathering.change(School, weekly_allowance=1)
    gathering.plan().send()
    gathering.answer(MAYA, Seat.COMING)
    gathering.turn(FRIDAY, 12).add(KIND.SECOND_ASK)
    gathering.add(KIND.CHANGE, number=1, words=WORDS)
    gathering.send()
    assert gathering.outcome(ROSA, KIND.SECOND_ASK) is LeftOut.NO_ROOM
    assert gathering.outcome(MAYA, KIND.CHANGE) is SENT
    assert gathering.outcome(ROSA, KIND.CHANGE) is SENT


def test_a_family_left_out_for_want_of_room_can_be_invited_later(gathering: Gathering) -> None:
    gathering.change(School, weekly_allowance=0)
    gathering.turn(FRIDAY, 11).plan(THURSDAY + WEEK).send()
    assert gathering.outcome(MAYA) is LeftOut.NO_ROOM
    gathering.change(School, weekly_allowance=6)
    gathering.add(KIND.INVITATION)
    gathering.send()
    assert len(gathering.texts(MAYA)) == 1


def test_two_invitations_that_are_due_together_reach_a_family_once(gathering: Gathering) -> None:
    gathering.plan().open()
    second = gathering.add(KIND.INVITATION)
    gathering.plan_text(MAYA, KIND.INVITATION, mailing_id=second)
    gathering.send()
    assert len(gathering.texts(MAYA)) == 1
    assert [outcome for _, outcome in gathering.outcomes(MAYA)] == [SENT, LeftOut.NOT_THEIRS]


def test_urgent_news_do_not_stand_in_line_behind_invitations(gathering: Gathering) -> None:
    gathering.plan().send(most_waiting=4)
    gathering.add(KIND.CHANGE, number=1, words=WORDS)
    gathering.send(most_waiting=4)
    assert {row.state for row in gathering.event_texts(KIND.CHANGE)} == {SENT}
    assert PLANNED in {row.state for row in gathering.event_texts(KIND.INVITATION)}
    gathering.send(most_waiting=UNLIMITED)
    assert PLANNED not in {row.state for row in gathering.event_texts()}


def test_news_for_today_leave_at_dawn_where_texting_hours_would_be_too_late(gathering: Gathering) -> None:
    gathering.plan(hour=10).send()
    gathering.answer(MAYA, Seat.COMING)
    gathering.turn(THURSDAY, 6).add(KIND.CALLED_OFF, number=1, not_after=at(THURSDAY, 10))
    gathering.send()
    (_, text) = gathering.texts(MAYA)
    assert (text.due_at, text.any_time_until) == (at(THURSDAY, 6), at(THURSDAY, 10))
    assert text.body.endswith("Family dinner, Thursday, March 12: it will not take place.")


def test_a_series_that_is_called_off_the_evening_before_is_not_left_to_the_morning(
    gathering: Gathering,
) -> None:
    gathering.plan(THURSDAY, THURSDAY + WEEK, hour=9).send()
    gathering.turn(THURSDAY - timedelta(days=1), 21)
    gathering.add(KIND.CALLED_OFF, not_after=at(THURSDAY + WEEK, 9))
    gathering.send()
    assert gathering.texts(MAYA)[-1].due_at == gathering.now


def test_a_date_that_moves_far_away_the_evening_before_is_not_left_to_the_morning(
    gathering: Gathering,
) -> None:
    gathering.plan(hour=9).send()
    gathering.turn(THURSDAY - timedelta(days=1), 21).move(1, THURSDAY + WEEK)
    gathering.add(KIND.CHANGE, number=1, not_after=at(THURSDAY + WEEK, 18))
    gathering.send()
    assert gathering.texts(MAYA)[-1].due_at == gathering.now


def test_what_is_due_by_night_is_decided_in_the_morning(gathering: Gathering) -> None:
    gathering.plan().turn(FRIDAY, 22).send()
    assert gathering.outcome(MAYA) is PLANNED
    gathering.turn(FRIDAY + timedelta(days=1), 9).send()
    assert gathering.outcome(MAYA) is SENT


def test_a_text_that_cannot_be_worded_is_left_out_and_keeps_no_other_waiting(gathering: Gathering) -> None:
    gathering.plan(about={"es": "Habrá juegos."}).send()
    assert gathering.outcome(MAYA) is LeftOut.FAULTY
    assert gathering.outcome(ROSA) is SENT


def test_news_for_one_family_go_to_it_alone_in_the_words_of_whoever_has_them(invited: Gathering) -> None:
    invited.answer(MAYA, Seat.COMING)
    invited.plan_text(MAYA, KIND.PLACE_FREE)
    invited.plan_text(MAYA, KIND.NEED_MET, words={"en": "Mr. Diaz picks you up.", "es": "Pasa el Sr. Diaz."})
    invited.send()
    bodies = [text.body for text in invited.texts(MAYA)]
    assert "there is room for you now" in bodies[1]
    assert bodies[2].endswith("Family dinner: Mr. Diaz picks you up.")
    assert len(invited.texts(ROSA)) == 1


def test_a_series_from_its_invitation_to_its_last_thanks(town: Database) -> None:
    gathering = Gathering(town, at(FRIDAY - WEEK, 10)).plan(THURSDAY - WEEK, THURSDAY)
    gathering.send()
    gathering.answer(ROSA, Seat.COMING)
    gathering.answer(MAYA, Seat.WAITING)
    gathering.turn(FRIDAY - timedelta(days=4), 12).add(KIND.SECOND_ASK)
    gathering.add(KIND.CHANGE, number=1, words=WORDS)
    gathering.send()
    gathering.answer(MAYA, Seat.COMING)
    gathering.plan_text(MAYA, KIND.PLACE_FREE)
    for day in range(20):
        for hour in (9, 11, 15, 18):
            gathering.turn(FRIDAY - timedelta(days=3) + timedelta(days=day), hour).send()
        if gathering.now > at(THURSDAY - WEEK, 20):
            gathering.answer(ROSA, Seat.BY_PHONE, date_number=2)
    assert gathering.calendar() == []
    assert [kind for kind, _ in gathering.outcomes(ROSA)] == [
        *(KIND.INVITATION, KIND.CHANGE, KIND.REMINDER, KIND.MORNING, KIND.THANKS),
        *(KIND.REMINDER, KIND.MORNING),
    ]
    assert [kind for kind, _ in gathering.outcomes(MAYA)] == [
        *(KIND.INVITATION, KIND.CHANGE, KIND.PLACE_FREE, KIND.REMINDER, KIND.MORNING, KIND.THANKS),
        KIND.NEXT_DATE,
    ]
    assert [kind for kind, _ in gathering.outcomes(JORGE)] == [
        *(KIND.INVITATION, KIND.SECOND_ASK, KIND.CHANGE, KIND.NEXT_DATE),
    ]
    assert {row.state for row in gathering.event_texts()} == {SENT}


def test_senders_at_once_and_a_stop_send_every_text_once(postgres_town: Database) -> None:
    gathering = Gathering(postgres_town, at(FRIDAY, 10)).plan()
    send = gathering.send
    together(send, send, lambda: gathering.text_in(MAYA, "STOP"), send, send)
    gathering.send()
    texts = gathering.all_texts()
    sent = [row for row in gathering.event_texts() if row.state is SENT]
    assert len(texts) == len(sent)
    assert max(Counter(text.phone_number_id for text in texts).values()) == 1
    assert {text.status for text in gathering.texts(MAYA)} <= {DeliveryStatus.SUPPRESSED}
    assert PLANNED not in {row.state for row in gathering.event_texts()}


def test_a_sender_that_is_killed_in_the_middle_is_followed_by_one_that_sends_the_rest(
    gathering: Gathering,
) -> None:
    gathering.plan()
    gathering.change(School, weekly_allowance=2)
    gathering.send(most_waiting=4)
    gathering.add(KIND.CHANGE, number=1, words=WORDS)
    gathering.dies = lambda: len(gathering.all_texts()) > 4
    with pytest.raises(KeyboardInterrupt):
        gathering.send()
    gathering.dies = lambda: False
    assert PLANNED in {row.state for row in gathering.event_texts()}
    gathering.send()
    per_phone = Counter((row.phone_number_id, row.kind) for row in gathering.event_texts())
    assert set(per_phone.values()) == {1}
    assert {row.state for row in gathering.event_texts()} == {SENT}
    assert len(gathering.all_texts()) == len(gathering.event_texts())


def pause(gathering: Gathering) -> None:
    """Somebody has paused everything that is planned."""
    by = gathering.do(lambda _, c: c.staff[LEE].id)
    gathering.change(Batch, paused_at=gathering.now, paused_by=by)
