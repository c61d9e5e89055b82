"""What became of an announcement: sums that add up at every moment, and families that somebody tells in other ways."""

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.broadcasts.answers.results import results_of
from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut, ReachedHow
from app.broadcasts.report.ahead import situation_of
from app.broadcasts.report.latecomers import count_latecomers
from app.broadcasts.report.lists import all_families, call_list, families_at
from app.broadcasts.report.outlook import Course, outlook
from app.broadcasts.report.picture import Reached, by_class, by_language
from app.broadcasts.report.progress import Count, Progress, Stand, WaitsFor, progress_of
from app.broadcasts.report.unreached import (
    Told,
    count_unreached,
    give_back,
    take_back_told,
    take_next,
    take_on,
    tell,
)
from app.broadcasts.sending.cancel import cancel_rest
from app.consent.opt_out import OptOut, OptOutSource
from app.demo.cast import Cast
from app.foundation.errors import Conflict, NotFound
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.phone_number import PhoneNumber
from app.roster.section import Section
from app.roster.student import Guardianship
from tests.broadcasts.announcing import Announcing, no_guests
from tests.broadcasts.test_retry import add, fail, retry
from tests.support.cast import CARMEN, HELEN, JORGE, LEE, MAYA, OKAFOR, ROSA

S = DeliveryStatus


def progress(school: Announcing, broadcast_id: int) -> Progress:
    with school.town.reading() as session:
        return progress_of(session, session.get_one(Broadcast, broadcast_id))


def say(found: Progress) -> dict[str, int]:
    assert found.families == sum(found.stands.values())
    return {stand.value: families for stand, families in found.stands.items() if families}


def becomes(school: Announcing, number: str, status: S) -> None:
    message_id = school.message(number).id
    school.do(
        lambda session, _: session.execute(
            update(Message).where(Message.id == message_id).values(status=status)
        )
    )


def cancel(session: Session, cast: Cast, broadcast_id: int, now: datetime) -> None:
    broadcast = session.get_one(Broadcast, broadcast_id)
    cancel_rest(session, cast.school, broadcast, by=cast.staff[LEE], now=now)


def stops(school: Announcing, number: str) -> None:
    def deed(session: Session, cast: Cast) -> None:
        source = OptOutSource.KEYWORD
        session.add(OptOut(school_id=cast.school.id, e164=number, source=source, opened_at=school.now))

    school.do(deed)


def test_every_family_stands_in_one_place_from_the_release_to_the_last_report(school: Announcing) -> None:
    stops(school, ROSA)
    school.lose_number("Diego")
    broadcast_id = school.release(expected=40)
    assert say(progress(school, broadcast_id)) == {"waiting": 40}
    assert progress(school, broadcast_id).reasons(Stand.WAITING) == {WaitsFor.HANDING_OVER: 40}
    school.hand_over()
    handed = progress(school, broadcast_id)
    whole = len(school.all(BroadcastRecipient))
    assert handed.families == whole
    assert handed.reasons(Stand.NOT_TEXTED)[LeftOut.STOPPED] == 1
    assert handed.reasons(Stand.NOT_TEXTED)[LeftOut.NO_NUMBER] == 1
    becomes(school, MAYA, S.DELIVERED)
    becomes(school, CARMEN, S.UNKNOWN)
    becomes(school, HELEN, S.SUPPRESSED)
    fail(school, JORGE, FailureReason.PHONE_UNREACHABLE)
    moved = progress(school, broadcast_id)
    waiting = whole - 6
    assert say(moved) == {
        "delivered": 1,
        "unknown": 1,
        "not_texted": 3,
        "failed": 1,
        "waiting": waiting,
    }
    assert moved.left == 3
    retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE)
    assert say(progress(school, broadcast_id)) == {
        "delivered": 1,
        "unknown": 1,
        "not_texted": 3,
        "waiting": waiting + 1,
    }


