"""Holding back the rest of an announcement: for a while, for good, and exactly from the moment it was said."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient
from app.broadcasts.sending.cancel import cancel_rest, mark_cancelled, pause_rest, resume_rest
from app.demo.cast import Cast
from app.foundation.database import Database
from app.foundation.errors import Conflict
from app.messages.batch import Batch
from app.messages.claim import Claimed, claim
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.schools.phone_line import PhoneLine
from tests.broadcasts.announcing import Announcing
from tests.support.cast import LEE, NOON

S = DeliveryStatus


@pytest.fixture
def school(town: Database) -> Announcing:
    return quick(town)


def quick(town: Database) -> Announcing:
    """With lines that keep nobody waiting."""
    with town.writing() as session:
        session.execute(update(PhoneLine).values(segments_per_second=1000))
    return Announcing(town)


def cancel(school: Announcing, broadcast_id: int) -> None:
    def deed(session: Session, cast: Cast) -> None:
        broadcast = session.get_one(Broadcast, broadcast_id)
        cancel_rest(session, cast.school, broadcast, by=cast.staff[LEE], now=school.now)

    school.do(deed)


def test_nothing_leaves_after_it_was_cancelled_but_what_was_in_hand(school: Announcing) -> None:
    broadcast_id = school.release()
    school.hand_over()
    before = school.claim(limit=4)
    cancel(school, broadcast_id)
    assert len(before) == 4
    assert school.claim() == []
    assert mark_cancelled(school.town, clock=school.clock) == 5
    assert Counter(message.status for message in school.all(Message)) == {S.SENDING: 4, S.CANCELLED: 5}
    broadcast = school.broadcast(broadcast_id)
    assert (broadcast.state, broadcast.cancelled_at) == (BroadcastState.CANCELLED, NOON)
    assert mark_cancelled(school.town, clock=school.clock) == 0


def test_cancelled_between_two_pages_the_rest_is_never_handed_over(school: Announcing) -> None:
    broadcast_id = school.release()
    done: list[int] = []

    def somebody_cancels() -> None:
        if len(school.all(BroadcastRecipient)) >= 4 and not done:
            done.append(1)
            cancel(school, broadcast_id)

    school.looks = somebody_cancels
    school.hand_over(page=2)
    assert len(school.all(BroadcastRecipient)) == 4
    assert school.claim() == []


def test_open_pages_learn_of_it_and_the_question_of_a_text_that_never_left_is_answered_no_more(
    school: Announcing,
) -> None:
    choices = [{"words": {"en": one, "es": one}, "places": None} for one in ("Red", "Blue")]
    broadcast_id = school.release(asks=Asks.POLL, choices=choices, answers_until=NOON + timedelta(days=3))
    school.hand_over()
    left = {text.message_id for text in school.claim(limit=3)}
    versions = {thread.id: thread.version for thread in school.all(Thread)}
    cancel(school, broadcast_id)
    mark_cancelled(school.town, clock=school.clock)
    still_open = {one.question_message_id for one in school.all(Prompt, Prompt.cancelled_at.is_(None))}
    assert still_open == left
    touched = {thread.id for thread in school.all(Thread) if thread.version > versions[thread.id]}
    assert touched == {message.thread_id for message in school.all(Message) if message.id not in left}


def test_a_text_that_comes_back_from_the_provider_after_that_is_not_tried_again(school: Announcing) -> None:
    broadcast_id = school.release()
    school.hand_over()
    (in_hand,) = school.claim(limit=1)
    cancel(school, broadcast_id)
    mark_cancelled(school.town, clock=school.clock)
    back = {"status": S.QUEUED, "due_at": NOON}
    school.do(
        lambda session, _: session.execute(
            update(Message).where(Message.id == in_hand.message_id).values(**back)
        )
    )
    assert school.claim() == []
    assert mark_cancelled(school.town, clock=school.clock) == 1


def test_it_can_be_cancelled_before_its_moment_and_only_once(school: Announcing) -> None:
    broadcast_id = school.release(send_at=NOON + timedelta(hours=1))
    cancel(school, broadcast_id)
    school.wait(hours=2)
    assert school.hand_over() == 0
    with pytest.raises(Conflict):
        cancel(school, broadcast_id)


def test_what_was_changed_of_it_in_the_same_breath_stays_changed(school: Announcing) -> None:
    broadcast_id = school.release()

    def deed(session: Session, cast: Cast) -> None:
        broadcast = session.get_one(Broadcast, broadcast_id)
        broadcast.title = "Called off"
        cancel_rest(session, cast.school, broadcast, by=cast.staff[LEE], now=school.now)

    school.do(deed)
    broadcast = school.broadcast(broadcast_id)
    assert (broadcast.title, broadcast.state) == ("Called off", BroadcastState.CANCELLED)


def test_it_is_paused_and_goes_on(school: Announcing) -> None:
    broadcast_id = school.release()
    school.hand_over()

    def pause(session: Session, cast: Cast) -> None:
        broadcast = session.get_one(Broadcast, broadcast_id)
        pause_rest(session, cast.school, broadcast, by=cast.staff[LEE], now=NOON)

    def go_on(session: Session, cast: Cast) -> None:
        resume_rest(session, cast.school, session.get_one(Broadcast, broadcast_id))

    school.do(pause)
    assert school.claim() == []
    school.do(go_on)
    assert len(school.claim()) == 9
    cancel(school, broadcast_id)
    with pytest.raises(Conflict):
        school.do(go_on)


def test_a_cancel_that_commits_while_a_worker_has_chosen_its_texts_keeps_them_from_leaving(
    postgres_town: Database,
) -> None:
    """The worker has read that nothing was cancelled, and waits for the batch when that is committed."""
    school = quick(postgres_town)
    broadcast_id = school.release()
    school.hand_over()
    taken: list[Claimed] = []

    def work() -> None:
        with postgres_town.writing() as session:
            taken.extend(claim(session, worker="w", limit=50, now=NOON))

    worker = threading.Thread(target=work)
    with postgres_town.writing() as session:
        batch = session.scalars(
            select(Batch).where(Batch.id == school.broadcast(broadcast_id).batch_id)
        ).one()
        batch.cancel(now=NOON)
        session.flush()
        worker.start()
        wait_until_somebody_waits(postgres_town)
    worker.join()
    assert taken == []
    assert {message.status for message in school.all(Message)} == {S.QUEUED}


def wait_until_somebody_waits(database: Database) -> None:
    waiting = text("select count(*) from pg_locks where not granted")
    for _ in range(500):
        with database.reading() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")
