"""What events will send, told before they do; and what of it did not go."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.events.board.ahead import MailingAhead, mailings_ahead
from app.events.board.not_gone import phones_without_text, texts_not_gone
from app.events.event import Event
from app.events.guest import Guest, Seat
from app.events.mailing import EventTextKind, LeftOut, Mailing
from app.events.sending.concerned import concerned_by
from app.events.sending.expected import expected
from app.events.sending.pause import pause_mailing
from app.foundation.database import Database
from app.messages.ahead import in_outbox, phones_now
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.roster.audience import AudienceKind
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Section
from tests.events.gathering import THURSDAY, WEEK, Gathering, at, sqlite_gathering
from tests.support.cast import CARMEN, CATALOG, DANIEL, LEE, MAYA, ORTEGAS, ROSA

FRIDAY = date(2026, 3, 6)
DAY = timedelta(days=1)
KIND = EventTextKind


@pytest.fixture
def gathering(sqlite_url: str) -> Iterator[Gathering]:
    with sqlite_gathering(sqlite_url, at(FRIDAY, 10)) as gathering:
        yield gathering


@pytest.fixture
def series(town: Database) -> Gathering:
    """On either database, three evenings of one class to which everybody has been invited and some have answered."""
    gathering = Gathering(town, at(FRIDAY, 10))
    room = gathering.do(lambda s, _: s.scalars(select(Section.id).where(Section.name == "Room 4")).one())
    gathering.plan(
        THURSDAY,
        THURSDAY + WEEK,
        THURSDAY + 2 * WEEK,
        audience_kind=AudienceKind.SECTIONS,
        audience_ids=[room],
    ).send()
    gathering.answer(ROSA, Seat.COMING)
    gathering.answer(MAYA, Seat.MAYBE)
    gathering.answer(MAYA, Seat.CANNOT, date_number=2)
    gathering.answer(DANIEL, Seat.BY_PHONE)
    return gathering


def ahead(gathering: Gathering, days: int = 30) -> list[MailingAhead]:
    return gathering.do(
        lambda s, c: mailings_ahead(
            s,
            c.school,
            phones_now(s, c.school),
            CATALOG,
            in_outbox(s, c.school, now=gathering.now),
            until=gathering.now + timedelta(days=days),
            now=gathering.now,
        )
    )


def test_an_invitation_is_told_with_its_families_and_then_goes_to_just_those(gathering: Gathering) -> None:
    gathering.change(PhoneNumber, PhoneNumber.e164 == CARMEN, health=NumberHealth.LANDLINE)
    gathering.plan(send_at=at(FRIDAY, 16))
    invitation = ahead(gathering)[0]
    assert invitation.kind is KIND.INVITATION
    assert invitation.left_out == Counter({LeftOut.UNREACHABLE: 1})
    gathering.turn(FRIDAY, 16).send()
    texts = gathering.all_texts()
    assert invitation.load.count == len(texts) == invitation.families - 1
    assert invitation.load.texts == Counter(text.language for text in texts)
    more = sum(text.segments for text in texts) - invitation.load.segments.total()
    assert 0 <= more <= 2 * len(texts)  # what a phone is texted first also says how to stop


def test_every_mailing_counts_whom_it_would_concern_by_the_rule_by_which_it_is_opened(
    series: Gathering,
) -> None:
    series.add(KIND.SECOND_ASK)
    series.add(KIND.CHANGE)
    series.add(KIND.CHANGE, number=2)
    series.add(KIND.CALLED_OFF)
    series.add(KIND.INVITATION)
    series.answer(ROSA, Seat.COMING, date_number=3, arrived=True)

    with series.town.reading() as session:
        event = session.scalars(select(Event)).one()
        mailings = list(session.scalars(select(Mailing).where(Mailing.opened_at.is_(None))))
        school = series.do(lambda _, c: c.school)
        one_by_one = {mailing.id: concerned_by(session, mailing) for mailing in mailings}
        assert expected(session, school, mailings, {event.id: event}) == one_by_one
        assert {mailing.kind for mailing in mailings} >= {
            KIND.REMINDER,
            KIND.MORNING,
            KIND.THANKS,
            KIND.NEXT_DATE,
            KIND.SECOND_ASK,
            KIND.CHANGE,
            KIND.INVITATION,
        }
        assert sum(len(homes) > 0 for homes in one_by_one.values()) > 5
        rosa = session.scalars(select(PhoneNumber.id).where(PhoneNumber.e164 == ROSA)).one()
        for_rosa = expected(session, school, mailings, {event.id: event}, phones=[rosa])
        assert for_rosa == {
            mailing: {phone: children for phone, children in homes.items() if phone == rosa}
            for mailing, homes in one_by_one.items()
        }


def test_what_was_handed_over_and_waits_is_told_and_what_is_paused_is_held(series: Gathering) -> None:
    invitation = ahead(series)[0]
    sent = len(series.all_texts())
    assert (invitation.kind, invitation.waiting.count, invitation.load.count) == (KIND.INVITATION, sent, 0)
    assert not invitation.is_held
    mailing = invitation.mailing
    assert mailing is not None
    series.do(
        lambda s, c: pause_mailing(
            s, s.get_one(Event, series.event_id), mailing.id, by=c.staff[LEE], now=series.now
        )
    )
    assert ahead(series)[0].is_held
    series.change(Message, Message.kind == MessageKind.EVENT, status=DeliveryStatus.DELIVERED)
    assert ahead(series)[0].kind is not KIND.INVITATION


def test_a_free_place_for_one_family_is_told_too(series: Gathering) -> None:
    series.plan_text(ROSA, KIND.PLACE_FREE)
    (single,) = [one for one in ahead(series) if one.mailing is None]
    assert (single.kind, single.families, single.load.count) == (KIND.PLACE_FREE, 1, 1)


def test_an_event_that_lost_a_language_is_held_for_everybody(series: Gathering) -> None:
    series.change(Event, title={"en": "Family dinner"})
    lines = ahead(series)
    assert {one.missing for one in lines} == {("es",)}
    assert all(one.is_held and not one.load.count for one in lines)


def test_a_mailing_that_nobody_opened_in_time_is_told_as_too_late(gathering: Gathering) -> None:
    gathering.plan(send_at=at(FRIDAY, 16))
    gathering.turn(FRIDAY + 4 * DAY, 10)
    late = ahead(gathering)[0]
    assert late.left_out == Counter({LeftOut.TOO_LATE: late.families})
    assert late.load.count == 0


def test_what_did_not_go_is_counted_with_its_reason_and_leads_to_its_families(series: Gathering) -> None:
    series.text_in(ORTEGAS, "STOP")
    sent = len(series.all_texts())
    series.change(Message, Message.kind == MessageKind.EVENT, status=DeliveryStatus.EXPIRED)

    def lines() -> dict[tuple[date, EventTextKind, LeftOut], int]:
        found = series.do(
            lambda s, c: texts_not_gone(s, c.school, since=series.now - 14 * DAY, now=series.now)
        )
        return {(line.day, line.kind, line.reason): line.texts for line in found}

    assert lines() == {(FRIDAY, KIND.INVITATION, LeftOut.TOO_LATE): sent}

    def families(inboxes: set[int]) -> dict[int, tuple[int, ...]]:
        return series.do(
            lambda s, c: phones_without_text(
                s,
                c.school,
                FRIDAY,
                series.event_id,
                KIND.INVITATION,
                LeftOut.TOO_LATE,
                inboxes=inboxes,
                now=series.now,
            )
        )

    with series.town.reading() as session:
        inbox = session.get_one(Event, series.event_id).inbox_id
        children = dict(session.execute(select(Guest.phone_number_id, Guest.children)).all())
    assert families({inbox}) == {phone: tuple(ids) for phone, ids in children.items()}
    assert families({inbox + 999}) == {}