@pytest.mark.parametrize(
    ("stand", "is_settled"),
    [
        *((Stand.WAITING, False), (Stand.SENT, False), (Stand.UNKNOWN, False)),
        *((Stand.DELIVERED, True), (Stand.FAILED, True), (Stand.NOT_TEXTED, True), (Stand.CANCELLED, True)),
    ],
)
def test_nothing_is_settled_before_the_phone_company_has_told_of_it(stand: Stand, is_settled: bool) -> None:
    counts = (Count(Stand.DELIVERED, None, 5), Count(stand, None, 1))
    assert Progress(BroadcastState.SENT, counts).is_settled == is_settled


def test_what_is_leaving_cannot_be_called_back_any_more_than_what_has_left() -> None:
    found = Progress(
        BroadcastState.SENDING,
        (
            *(Count(stand, None, 10) for stand in (Stand.DELIVERED, Stand.SENT, Stand.UNKNOWN, Stand.FAILED)),
            Count(Stand.WAITING, WaitsFor.LEAVING, 3),
            Count(Stand.WAITING, WaitsFor.HANDING_OVER, 100),
            Count(Stand.NOT_TEXTED, LeftOut.STOPPED, 1000),
        ),
    )
    assert (found.left, found.waiting, found.settled) == (43, 103, 1040)


def test_what_waits_is_cancelled_at_once_and_before_a_worker_has_marked_it(school: Announcing) -> None:
    broadcast_id = school.release(expected=30)
    school.hand_over()
    becomes(school, MAYA, S.SENDING)
    whole = len(school.all(BroadcastRecipient))
    before = progress(school, broadcast_id)
    school.do(lambda session, cast: cancel(session, cast, broadcast_id, school.now))
    after = progress(school, broadcast_id)
    assert after.stands[Stand.WAITING] == 1  # a worker has it in its hands
    assert after.stands[Stand.CANCELLED] >= whole - 1 - before.stands[Stand.NOT_TEXTED]
    assert after.stands[Stand.NOT_TEXTED] == before.stands[Stand.NOT_TEXTED]


def test_what_was_not_handed_over_when_it_was_cancelled_counts_among_what_never_left(
    school: Announcing,
) -> None:
    broadcast_id = school.release(expected=9)

    def somebody_cancels() -> None:
        if len(school.all(BroadcastRecipient)) == 4:
            school.do(lambda session, cast: cancel(session, cast, broadcast_id, school.now))
            school.looks = lambda: None

    school.looks = somebody_cancels
    school.hand_over(page=2)
    assert say(progress(school, broadcast_id)) == {"cancelled": 9}


def test_latecomers_count_as_waiting_until_they_are_handed_over(school: Announcing) -> None:
    school.lose_number("Diego")
    broadcast_id = school.release(expected=1)
    school.hand_over()
    whole = progress(school, broadcast_id).families

    def forget(session: Session, _: Cast) -> None:
        one = session.scalars(
            select(BroadcastRecipient)
            .join(PhoneNumber, PhoneNumber.id == BroadcastRecipient.phone_number_id)
            .where(PhoneNumber.e164 == MAYA)
        ).one()
        message = session.get_one(Message, one.message_id)
        session.delete(one)
        session.flush()
        message.batch_id = None

    school.do(forget)
    with school.town.reading() as session:
        broadcast = session.get_one(Broadcast, broadcast_id)
        cast_school = school.do(lambda _, cast: cast.school)
        assert count_latecomers(session, cast_school, broadcast, guests=no_guests) == 1
    assert add(school, broadcast_id) == 1
    added = progress(school, broadcast_id)
    assert (added.families, added.reasons(Stand.WAITING)[WaitsFor.HANDING_OVER]) == (whole, 1)
    school.hand_over()
    assert progress(school, broadcast_id).families == whole


