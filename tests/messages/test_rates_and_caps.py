"""How fast a line sends, and how much one number may have."""

from sqlalchemy import update

from app.gateway.port import FailureReason, GivenUp, TryAgain
from app.messages.claim import BURST
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from tests.support.cast import (
    CARMEN,
    JORGE,
    MAIN,
    MAYA,
    MR_DIAZ,
    MS_LEE,
    NOON,
    ORTEGAS,
    SECOND,
    Stage,
)

S = DeliveryStatus
BUSY = TryAgain(FailureReason.CONGESTED, "20429")


def test_more_than_a_number_may_have_within_an_hour_is_held_for_a_person(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 3
    stage.line().segments_per_second = 1000
    thread = stage.conversation()
    texts = [stage.enqueue(thread) for _ in range(5)]
    assert len(stage.claim()) == 3
    assert [t.status for t in texts[3:]] == [S.HELD, S.HELD]
    assert [t.attention_at for t in texts[3:]] == [NOON, NOON]


def test_the_cap_counts_every_conversation_of_the_number(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1
    first = stage.enqueue(stage.conversation())
    stage.hand_over(stage.claim_one())
    other = stage.enqueue(stage.thread())
    stage.session.execute(update(Message).where(Message.id == other.id).values(line_id=stage.line(SECOND).id))
    stage.look_again()
    assert stage.claim() == []
    assert (first.status, other.status) == (S.ACCEPTED, S.HELD)


def test_another_familys_texts_do_not_count(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1
    stage.line().segments_per_second = 1000
    stage.enqueue(stage.conversation(MAYA))
    stage.text_in(CARMEN, "Hola")
    stage.enqueue(stage.thread(CARMEN))
    assert len(stage.claim()) == 2


def test_an_hour_later_the_number_may_have_more(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1
    thread = stage.conversation()
    stage.enqueue(thread)
    stage.hand_over(stage.claim_one())
    stage.wait(hours=1)
    stage.enqueue(thread)
    assert len(stage.claim()) == 1


def test_a_new_try_of_the_same_text_does_not_count_against_it(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1
    stage.enqueue(stage.conversation())
    stage.record(stage.claim_one(), BUSY)
    stage.wait(seconds=10)
    assert stage.claim_one().attempt == 2


def test_the_confirmation_of_a_stop_leaves_whatever_the_cap(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1
    stage.enqueue(stage.conversation(CARMEN))
    stage.hand_over(stage.claim_one())
    stage.text_in(CARMEN, "ALTO")
    stage.wait(seconds=1)
    claimed = stage.claim_one()
    assert "INICIAR" in claimed.body


# Lines


def test_a_line_sends_no_faster_than_its_rate(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1000
    line, thread = stage.line(), stage.conversation()
    line.segments_per_second = 3
    for number in range(12):
        stage.enqueue(thread, "x" * (300 if number % 3 == 0 else 20))  # two segments or one
    moments: list[tuple[float, int]] = []
    for tick in range(60):
        moments += [(tick / 10, 2 if len(claimed.body) > 160 else 1) for claimed in stage.claim()]
        stage.wait(seconds=0.1)
    assert sum(segments for _, segments in moments) == 16
    for index, (start, _) in enumerate(moments):
        for stop in range(index, len(moments)):
            sent_before_last = sum(segments for _, segments in moments[index:stop])
            assert sent_before_last <= 3 * (moments[stop][0] - start + BURST.total_seconds()) + 1e-6
    assert moments[-1][0] <= 16 / 3 + 0.2, "and no slower"


def test_a_fast_line_is_claimed_a_little_ahead(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1000
    stage.line().segments_per_second = 20
    thread = stage.conversation()
    for _ in range(20):
        stage.enqueue(thread)
    ahead = int(20 * BURST.total_seconds())
    assert len(stage.claim(limit=20)) == ahead + 1  # and the one that is due now


def test_a_paused_line_keeps_its_texts_and_other_lines_send(stage: Stage) -> None:
    kept = stage.enqueue(stage.conversation(MAYA))
    stage.line(MAIN).pause("30034", now=NOON)
    stage.text_in(JORGE, "Hola", line=SECOND)
    other = stage.enqueue(stage.thread(JORGE, MR_DIAZ))
    assert [c.message_id for c in stage.claim()] == [other.id]
    assert kept.status is S.QUEUED
    stage.line(MAIN).resume()
    assert [c.message_id for c in stage.claim()] == [kept.id]


def test_lines_take_turns_so_that_a_full_one_starves_none(stage: Stage) -> None:
    stage.cast.school.hourly_cap = 1000
    full = stage.conversation(MAYA)
    for _ in range(20):
        stage.enqueue(full)
    stage.text_in(JORGE, "Hola", line=SECOND)
    lonely = stage.enqueue(stage.thread(JORGE, MR_DIAZ))
    taken: list[int] = []
    for _ in range(3):
        taken += [c.message_id for c in stage.claim(limit=1)]
        stage.wait(seconds=1)
    assert lonely.id in taken


def test_a_text_keeps_the_line_it_was_enqueued_on(stage: Stage) -> None:
    thread = stage.conversation()
    stage.enqueue(thread)
    thread.line_id = stage.line(SECOND).id
    stage.look_again()
    assert stage.claim_one().line == MAIN


def test_a_text_put_back_by_a_stopped_line_goes_when_the_line_is_mended(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    stage.record(stage.claim_one(), GivenUp(FailureReason.LINE_PROBLEM, "21606", stops_line=True))
    stage.wait(minutes=1)
    assert stage.claim() == []
    stage.line().resume()
    assert stage.claim_one().message_id == message.id


def test_an_automatic_answer_that_missed_its_half_hour_is_not_sent(stage: Stage) -> None:
    thread = stage.conversation(ORTEGAS)
    message = stage.enqueue(thread, kind=MessageKind.AUTO_REPLY)
    stage.wait(minutes=31)
    assert stage.claim() == []
    assert message.status is S.EXPIRED
    assert stage.thread(ORTEGAS, MS_LEE).id == thread.id
