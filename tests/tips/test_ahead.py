"""What tips will leave, told before they do."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import event, select

from app.consent.opt_out import StopReview
from app.messages.ahead import phones_now
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.school import School
from app.schools.school_calendar import SchoolBreak
from app.tips.ahead import tips_ahead
from app.tips.delivery import Reason, TipDelivery
from app.tips.edit import edit_tip
from app.tips.not_gone import phones_without_tip, tips_not_gone
from app.tips.tally import TipsOfDay
from app.tips.wishes import TipWish
from tests.support.cast import CARMEN, LEE, MAYA, ROSA
from tests.tips.year import GRADES_3_TO_5, K_TO_2, ZONE, Year

SUNDAY = date(2026, 1, 11)
MONDAY = date(2026, 1, 12)
DAY = timedelta(days=1)
MONTH = 30 * DAY


def ahead(year: Year, until: date = SUNDAY + MONTH) -> list[TipsOfDay]:
    return year.do(lambda s, c: tips_ahead(s, c.school, phones_now(s, c.school), until=until, now=year.now))


def told(lines: list[TipsOfDay]) -> list[tuple[object, ...]]:
    return [(line.day, line.track.id, line.load, line.left_out) for line in lines]


def leaving(lines: list[TipsOfDay]) -> dict[date, int]:
    found = Counter[date]()
    for line in lines:
        found[line.day] += line.load.count
    return dict(+found)


def left_out(lines: list[TipsOfDay]) -> Counter[Reason]:
    return sum((line.left_out for line in lines), Counter[Reason]())


def lived(year: Year, days: set[date]) -> dict[date, Counter[str]]:
    """What really happens on these days: texts that went, and their segments."""
    for day in sorted(days):
        year.plan_and_send(day, 19)
    found: dict[date, Counter[str]] = {}
    with year.town.reading() as session:
        for text in session.scalars(select(Message).where(Message.kind == MessageKind.TIP)):
            assert text.due_at is not None
            counts = found.setdefault(text.due_at.astimezone(ZONE).date(), Counter())
            counts.update({"texts": 1, "segments": text.segments})
    return found


def with_holiday(year: Year, day: date) -> None:
    year.do(
        lambda s, c: s.add(
            SchoolBreak(school_id=c.school.id, first_day_on=day, last_day_on=day, name="Dr. King")
        )
    )


def test_what_is_told_is_what_then_leaves_also_around_a_holiday(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    with_holiday(year, date(2026, 1, 19))
    year.change(PhoneNumber, PhoneNumber.e164 == CARMEN, health=NumberHealth.LANDLINE)
    year.text_in(MAYA, "STOP")
    until = SUNDAY + 10 * DAY
    before = ahead(year, until)
    year.plan()
    assert told(ahead(year, until)) == told(before)  # by its rows a week comes to the same
    happened = lived(year, {line.day for line in before})
    assert leaving(before) == {day: count["texts"] for day, count in happened.items()}
    segments = Counter[date]()
    for line in before:
        segments[line.day] += line.load.segments.total()
    second_week = [day for day in happened if day > SUNDAY + 7 * DAY]
    assert len(second_week) > 1  # in the first, the first text of each family says a little more
    for day in second_week:
        assert abs(segments[day] - happened[day]["segments"]) <= 1
    assert left_out(before)[Reason.STOPPED] == left_out(before)[Reason.UNREACHABLE] > 3


def test_what_is_known_to_stay_behind_is_told_with_its_reason(year: Year) -> None:
    year.begin(K_TO_2)
    everything = sum(leaving(ahead(year)).values())
    tip = year.tips_of_week(18)[0]
    year.do(lambda s, c: edit_tip(s, c.school, tip.id, "es", "Canten.", by=c.staff[LEE], now=year.now))
    with year.town.writing() as session:
        phones = {p.e164: p for p in session.scalars(select(PhoneNumber))}
        session.add(TipWish(school_id=1, phone_number_id=phones[ROSA].id, per_week=1, updated_at=year.now))
        paused = TipWish(school_id=1, phone_number_id=phones[MAYA].id, updated_at=year.now)
        paused.paused_until = MONDAY + 14 * DAY
        session.add(paused)
    lines = ahead(year)
    reasons = left_out(lines)
    assert reasons[Reason.PAUSED] == 6
    assert reasons[Reason.FEWER] > 4
    assert reasons[Reason.NOT_APPROVED] > 4
    assert sum(leaving(lines).values()) + reasons.total() == everything
    blocked = [line.day for line in lines if line.left_out[Reason.NOT_APPROVED]]
    assert blocked == [MONDAY + 14 * DAY]


def test_a_track_that_is_held_shows_what_waits_for_a_person(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    everything = sum(leaving(ahead(year)).values())
    year.hold()
    lines = ahead(year)
    assert leaving(lines) == {}
    assert left_out(lines) == Counter({Reason.HELD: everything})


def test_a_track_that_was_held_for_a_moment_is_not_told_twice(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    before = leaving(ahead(year))
    year.now += timedelta(minutes=5)
    year.hold()
    year.run()
    assert leaving(ahead(year)) == before


def test_an_allowance_that_is_too_small_is_told_beforehand(year: Year) -> None:
    year.begin(K_TO_2)
    year.change(School, weekly_allowance=2)
    foreseen = ahead(year, SUNDAY + 28 * DAY)
    assert left_out(foreseen)[Reason.NO_ROOM] * 2 == sum(leaving(foreseen).values())
    year.plan()
    assert told(ahead(year, SUNDAY + 28 * DAY)) == told(foreseen)


def test_room_that_is_kept_for_invitations_is_none_for_tips(year: Year) -> None:
    year.begin(K_TO_2)
    year.change(School, weekly_allowance=3)
    with year.town.reading() as session:
        maya = session.scalars(select(PhoneNumber.id).where(PhoneNumber.e164 == MAYA)).one()
    kept = {MONDAY: {maya: 1}, MONDAY + 7 * DAY: {maya: 2}}

    def no_room() -> int:
        lines = year.do(
            lambda s, c: tips_ahead(
                s, c.school, phones_now(s, c.school), kept, until=SUNDAY + 14 * DAY, now=year.now
            )
        )
        return left_out(lines)[Reason.NO_ROOM]

    assert no_room() == 3
    year.plan()
    assert no_room() == 3


def test_a_month_ahead_takes_as_many_statements_for_many_families_as_for_few(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)

    @contextmanager
    def counted() -> Iterator[list[str]]:
        said: list[str] = []

        def note(*args: object) -> None:
            said.append(str(args[2]))

        event.listen(year.town.engine, "before_cursor_execute", note)
        yield said
        event.remove(year.town.engine, "before_cursor_execute", note)

    with counted() as few:
        ahead(year)
    year.plan()
    with counted() as many:
        ahead(year)
    assert len(many) <= len(few) < 60


def test_what_did_not_go_is_counted_by_day_and_reason_and_leads_to_the_phones(year: Year) -> None:
    year.begin(K_TO_2)
    year.text_in(MAYA, "STOP")
    year.plan_and_send(MONDAY)
    sent = len([text for text in year.deliveries() if text.message_id])
    year.change(Message, Message.kind == MessageKind.TIP, status=DeliveryStatus.QUEUED)
    year.turn(
        MONDAY + 3 * DAY, 12
    )  # nobody was at work: what waits is stale, and Wednesday's tips were not sent

    def counted() -> dict[tuple[date, Reason], int]:
        lines = year.do(lambda s, c: tips_not_gone(s, c.school, since=year.now - 14 * DAY, now=year.now))
        return {(line.day, line.reason): line.texts for line in lines}

    assert counted() == {
        (MONDAY, Reason.STOPPED): 1,
        (MONDAY, Reason.TOO_LATE): sent,
        (MONDAY + 2 * DAY, Reason.TOO_LATE): sent + 1,
    }
    before = counted()
    year.send()
    assert counted() == before
    stopped = year.do(lambda s, c: phones_without_tip(s, c.school, MONDAY, Reason.STOPPED, now=year.now))
    with year.town.reading() as session:
        maya = session.scalars(select(PhoneNumber.id).where(PhoneNumber.e164 == MAYA)).one()
        assert [one.phone_number_id for one in stopped] == [maya]
        row = session.scalars(select(TipDelivery).where(TipDelivery.phone_number_id == maya)).first()
        assert row is not None
        assert list(stopped[0].children) == row.children


def test_a_phone_that_looks_like_it_stopped_is_told_apart(year: Year) -> None:
    year.begin(K_TO_2)
    year.text_in(CARMEN, "ya no quiero recibir tantos mensajes")
    with year.town.reading() as session:
        assert session.scalars(select(StopReview)).one().decided_at is None
    assert left_out(ahead(year))[Reason.IN_REVIEW] > 0
