"""Colleagues who read both languages check texts before they leave: who may, once only, and what becomes of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from app.inbox.drafts import find_draft, keep_draft
from app.inbox.inbox import Inbox, InboxKind, InboxMember, ThreadEvent
from app.inbox.translation_check import approve_check, checks_for, count_checks, send_back_check
from app.interpreting.queries import beside
from app.interpreting.translation import Maker
from app.interpreting.translation_review import ReviewDecision
from app.messages.decisions import cancel
from app.messages.delivery_status import DeliveryStatus as S
from app.staff.staff_member import Role, StaffMember
from tests.inbox.checking import (
    SOMALI,
    TRIP,
    VIAJE,
    approve,
    asked,
    doubted,
    review_of,
    reviews,
    send_back,
    who_reads_what,
)
from tests.support.cast import (
    AMINA,
    CARMEN,
    DIAZ,
    LEE,
    MORNING,
    MR_DIAZ,
    NIGHT,
    NOON,
    OKAFOR,
    RUIZ,
    Stage,
)
from tests.support.cedar import found_cedar


@pytest.fixture
def stage(stage: Stage) -> Stage:
    who_reads_what(stage.cast)
    stage.look_again()
    return stage


# Who may


def counselor_inbox(stage: Stage, *members: str) -> Inbox:
    inbox = Inbox(school_id=stage.cast.school.id, kind=InboxKind.COUNSELOR, name="Counselor")
    stage.session.add(inbox)
    stage.session.flush()
    stage.session.add_all(
        InboxMember(inbox_id=inbox.id, staff_member_id=stage.cast.staff[email].id) for email in members
    )
    stage.session.flush()
    return inbox


@pytest.mark.parametrize("colleague", [RUIZ, OKAFOR])
def test_a_counselors_text_is_put_to_members_of_that_inbox_alone(stage: Stage, colleague: str) -> None:
    message = asked(stage)
    person = stage.cast.staff[colleague]
    assert count_checks(stage.session, stage.cast.school, person) == 1
    stage.thread(CARMEN).inbox_id = counselor_inbox(stage, LEE).id
    stage.look_again()
    assert checks_for(stage.session, stage.cast.school, person) == []
    assert count_checks(stage.session, stage.cast.school, person) == 0
    for decide in (approve, send_back):
        with pytest.raises(NotFound):
            decide(stage, review_of(stage, message), by=colleague)
    assert message.status is S.DRAFT


def test_a_member_of_the_counselors_inbox_checks_its_texts(stage: Stage) -> None:
    message = asked(stage)
    stage.thread(CARMEN).inbox_id = counselor_inbox(stage, LEE, RUIZ).id
    stage.look_again()
    (check,) = checks_for(stage.session, stage.cast.school, stage.cast.staff[RUIZ])
    assert (check.asked_by, check.is_from_family) == (stage.cast.staff[LEE], False)
    approve(stage, check.review)
    assert message.status is S.QUEUED


def test_another_schools_review_does_not_exist(stage: Stage) -> None:
    message = asked(stage)
    other = found_cedar(stage.session)
    stranger = StaffMember(
        school_id=other.id,
        email="paz@cedar.example",
        name="Sra. Paz",
        role=Role.OFFICE,
        language="es",
        other_languages="en",
        created_at=NOON,
    )
    stage.session.add(stranger)
    stage.session.flush()
    assert checks_for(stage.session, other, stranger) == []
    assert count_checks(stage.session, other, stranger) == 0
    review = review_of(stage, message)
    with pytest.raises(NotFound):
        approve_check(stage.session, other, review.id, VIAJE, by=stranger, now=NOON)
    with pytest.raises(NotFound):
        send_back_check(stage.session, other, review.id, "", by=stranger, now=NOON)
    stage.look_again()
    assert message.status is S.DRAFT


@pytest.mark.parametrize("decide", [approve, send_back])
def test_whoever_reads_one_of_the_languages_cannot_decide(stage: Stage, decide: Callable[..., None]) -> None:
    message = asked(stage)
    with pytest.raises(Forbidden):
        decide(stage, review_of(stage, message), by=DIAZ)
    assert message.status is S.DRAFT


@pytest.mark.parametrize("decide", [approve, send_back])
def test_whoever_wrote_it_cannot_decide_even_if_they_read_both(
    stage: Stage, decide: Callable[..., None]
) -> None:
    message = asked(stage)
    stage.cast.staff[LEE].other_languages = "es"
    stage.look_again()
    with pytest.raises(Forbidden):
        decide(stage, review_of(stage, message), by=LEE)
    assert message.status is S.DRAFT


def test_whoever_doubts_a_familys_text_may_correct_it_if_they_read_both(stage: Stage) -> None:
    message = doubted(stage)
    stage.cast.staff[LEE].other_languages = "es"
    stage.look_again()
    approve(stage, review_of(stage, message), "Sofía has a fever, I will pick her up at 2:30 PM.", by=LEE)
    assert review_of(stage, message).decision is ReviewDecision.CORRECTED


# Once


@pytest.mark.parametrize("second", [approve, send_back])
@pytest.mark.parametrize("first", [approve, send_back])
def test_the_second_decision_comes_too_late(
    stage: Stage, first: Callable[..., None], second: Callable[..., None]
) -> None:
    review = review_of(stage, asked(stage))
    first(stage, review, by=RUIZ)
    with pytest.raises(Conflict):
        second(stage, review, by=OKAFOR)
    assert review.decided_by == stage.cast.staff[RUIZ].id


def test_no_words_are_no_correction(stage: Stage) -> None:
    message = asked(stage)
    with pytest.raises(Invalid):
        approve(stage, review_of(stage, message), " ")
    stage.session.expire_all()
    assert (message.status, message.body) == (S.DRAFT, VIAJE)


def test_a_text_in_several_languages_leaves_when_every_one_is_decided(stage: Stage) -> None:
    stage.cast.staff[DIAZ].language = "so"
    for email in (RUIZ, OKAFOR):
        stage.cast.staff[email].other_languages = "en es so"
    stage.look_again()
    message = asked(stage, SOMALI, to=AMINA, inbox=MR_DIAZ, by=DIAZ)
    stage.claim()  # the software has asked which language they read
    stage.wait(minutes=1)
    first, second = sorted(reviews(stage), key=lambda review: review.language)
    assert (first.language, first.proposal, second.language, second.proposal) == ("en", TRIP, "es", "")
    approve(stage, first, TRIP)
    assert message.status is S.DRAFT
    assert stage.claim() == []
    approve(stage, second, VIAJE, by=OKAFOR)
    assert (message.status, message.body) == (S.QUEUED, f"{TRIP}\n{VIAJE}")
    assert [taken.body for taken in stage.claim()] == [message.body]


# When it leaves


def test_what_is_approved_at_night_leaves_in_the_morning(stage: Stage) -> None:
    message = asked(stage)
    stage.now = NIGHT
    approve(stage, review_of(stage, message))
    assert stage.claim() == []
    stage.now = MORNING
    assert [taken.message_id for taken in stage.claim()] == [message.id]


def test_what_is_approved_days_later_is_still_fresh(stage: Stage) -> None:
    message = asked(stage)
    stage.wait(days=3)
    approve(stage, review_of(stage, message))
    assert [taken.message_id for taken in stage.claim()] == [message.id]


def test_what_nobody_has_checked_for_a_week_does_not_leave_as_if_it_were_new(stage: Stage) -> None:
    message = asked(stage)
    stage.wait(days=8)
    with pytest.raises(Conflict):
        approve(stage, review_of(stage, message))


def test_a_moment_that_its_writer_chose_is_kept(stage: Stage) -> None:
    message = asked(stage, send_at=NOON + timedelta(hours=4))
    stage.wait(hours=1)
    approve(stage, review_of(stage, message))
    assert stage.claim() == []
    stage.now = NOON + timedelta(hours=4)
    assert [taken.message_id for taken in stage.claim()] == [message.id]


def test_a_family_that_wrote_meanwhile_waits_on(stage: Stage) -> None:
    review = review_of(stage, asked(stage))
    stage.wait(minutes=10)
    stage.text_in(CARMEN, "¿Y la mochila?")
    approve(stage, review)
    assert stage.thread(CARMEN).waiting_since is not None


def test_a_text_that_its_writer_took_back_needs_nobodys_eyes(stage: Stage) -> None:
    message = asked(stage)
    cancel(stage.session, message, now=stage.now)
    stage.look_again()
    assert checks_for(stage.session, stage.cast.school, stage.cast.staff[RUIZ]) == []
    with pytest.raises(Conflict):
        approve(stage, review_of(stage, message))
    stage.session.expire_all()
    assert message.status is S.CANCELLED


def test_the_school_decides_how_long_a_check_may_take(stage: Stage) -> None:
    stage.cast.school.review_hours = 2
    stage.look_again()
    assert review_of(stage, asked(stage)).promised_at == NOON + timedelta(hours=2)


# Sent back


def notes(stage: Stage) -> list[str]:
    return [event.body for event in stage.all(ThreadEvent) if event.body]


def test_what_is_sent_back_is_in_the_writers_composer_with_the_reason_as_a_note(stage: Stage) -> None:
    message = asked(stage)
    send_back(stage, review_of(stage, message), "Which museum?")
    draft = find_draft(stage.session, stage.thread(CARMEN), by=stage.cast.staff[LEE])
    assert draft is not None
    assert (draft.body, draft.translations) == (TRIP, {"es": VIAJE})
    assert find_draft(stage.session, stage.thread(CARMEN), by=stage.cast.staff[RUIZ]) is None
    assert notes(stage) == ["Which museum?"]
    assert (message.status, review_of(stage, message).decision) == (S.CANCELLED, ReviewDecision.SENT_BACK)


def test_what_the_writer_has_begun_meanwhile_is_not_overwritten(stage: Stage) -> None:
    message = asked(stage)
    lee, thread = stage.cast.staff[LEE], stage.thread(CARMEN)
    keep_draft(stage.session, thread, "One more thing", by=lee, now=stage.now)
    send_back(stage, review_of(stage, message))
    draft = find_draft(stage.session, stage.thread(CARMEN), by=lee)
    assert draft is not None
    assert (draft.body, draft.translations) == ("One more thing", {})
    assert notes(stage) == []


def test_a_doubt_that_nobody_can_resolve_leaves_text_and_translation_as_they_are(stage: Stage) -> None:
    message = doubted(stage)
    send_back(stage, review_of(stage, message), "I cannot tell either.")
    assert message.status is S.RECEIVED
    assert beside(stage.session, [message.id])[message.id].translations["en"].maker is Maker.ENGINE
    assert find_draft(stage.session, stage.thread(CARMEN), by=stage.cast.staff[LEE]) is None
    assert notes(stage) == ["I cannot tell either."]
