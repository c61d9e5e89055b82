"""A translation that somebody calls wrong, and what a colleague makes of it."""

import pytest

from app.foundation.errors import Invalid
from app.inbox.translation_check import checks_for
from app.interpreting.incoming import settle_languages
from app.interpreting.queries import beside
from app.interpreting.reviews import doubt
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_review import ReviewKind
from app.messages.delivery_status import DeliveryStatus as S
from tests.inbox.checking import (
    BETTER,
    FEVER,
    TRIP,
    VIAJE,
    approve,
    asked,
    doubted,
    review_of,
    reviews,
    who_reads_what,
)
from tests.interpreting.conftest import DESK
from tests.support.cast import (
    CARMEN,
    DIAZ,
    LEE,
    RUIZ,
    Stage,
)


@pytest.fixture
def stage(stage: Stage) -> Stage:
    who_reads_what(stage.cast)
    stage.look_again()
    return stage


def test_doubting_twice_is_one_question(stage: Stage) -> None:
    message = doubted(stage, note="a warming?")
    version = stage.thread(CARMEN).version
    doubt(stage.session, stage.cast.school, message, "en", "me too", by=stage.cast.staff[DIAZ], now=stage.now)
    stage.look_again()
    review = review_of(stage, message)
    assert (review.kind, review.note, review.asked_by) == (
        ReviewKind.MARKED_WRONG,
        "a warming?",
        stage.cast.staff[LEE].id,
    )
    assert stage.thread(CARMEN).version == version


def test_after_an_answer_one_may_doubt_again(stage: Stage) -> None:
    message = doubted(stage)
    approve(stage, review_of(stage, message), "Sofía is warm, I pick her up at 2:30 PM.")
    doubt(stage.session, stage.cast.school, message, "en", "", by=stage.cast.staff[LEE], now=stage.now)
    assert [review.decided_at is None for review in reviews(stage)] == [False, True]


@pytest.mark.parametrize("body", [FEVER, "👍"])
def test_a_text_has_no_translation_into_its_own_language_that_could_be_wrong(stage: Stage, body: str) -> None:
    message = stage.text_in(CARMEN, body)
    settle_languages(stage.session, DESK.trust, now=stage.now)
    stage.look_again()
    with pytest.raises(Invalid):
        doubt(stage.session, stage.cast.school, message, "es", "", by=stage.cast.staff[LEE], now=stage.now)
    assert reviews(stage) == []


def test_a_corrected_translation_is_what_staff_see_and_stands_beside_the_next_equal_text_at_once(
    stage: Stage,
) -> None:
    message = doubted(stage)
    better = "Good morning, teacher. Sofía has a fever; I will pick her up at 2:30 PM."
    (check,) = checks_for(stage.session, stage.cast.school, stage.cast.staff[RUIZ])
    assert (check.is_from_family, check.review.proposal) == (True, "Sofía has a warming.")
    approve(stage, check.review, better)
    shown = beside(stage.session, [message.id])[message.id]
    assert (shown.translations["en"].body, shown.translations["en"].maker) == (better, Maker.PERSON)
    assert shown.reviews == {}
    assert (message.body, message.status) == (FEVER, S.RECEIVED)
    replaced = stage.all(Translation, Translation.replaced_at.is_not(None))
    assert [old.body for old in replaced] == ["Sofía has a warming."]
    assert stage.outgoing(CARMEN) == []

    stage.wait(days=1)
    again = stage.text_in(CARMEN, FEVER.replace("2:30", "1:15"))
    settle_languages(stage.session, DESK.trust, now=stage.now)
    recalled = beside(stage.session, [again.id])[again.id]
    assert recalled.translations["en"].maker is Maker.MEMORY
    assert recalled.translations["en"].body == better.replace("2:30", "1:15")
    assert recalled.waiting == set()


def test_a_doubt_about_what_has_left_changes_what_staff_see_and_not_what_the_family_has(
    stage: Stage,
) -> None:
    message = asked(stage)
    approve(stage, review_of(stage, message))
    stage.hand_over(stage.claim_one())
    doubt(stage.session, stage.cast.school, message, "es", "", by=stage.cast.staff[LEE], now=stage.now)
    stage.look_again()
    approve(stage, reviews(stage)[-1], BETTER)
    assert (message.body, message.status) == (VIAJE, S.ACCEPTED)
    assert beside(stage.session, [message.id])[message.id].translations["es"].body == BETTER
    assert stage.claim() == []


def test_what_is_called_wrong_is_not_used_again_before_somebody_has_looked(stage: Stage) -> None:
    approve(stage, review_of(stage, asked(stage)))
    message = asked(stage, {"en": TRIP})
    assert review_of(stage, message).proposal == VIAJE
    school, lee = stage.cast.school, stage.cast.staff[LEE]
    doubt(stage.session, school, stage.texts(stage.thread(CARMEN))[1], "es", "", by=lee, now=stage.now)
    assert review_of(stage, asked(stage, {"en": TRIP})).proposal == ""


@pytest.mark.parametrize("language", ["fr", "no-such-language", ""])
def test_nobody_is_asked_about_a_language_that_is_not_in_use_here(stage: Stage, language: str) -> None:
    message, lee = doubted(stage), stage.cast.staff[LEE]
    with pytest.raises(Invalid):
        doubt(stage.session, stage.cast.school, message, language, "", by=lee, now=stage.now)
