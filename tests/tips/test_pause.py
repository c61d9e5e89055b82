"""Holding tips back: one track with what waits of it, or everything that the school sends to many."""

from datetime import date, timedelta

from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.schools.school import School
from app.tips.delivery import DeliveryState, Reason
from app.tips.track import Track
from tests.support.cast import MAYA, OKAFOR, ROSA
from tests.tips.year import GRADES_3_TO_5, K_TO_2, Year

MONDAY = date(2026, 1, 12)
DAY = timedelta(days=1)


def pause(year: Year) -> None:
    year.do(lambda _, c: c.school.pause(by=c.staff[OKAFOR].id, now=year.now))


def test_a_paused_school_hands_no_tip_over_and_what_goes_stale_says_who_held_it(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    year.turn(MONDAY, 12)
    pause(year)
    year.turn(MONDAY, 18)
    assert year.send() == 0
    assert year.outcomes(MAYA)[0] is DeliveryState.PLANNED
    year.turn(MONDAY, 21)
    year.send()
    assert year.outcomes(MAYA)[0] is Reason.HELD
    assert year.texts(MAYA) == []


def test_what_is_still_fresh_leaves_when_the_school_goes_on(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    year.turn(MONDAY, 18)
    pause(year)
    year.send()
    year.do(lambda _, c: c.school.resume())
    year.turn(MONDAY, 19)
    year.send()
    assert year.outcomes(MAYA)[0] is DeliveryState.SENT


def test_who_paused_first_stands(year: Year) -> None:
    pause(year)
    first = year.now
    year.now += DAY
    pause(year)
    assert year.do(lambda _, c: c.school.paused_at) == first


def test_holding_a_track_holds_what_waits_of_it_and_nothing_else(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    year.plan_and_send(MONDAY)
    held = year.track_id()
    year.hold()

    def batches() -> dict[int, bool]:
        return year.do(
            lambda s, _: {
                track.id: s.get_one(Batch, track.batch_id).is_paused
                for track in s.query(Track)
                if track.batch_id is not None
            }
        )

    assert batches()[held]
    texts = year.texts(MAYA)
    with year.town.reading() as session:
        batch = session.get_one(Track, held).batch_id
    assert {text.batch_id for text in texts} == {batch}
    year.run()
    assert not any(batches().values())


def test_a_track_that_is_held_before_its_first_text_holds_its_batch_too(year: Year) -> None:
    year.begin(K_TO_2)
    year.hold()
    with year.town.reading() as session:
        track = session.get_one(Track, year.track_id())
        assert track.batch_id is not None
        assert session.get_one(Batch, track.batch_id).is_paused


def test_texts_that_wait_because_their_track_is_held_take_no_room_from_another(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Sofía", "3")
    year.plan_and_send(MONDAY)
    year.hold()
    year.turn(MONDAY + 2 * DAY, 18)
    year.change(Message, Message.batch_id.is_not(None), status=DeliveryStatus.QUEUED)
    waiting = len([row for row in year.deliveries() if row.message_id])
    year.plan()
    year.change(School, weekly_allowance=9)
    assert year.send(most_waiting=waiting) > 0
    assert any(row.state is DeliveryState.SENT and row.decided_at == year.now for row in year.deliveries())


def test_replies_of_staff_are_no_part_of_a_pause(year: Year) -> None:
    pause(year)
    assert year.text_in(ROSA, "hola") is not None