def test_each_number_is_a_list_of_as_many_families_page_by_page(school: Announcing) -> None:
    stops(school, ROSA)
    school.lose_number("Diego")
    broadcast_id = school.release()
    school.hand_over()
    becomes(school, MAYA, S.SUPPRESSED)
    becomes(school, CARMEN, S.DELIVERED)
    fail(school, JORGE, FailureReason.CONGESTED)
    found = progress(school, broadcast_id)
    cast_school = school.do(lambda _, cast: cast.school)
    with school.town.reading() as session:
        broadcast = session.get_one(Broadcast, broadcast_id)
        for stand, families in found.stands.items():
            seen, after = [], ""
            while True:
                page = families_at(session, cast_school, broadcast, found, stand, after=after, limit=2)
                seen += [line.recipient.id for line in page.lines]
                if not (after := page.next):
                    break
            assert len(seen) == len(set(seen)) == families, stand
        stopped = families_at(session, cast_school, broadcast, found, Stand.NOT_TEXTED, LeftOut.STOPPED)
        assert len(stopped.lines) == found.reasons(Stand.NOT_TEXTED)[LeftOut.STOPPED] == 2
        everybody, more = all_families(session, cast_school, broadcast, after=0, limit=500)
        assert len(everybody) == found.families
        assert more is None


def test_a_family_is_taken_on_told_once_and_taken_back(school: Announcing) -> None:
    stops(school, ROSA)
    school.lose_number("Diego")
    broadcast_id = school.release()
    school.hand_over()
    (rosa,) = school.all(BroadcastRecipient, BroadcastRecipient.left_out == LeftOut.STOPPED)

    def told() -> Told:
        with school.town.reading() as session:
            return Told.of(count_unreached(session, session.get_one(Broadcast, broadcast_id)))

    assert (told().families, told().open, told().owned) == (2, 2, 0)

    def at(session: Session) -> Broadcast:
        return session.get_one(Broadcast, broadcast_id)

    school.do(lambda session, cast: take_on(session, at(session), rosa.id, by=cast.staff[LEE]))
    with pytest.raises(Conflict, match="taken this family on"):
        school.do(lambda session, cast: take_on(session, at(session), rosa.id, by=cast.staff[OKAFOR]))
    assert school.do(lambda session, cast: take_next(session, at(session), by=cast.staff[OKAFOR])) == 1
    school.do(lambda session, _: give_back(session, at(session), rosa.id))
    call = ReachedHow.CALLED
    school.do(
        lambda session, cast: tell(
            session, at(session), rosa.id, call, " thanked us ", by=cast.staff[LEE], now=school.now
        )
    )
    assert (told().open, told().how[call]) == (1, 1)
    with pytest.raises(Conflict, match="told this family already"):
        school.do(
            lambda session, cast: tell(
                session, at(session), rosa.id, call, "", by=cast.staff[OKAFOR], now=school.now
            )
        )
    (row,) = school.all(BroadcastRecipient, BroadcastRecipient.id == rosa.id)
    assert (row.note, row.reached_at) == ("thanked us", school.now)
    school.do(lambda session, _: take_back_told(session, at(session), rosa.id))
    assert told().open == 2
    reached = school.all(BroadcastRecipient, BroadcastRecipient.message_id.is_not(None))[0]
    with pytest.raises(NotFound):
        school.do(lambda session, cast: take_on(session, at(session), reached.id, by=cast.staff[LEE]))


def test_whoever_must_be_kept_from_a_child_by_now_is_on_no_list(school: Announcing) -> None:
    stops(school, ROSA)
    broadcast_id = school.release()
    school.hand_over()
    (rosa,) = school.all(BroadcastRecipient, BroadcastRecipient.left_out == LeftOut.STOPPED)
    school.do(
        lambda session, _: session.execute(
            update(Guardianship)
            .where(Guardianship.student_id.in_(rosa.children))
            .values(has_court_order=True)
        )
    )
    cast_school = school.do(lambda _, cast: cast.school)
    with school.town.reading() as session:
        page = call_list(session, cast_school, session.get_one(Broadcast, broadcast_id))
    assert rosa.id not in {line.recipient.id for line in page.lines}
    assert page.kept_apart == 1


def test_the_picture_shows_each_family_once_in_its_language_and_in_every_class_of_its_children(
    school: Announcing,
) -> None:
    stops(school, ROSA)
    stops(school, JORGE)
    school.lose_number("Jun")
    broadcast_id = school.release()
    school.hand_over()
    becomes(school, MAYA, S.DELIVERED)
    becomes(school, HELEN, S.UNDELIVERED)
    tell_about(school, broadcast_id, JORGE)
    tell_about(school, broadcast_id, HELEN)
    school.release()
    school.hand_over()  # another one, which does not count here

    languages, classes = pictured(school, broadcast_id)
    assert languages == {
        "en": {"delivered": 1, "told": 1, "waiting": 1},
        "es": {"not_reached": 1, "told": 1, "waiting": 2},
        None: {"not_reached": 1, "waiting": 1},
    }
    assert classes == {
        "Room 4": {"delivered": 1, "waiting": 3, "not_reached": 2},
        "Room 7": {"not_reached": 1, "told": 2, "waiting": 1},
    }


