"""Writing down what a number asked for, and what then holds."""

import pytest

from app.consent.consent_log import ConsentChannel, ConsentEntry, ConsentEvent
from app.consent.opt_out import CarrierBlock, OptOut, OptOutSource, StopReview
from app.consent.queries import consent_history, get_open_review, standing, standings
from app.consent.record import (
    Evidence,
    ask_a_person,
    carrier_blocked,
    carrier_unblocked,
    log,
    opt_in,
    opt_out,
)
from app.foundation.errors import NotFound
from tests.support.cast import CARMEN, LEE, MAYA, NOON, SECOND, Stage
from tests.support.cedar import found_cedar

EVIDENCE = Evidence(ConsentChannel.PHONE, wording="She called.", language="en")


def stop(stage: Stage, number: str = MAYA) -> bool:
    is_news = opt_out(stage.session, stage.cast.school, number, OptOutSource.STAFF, EVIDENCE, now=stage.now)
    stage.look_again()
    return is_news


def resume(stage: Stage, number: str = MAYA) -> bool:
    was_opted_out = opt_in(stage.session, stage.cast.school, number, EVIDENCE, now=stage.now)
    stage.look_again()
    return was_opted_out


def test_a_number_that_nobody_has_heard_of_may_be_texted(stage: Stage) -> None:
    known = standing(stage.session, stage.cast.school, "+12065550199")
    assert known.may_be_texted
    assert (known.opt_out, known.review, known.blocked_lines) == (None, None, frozenset())


def test_a_stop_is_news_once_and_evidence_each_time(stage: Stage) -> None:
    assert [stop(stage), stop(stage)] == [True, False]
    assert not standing(stage.session, stage.cast.school, MAYA).may_be_texted
    assert len(stage.all(OptOut)) == 1
    assert [e.event for e in stage.all(ConsentEntry)] == [ConsentEvent.OPTED_OUT] * 2


def test_a_start_is_news_only_after_a_stop(stage: Stage) -> None:
    assert resume(stage) is False
    stop(stage)
    stage.wait(days=1)
    assert resume(stage) is True
    assert standing(stage.session, stage.cast.school, MAYA).may_be_texted
    (lifted,) = stage.all(OptOut)
    assert (lifted.opened_at, lifted.lifted_at) == (NOON, stage.now)


def test_a_number_may_stop_and_come_back_as_often_as_it_likes(stage: Stage) -> None:
    for _ in range(3):
        assert stop(stage)
        stage.wait(days=1)
        assert resume(stage)
        stage.wait(days=1)
    assert len(stage.all(OptOut)) == 3


def test_a_stop_is_one_schools_and_one_numbers(stage: Stage) -> None:
    other = found_cedar(stage.session)
    stop(stage)
    known = standings(
        stage.session, [(stage.cast.school.id, MAYA), (stage.cast.school.id, CARMEN), (other.id, MAYA)]
    )
    assert set(known) == {(stage.cast.school.id, MAYA)}
    assert standings(stage.session, []) == {}


def test_a_block_of_the_carrier_is_known_by_its_line(stage: Stage) -> None:
    line = stage.line(SECOND)
    for _ in range(2):
        carrier_blocked(stage.session, line.id, MAYA, now=NOON)
    known = standing(stage.session, stage.cast.school, MAYA)
    assert known.blocked_lines == {line.id}
    assert known.may_be_texted, "on other lines"
    assert len(stage.all(CarrierBlock)) == 1
    carrier_unblocked(stage.session, line.id, MAYA)
    assert standing(stage.session, stage.cast.school, MAYA).blocked_lines == frozenset()


def test_a_text_in_doubt_keeps_the_number_from_being_texted_until_somebody_decides(stage: Stage) -> None:
    message = stage.text_in(MAYA, "Hello")
    for _ in range(2):
        ask_a_person(
            stage.session,
            stage.cast.school,
            MAYA,
            EVIDENCE,
            thread_id=message.thread_id,
            message_id=message.id,
            now=NOON,
        )
    (review,) = stage.all(StopReview)
    assert not standing(stage.session, stage.cast.school, MAYA).may_be_texted
    assert get_open_review(stage.session, stage.cast.school, review.id).id == review.id
    with pytest.raises(NotFound):
        get_open_review(stage.session, found_cedar(stage.session), review.id)


def test_the_history_of_a_number_is_told_newest_first_and_no_further_than_asked(stage: Stage) -> None:
    for event in (ConsentEvent.OPTED_OUT, ConsentEvent.ASKED_FOR_HELP, ConsentEvent.OPTED_IN):
        log(stage.session, stage.cast.school, MAYA, event, EVIDENCE, now=stage.now)
        stage.wait(minutes=1)
    log(stage.session, stage.cast.school, CARMEN, ConsentEvent.OPTED_OUT, EVIDENCE, now=NOON)
    log(stage.session, found_cedar(stage.session), MAYA, ConsentEvent.OPTED_OUT, EVIDENCE, now=NOON)
    told = consent_history(stage.session, stage.cast.school, MAYA, limit=2)
    assert [entry.event for entry in told] == [ConsentEvent.OPTED_IN, ConsentEvent.ASKED_FOR_HELP]


def test_the_evidence_is_all_that_a_consent_record_must_show(stage: Stage) -> None:
    lee = stage.cast.staff[LEE]
    evidence = Evidence(ConsentChannel.IN_PERSON, "No more, please", "en", SECOND, lee.id)
    opt_out(stage.session, stage.cast.school, MAYA, OptOutSource.STAFF, evidence, now=NOON)
    stage.look_again()
    (entry,) = stage.all(ConsentEntry)
    assert (entry.e164, entry.channel, entry.wording) == (MAYA, ConsentChannel.IN_PERSON, "No more, please")
    assert (entry.language, entry.line_e164, entry.staff_member_id) == ("en", SECOND, lee.id)
    assert entry.recorded_at == NOON
