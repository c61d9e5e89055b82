"""What has been checked leaves at the moment and in the language that are right by then, or not at all."""

from datetime import timedelta

import pytest

from app.consent.record import carrier_blocked
from app.foundation.errors import Conflict
from app.messages.delivery_status import DeliveryStatus as S
from tests.inbox.checking import TRIP, VIAJE, approve, asked, review_of, who_reads_what
from tests.support.cast import CARMEN, MORNING, NIGHT, NOON, Stage


@pytest.fixture(autouse=True)
def readers(stage: Stage) -> None:
    who_reads_what(stage.cast)
    stage.look_again()


def test_a_moment_that_its_writer_chose_and_that_has_passed_by_far_is_not_made_up_for(stage: Stage) -> None:
    review = review_of(stage, asked(stage, send_at=NOON + timedelta(hours=4)))
    stage.wait(hours=30)
    with pytest.raises(Conflict, match="moment that has passed"):
        approve(stage, review)
    assert stage.claim() == []


def test_a_moment_in_the_night_waits_for_the_morning_however_lately_the_family_wrote(stage: Stage) -> None:
    stage.cast.school.direct_reply_hours = 24
    message = asked(stage, send_at=NIGHT)
    approve(stage, review_of(stage, message))
    stage.now = NIGHT
    assert stage.claim() == []
    stage.now = MORNING
    assert [taken.message_id for taken in stage.claim()] == [message.id]


def test_a_family_that_has_asked_for_english_meanwhile_gets_it(stage: Stage) -> None:
    message = asked(stage)
    stage.text_in(CARMEN, "ENGLISH")
    approve(stage, review_of(stage, message))
    assert (message.body, message.language, message.status) == (TRIP, "en", S.QUEUED)


def test_a_family_that_has_asked_for_what_nobody_has_written_gets_it_as_it_was_written(stage: Stage) -> None:
    message = asked(stage)
    stage.cast.phones[CARMEN].language = "so"
    approve(stage, review_of(stage, message))
    assert (message.body, message.language) == (VIAJE, "es")


def test_a_family_that_is_not_answered_after_all_waits_on(stage: Stage) -> None:
    message = asked(stage)
    carrier_blocked(stage.session, message.line_id, CARMEN, now=stage.now)
    approve(stage, review_of(stage, message))
    assert message.status is S.SUPPRESSED
    assert stage.thread(CARMEN).waiting_since is not None