def test_of_an_announcement_to_some_classes_the_picture_shows_no_others(school: Announcing) -> None:
    room_7 = school.do(
        lambda session, _: session.scalars(select(Section.id).where(Section.name == "Room 7")).one()
    )
    broadcast_id = school.release(Selection(SelectionKind.SECTIONS, (room_7,)))
    school.hand_over()
    school.do(lambda session, cast: cancel(session, cast, broadcast_id, school.now))
    _, classes = pictured(school, broadcast_id)
    assert classes == {"Room 7": {"not_reached": 4}}


def tell_about(school: Announcing, broadcast_id: int, number: str) -> None:
    """Somebody has called the family."""

    def deed(session: Session, cast: Cast) -> None:
        broadcast, phone = session.get_one(Broadcast, broadcast_id), cast.phones[number].id
        of_phone = BroadcastRecipient.phone_number_id == phone
        (recipient,) = session.scalars(select(BroadcastRecipient.id).where(of_phone))
        tell(session, broadcast, recipient, ReachedHow.CALLED, "", by=cast.staff[LEE], now=school.now)

    school.do(deed)


def pictured(
    school: Announcing, broadcast_id: int
) -> tuple[dict[str | None, dict[str, int]], dict[str, dict[str, int]]]:
    """By language, and by class, how many families stand where."""
    found = progress(school, broadcast_id)
    cast_school = school.do(lambda _, cast: cast.school)
    with school.town.reading() as session:
        broadcast = session.get_one(Broadcast, broadcast_id)
        languages = by_language(found, count_unreached(session, broadcast))
        page = by_class(session, cast_school, broadcast)
    assert sum(counts.total() for counts in languages.values()) == found.families
    assert page.is_last
    return (
        {language: counted(counts) for language, counts in languages.items()},
        {one.section.name: counted(one.families) for one in page.classes},
    )


def counted(families: Counter[Reached]) -> dict[str, int]:
    return {reached.value: count for reached, count in families.items() if count}


def test_the_outlook_knows_the_rate_of_the_lines_and_what_holds_the_rest(school: Announcing) -> None:
    broadcast_id = school.release()
    school.hand_over()
    cast_school = school.do(lambda _, cast: cast.school)

    def course() -> Course:
        with school.town.reading() as session:
            broadcast = session.get_one(Broadcast, broadcast_id)
            it = situation_of(
                session, cast_school, broadcast, progress_of(session, broadcast), now=school.now
            )
            assert it.others == 0
            return outlook(it, now=school.now).course

    assert course() is Course.LEAVING
    school.claim(5)
    school.wait(seconds=30)
    assert course() is Course.LEAVING
    school.wait(minutes=10)
    assert course() is Course.SILENT
    school.wait(hours=9)
    assert course() is Course.OUTSIDE_HOURS


def test_what_was_never_released_has_no_texts_that_stand_alone(school: Announcing) -> None:
    school.release()
    school.hand_over()
    school.do(lambda session, _: session.execute(update(Message).values(batch_id=None)))
    other = school.release(expected=3)

    def withdraw(session: Session, _: Cast) -> None:
        broadcast = session.get_one(Broadcast, other)
        broadcast.state, broadcast.cancelled_at = BroadcastState.CANCELLED, school.now
        broadcast.batch_id = broadcast.send_at = broadcast.not_after = None

    school.do(withdraw)
    with school.town.reading() as session:
        broadcast = session.get_one(Broadcast, other)
        progress = progress_of(session, broadcast)
        assert (progress.families, progress.stands[Stand.CANCELLED]) == (3, 3)
        assert results_of(session, broadcast).asked == 0
