"""Every move a text may make, and what the provider's reports do to it in whatever order they come."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gateway.port import ReportedStatus
from app.messages.delivery_status import ENDS, DeliveryStatus, Move, may_move, weigh_report

S = DeliveryStatus
REPORTED = [S(word.value) for word in ReportedStatus]
RANK = {S.SENDING: 0, S.UNKNOWN: 0, S.ACCEPTED: 1, S.SENT: 2, S.DELIVERED: 3, S.UNDELIVERED: 3, S.FAILED: 3}

OUR_MOVES = {
    S.DRAFT: {S.QUEUED, S.SUPPRESSED, S.CANCELLED},
    S.HELD: {S.QUEUED, S.CANCELLED, S.EXPIRED, S.SUPPRESSED},
    S.QUEUED: {S.SENDING, S.HELD, S.SUPPRESSED, S.EXPIRED, S.CANCELLED},
    S.SENDING: {S.ACCEPTED, S.QUEUED, S.UNKNOWN, S.FAILED, S.SUPPRESSED},
    S.UNKNOWN: {S.ACCEPTED, S.QUEUED, S.FAILED},
}


@pytest.mark.parametrize(("current", "wanted"), list(product(S, S)))
def test_puente_moves_a_text_only_as_the_drawing_says(current: S, wanted: S) -> None:
    assert may_move(current, wanted) is (wanted in OUR_MOVES.get(current, set()))


@pytest.mark.parametrize("ended", sorted(ENDS))
def test_puente_never_moves_a_text_that_has_ended(ended: S) -> None:
    assert not any(may_move(ended, wanted) for wanted in S)


@pytest.mark.parametrize(
    ("current", "reported", "move"),
    [
        (S.SENDING, S.ACCEPTED, Move.CLIMB),
        (S.SENDING, S.DELIVERED, Move.CLIMB),
        (S.UNKNOWN, S.ACCEPTED, Move.CLIMB),
        (S.UNKNOWN, S.SENT, Move.CLIMB),
        (S.UNKNOWN, S.FAILED, Move.CLIMB),
        (S.ACCEPTED, S.ACCEPTED, Move.STAY),
        (S.ACCEPTED, S.SENT, Move.CLIMB),
        (S.ACCEPTED, S.UNDELIVERED, Move.CLIMB),
        (S.SENT, S.ACCEPTED, Move.STAY),
        (S.SENT, S.SENT, Move.STAY),
        (S.SENT, S.DELIVERED, Move.CLIMB),
        (S.SENT, S.FAILED, Move.CLIMB),
        (S.DELIVERED, S.SENT, Move.STAY),
        (S.DELIVERED, S.DELIVERED, Move.STAY),
        (S.DELIVERED, S.UNDELIVERED, Move.CONTRADICT),
        (S.UNDELIVERED, S.DELIVERED, Move.CONTRADICT),
        (S.UNDELIVERED, S.FAILED, Move.CONTRADICT),
        (S.FAILED, S.DELIVERED, Move.CONTRADICT),
        (S.FAILED, S.ACCEPTED, Move.STAY),
        (S.SUPPRESSED, S.DELIVERED, Move.CONTRADICT),
        (S.SUPPRESSED, S.SENT, Move.STAY),
        # Ours alone: the provider has never seen these.
        (S.DRAFT, S.DELIVERED, Move.STAY),
        (S.EXPIRED, S.DELIVERED, Move.STAY),
        (S.CANCELLED, S.DELIVERED, Move.STAY),
        (S.RECEIVED, S.DELIVERED, Move.STAY),
    ],
)
def test_a_report_climbs_stays_or_contradicts(current: S, reported: S, move: Move) -> None:
    assert weigh_report(current, reported) is move


@pytest.mark.parametrize("waiting", [S.QUEUED, S.HELD])
@pytest.mark.parametrize(
    ("reported", "move"),
    [
        (S.ACCEPTED, Move.CLIMB),
        (S.SENT, Move.CLIMB),
        (S.DELIVERED, Move.CLIMB),
        (S.UNDELIVERED, Move.STAY),
        (S.FAILED, Move.STAY),
    ],
)
def test_a_text_sent_again_by_a_person_stays_in_the_outbox_unless_the_first_try_is_out(
    waiting: S, reported: S, move: Move
) -> None:
    assert weigh_report(waiting, reported) is move


def after(reports: list[S], start: S = S.SENDING) -> tuple[list[S], bool]:
    """The statuses a text goes through, and whether a contradiction was noticed."""
    walk, contradicted = [start], False
    for reported in reports:
        move = weigh_report(walk[-1], reported)
        contradicted |= move is Move.CONTRADICT
        walk.append(reported if move is Move.CLIMB else walk[-1])
    return walk, contradicted


@given(
    reports=st.lists(st.sampled_from(REPORTED), max_size=8),
    start=st.sampled_from([S.SENDING, S.UNKNOWN]),
    data=st.data(),
)
def test_reports_in_any_order_and_repeated_end_at_the_same_height_and_never_step_down(
    reports: list[S], start: S, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(reports))
    repeated = [r for r in shuffled for _ in range(data.draw(st.integers(1, 3)))]
    walks = [after(order, start)[0] for order in (reports, shuffled, repeated)]
    assert len({RANK[walk[-1]] for walk in walks}) == 1
    for walk in walks:
        heights = [RANK[status] for status in walk]
        assert heights == sorted(heights)


@given(st.lists(st.sampled_from(REPORTED), max_size=8))
def test_the_first_final_report_wins_and_a_different_one_after_it_is_flagged(reports: list[S]) -> None:
    final = [r for r in reports if r in ENDS]
    walk, contradicted = after(reports)
    if final:
        assert walk[-1] is final[0]
    assert contradicted is (len(set(final)) > 1)


@pytest.mark.parametrize("order", list(permutations([S.ACCEPTED, S.SENT, S.DELIVERED])))
def test_a_text_that_arrived_stands_as_delivered_however_the_calls_were_ordered(order: tuple[S, ...]) -> None:
    assert after(list(order))[0][-1] is S.DELIVERED
