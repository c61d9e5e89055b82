"""Which language a phone is texted in, and what it changes when a family says so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.roster.guardian import Guardian, GuardianPhone
from app.roster.language import (
    confirm_language,
    known_language_of,
    mark_language_asked,
    should_be_asked,
)
from app.roster.phone_number import PhoneNumber
from app.sms.languages import family_languages
from tests.support.cast import AMINA, CARMEN, DANIEL, MAYA, NOON, ORTEGAS, TOM, Stage

LUIS, ELENA = "Luis Ortega", "Elena Ortega"


def guardian(stage: Stage, name: str) -> Guardian:
    return next(g for g in stage.all(Guardian) if g.name == name)


def set_languages(stage: Stage, **of_first_name: str | None) -> None:
    for first_name, language in of_first_name.items():
        person = next(g for g in stage.all(Guardian) if g.name.startswith(first_name))
        person.language = language
    stage.look_again()


def asks(stage: Stage, number: str) -> bool:
    phone = PhoneNumber.__table__
    query = select(should_be_asked(phone)).where(phone.c.e164 == number)  # type: ignore[arg-type]
    return bool(stage.session.scalar(query))


# What a phone reads


@pytest.mark.parametrize(
    ("number", "language", "is_confirmed"),
    [
        (MAYA, "en", False),  # the roster says so
        (CARMEN, "es", True),
        (AMINA, None, False),
        (ORTEGAS, "es", True),
        (TOM, "en", False),
    ],
)
def test_a_phone_reads_the_language_of_whoever_answers_it(
    stage: Stage, number: str, language: str | None, is_confirmed: bool
) -> None:
    phone_id = stage.cast.phones[number].id
    assert known_language_of(stage.session, phone_id).language == language
    texted_in = known_language_of(stage.session, phone_id).texted_in
    assert texted_in == ((language,) if language else family_languages())
    assert known_language_of(stage.session, phone_id).is_confirmed is is_confirmed


@pytest.mark.parametrize("other", ["en", None, "so"])
def test_a_phone_that_two_share_who_differ_reads_no_one_language(stage: Stage, other: str | None) -> None:
    set_languages(stage, Luis=other)
    phone_id = stage.cast.phones[ORTEGAS].id
    assert known_language_of(stage.session, phone_id).language is None
    assert not known_language_of(stage.session, phone_id).is_confirmed


def test_one_of_two_who_has_not_confirmed_leaves_the_phone_unconfirmed(stage: Stage) -> None:
    guardian(stage, LUIS).language_confirmed_at = None
    stage.look_again()
    assert not known_language_of(stage.session, stage.cast.phones[ORTEGAS].id).is_confirmed


def test_a_stranger_and_a_number_that_is_not_there_read_nothing_known(stage: Stage) -> None:
    stage.text_in("+12065550199", "Hello?")
    (stranger,) = stage.all(PhoneNumber, PhoneNumber.e164 == "+12065550199")
    assert known_language_of(stage.session, stranger.id).language is None
    assert known_language_of(stage.session, 10**6).language is None


# Saying so


def confirm(stage: Stage, number: str, language: str) -> PhoneNumber:
    phone = stage.cast.phones[number]
    confirm_language(stage.session, phone, language, now=stage.now)
    stage.look_again()
    return phone


def test_what_a_phone_asked_for_outranks_what_is_known_of_its_guardians(stage: Stage) -> None:
    phone = confirm(stage, MAYA, "es")
    guardian(stage, "Maya Chen").language = "en"
    stage.look_again()
    assert (phone.language, phone.language_confirmed_at) == ("es", NOON)
    assert known_language_of(stage.session, phone.id).language == "es"
    assert known_language_of(stage.session, phone.id).is_confirmed


def test_whoever_answers_a_phone_alone_has_said_it_for_themselves(stage: Stage) -> None:
    confirm(stage, AMINA, "en")
    amina = guardian(stage, "Amina Warsame")
    assert (amina.language, amina.language_confirmed_at) == ("en", NOON)


def test_another_phone_of_the_same_guardian_reads_it_too(stage: Stage) -> None:
    second = stage.cast.phones[TOM]
    for answered in stage.all(GuardianPhone, GuardianPhone.phone_number_id == second.id):
        answered.guardian_id = guardian(stage, "Amina Warsame").id
    stage.look_again()
    confirm(stage, AMINA, "es")
    assert known_language_of(stage.session, second.id).language == "es"


def test_on_a_shared_phone_nobody_speaks_for_the_other(stage: Stage) -> None:
    set_languages(stage, Elena="en")
    stage.wait(days=1)
    phone = confirm(stage, ORTEGAS, "es")
    assert known_language_of(stage.session, phone.id).language == "es"
    assert (guardian(stage, LUIS).language, guardian(stage, ELENA).language) == ("es", "en")
    assert guardian(stage, ELENA).language_confirmed_at == NOON


def test_the_other_home_of_a_child_keeps_its_own_language(stage: Stage) -> None:
    confirm(stage, MAYA, "es")
    assert guardian(stage, "Daniel Brooks").language == "en"
    assert known_language_of(stage.session, stage.cast.phones[DANIEL].id).language == "en"


# Whom to ask


@pytest.mark.parametrize(("number", "is_asked"), [(AMINA, True), (MAYA, False), (CARMEN, False)])
def test_only_an_unknown_language_is_asked_for(stage: Stage, number: str, is_asked: bool) -> None:
    """What the roster says is used as it is, confirmed or not."""
    assert asks(stage, number) is is_asked


@pytest.mark.parametrize(
    ("luis", "elena", "is_asked"),
    [("es", "es", False), ("es", "en", False), ("es", None, True), (None, None, True), ("so", "es", False)],
)
def test_a_shared_phone_is_asked_only_where_somebody_is_unknown(
    stage: Stage, luis: str | None, elena: str | None, is_asked: bool
) -> None:
    set_languages(stage, Luis=luis, Elena=elena)
    assert asks(stage, ORTEGAS) is is_asked


def test_a_phone_is_asked_once(stage: Stage) -> None:
    phone_id = stage.cast.phones[AMINA].id
    assert mark_language_asked(stage.session, phone_id, now=NOON)
    assert not mark_language_asked(stage.session, phone_id, now=NOON + timedelta(days=300))
    stage.look_again()
    assert stage.session.get_one(PhoneNumber, phone_id).language_asked_at == NOON
    assert not asks(stage, AMINA)


def test_a_phone_that_has_said_what_it_reads_is_not_asked(stage: Stage) -> None:
    confirm(stage, AMINA, "es")
    assert not asks(stage, AMINA)
    assert not mark_language_asked(stage.session, stage.cast.phones[AMINA].id, now=NOON)
