"""A person decides whether a family's text was a request to stop."""

import pytest

from app.consent.consent_log import ConsentEntry, ConsentEvent
from app.consent.opt_out import OptOut, OptOutSource, StopDecision, StopReview
from app.consent.queries import consent_history, standing
from app.foundation.errors import NotFound
from app.inbox.inbox import ThreadEvent, ThreadEventKind
from app.inbox.stop_review import decide_stop
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from app.schools.school import School
from tests.support.cast import CARMEN, FRONT, LEE, MAIN, NOON, Stage
from tests.support.cedar import found_cedar

S = DeliveryStatus
WORDS = "ya no quiero recibir mensajes"


def decide(stage: Stage, decision: StopDecision, *, school: School | None = None) -> None:
    decide_stop(
        stage.session,
        school or stage.cast.school,
        stage.all(StopReview)[-1].id,
        by=stage.cast.staff[LEE],
        decision=decision,
        catalog=FRONT.catalog,
        now=stage.now,
    )
    stage.look_again()


def test_a_stop_ends_what_waits_and_is_confirmed_once(stage: Stage) -> None:
    waiting = stage.enqueue(stage.conversation(CARMEN))
    stage.text_in(CARMEN, WORDS)
    decide(stage, StopDecision.STOP)
    assert waiting.status is S.SUPPRESSED
    (known,) = stage.all(OptOut)
    assert (known.e164, known.source) == (CARMEN, OptOutSource.PHRASE)
    confirmation = stage.outgoing(CARMEN)[-1]
    assert (confirmation.kind, confirmation.language) == (MessageKind.OPT_OUT_CONFIRMATION, "es")
    assert [c.message_id for c in stage.claim()] == [confirmation.id]
    assert stage.thread(CARMEN).waiting_since is None


def test_the_log_shows_the_words_who_read_them_and_that_it_was_confirmed(stage: Stage) -> None:
    stage.text_in(CARMEN, WORDS)
    decide(stage, StopDecision.STOP)
    entries = stage.all(ConsentEntry)
    assert [e.event for e in entries] == [
        ConsentEvent.LOOKED_LIKE_STOP,
        ConsentEvent.OPTED_OUT,
        ConsentEvent.CONFIRMATION_SENT,
    ]
    assert entries[1].wording == WORDS
    assert entries[1].staff_member_id == stage.cast.staff[LEE].id


def test_no_stop_lets_everything_go_on_and_is_logged_too(stage: Stage) -> None:
    stage.text_in(CARMEN, WORDS)
    decide(stage, StopDecision.NOT_A_STOP)
    assert standing(stage.session, stage.cast.school, CARMEN).may_be_texted
    assert stage.outgoing(CARMEN) == []
    assert stage.thread(CARMEN).waiting_since == NOON, "the text itself still wants an answer"
    assert (
        consent_history(stage.session, stage.cast.school, CARMEN)[0].event is ConsentEvent.JUDGED_NOT_A_STOP
    )


@pytest.mark.parametrize(
    ("decision", "kind"),
    [
        (StopDecision.STOP, ThreadEventKind.STOP_CONFIRMED),
        (StopDecision.NOT_A_STOP, ThreadEventKind.NOT_A_STOP),
    ],
)
def test_the_conversation_shows_who_decided(
    stage: Stage, decision: StopDecision, kind: ThreadEventKind
) -> None:
    stage.text_in(CARMEN, WORDS)
    version = stage.thread(CARMEN).version
    decide(stage, decision)
    (event,) = stage.all(ThreadEvent)
    assert (event.kind, event.staff_member_id) == (kind, stage.cast.staff[LEE].id)
    assert event.thread_id == stage.thread(CARMEN).id
    assert stage.thread(CARMEN).version > version
    (review,) = stage.all(StopReview)
    assert (review.decision, review.decided_by, review.decided_at) == (
        decision,
        stage.cast.staff[LEE].id,
        NOON,
    )


@pytest.mark.parametrize("decision", list(StopDecision))
def test_it_is_decided_once(stage: Stage, decision: StopDecision) -> None:
    stage.text_in(CARMEN, WORDS)
    decide(stage, StopDecision.NOT_A_STOP)
    with pytest.raises(NotFound):
        decide(stage, decision)


def test_another_school_cannot_decide_it(stage: Stage) -> None:
    stage.text_in(CARMEN, WORDS)
    other = found_cedar(stage.session)
    with pytest.raises(NotFound):
        decide(stage, StopDecision.STOP, school=other)


def test_a_family_that_stopped_meanwhile_is_not_confirmed_a_second_time(stage: Stage) -> None:
    stage.text_in(CARMEN, WORDS)
    stage.text_in(CARMEN, "ALTO")
    assert len(stage.outgoing(CARMEN)) == 1
    decide(stage, StopDecision.STOP)
    assert len(stage.outgoing(CARMEN)) == 1


def test_deciding_against_a_stop_does_not_lift_one_that_came_meanwhile(stage: Stage) -> None:
    stage.text_in(CARMEN, WORDS)
    stage.text_in(CARMEN, "ALTO")
    decide(stage, StopDecision.NOT_A_STOP)
    assert standing(stage.session, stage.cast.school, CARMEN).opt_out is not None


def test_another_such_text_asks_again(stage: Stage) -> None:
    stage.text_in(CARMEN, WORDS)
    decide(stage, StopDecision.NOT_A_STOP)
    stage.text_in(CARMEN, WORDS)
    assert [r.decided_at is None for r in stage.all(StopReview)] == [False, True]


def test_a_confirmation_that_the_carrier_blocks_is_not_logged_as_sent(stage: Stage) -> None:
    stage.text_in(CARMEN, "STOP", line=MAIN)
    stage.text_in(CARMEN, "INICIAR", line=MAIN)
    stage.text_in(CARMEN, WORDS, line=MAIN)
    decide(stage, StopDecision.STOP)
    assert ConsentEvent.CONFIRMATION_SENT not in [e.event for e in stage.all(ConsentEntry)]
