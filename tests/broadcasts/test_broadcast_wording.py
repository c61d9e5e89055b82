"""What one phone reads of an announcement: names, choices, and what is added where it matters."""

from typing import Any

import pytest

from app.broadcasts.broadcast import Asks, Broadcast, Topic, Urgency
from app.broadcasts.sending.wording import SLOTS, bodies, check_words, missing_languages
from app.foundation.errors import Invalid
from app.schools.school import School
from tests.support.cast import CATALOG

SCHOOL = School(name="Alameda Bilingual School", office_phone="(206) 555-0100")
TUESDAY = {"words": {"en": "Tuesday", "es": "martes"}, "places": None}
THURSDAY = {"words": {"en": "Thursday", "es": "jueves"}, "places": None}


def broadcast(en: str, es: str, **columns: Any) -> Broadcast:  # noqa: ANN401 - any column
    told: dict[str, Any] = {
        "urgency": Urgency.ORDINARY,
        "asks": Asks.NOTHING,
        "choices": [],
        "is_drill": False,
        **columns,
    }
    return Broadcast(words={"en": en, "es": es}, **told)


@pytest.mark.parametrize(
    ("children", "english", "spanish"),
    [
        (["Ana"], "Ana has no school.", "Ana no tiene clases."),
        (["Ana", "Leo"], "Ana and Leo has no school.", "Ana y Leo no tiene clases."),
        (["Ana", "Isabel"], "Ana and Isabel has no school.", "Ana e Isabel no tiene clases."),
        (
            ["Ana", "Leo", "Mia"],
            "Ana, Leo, and Mia has no school.",
            "Ana, Leo y Mia no tiene clases.",
        ),
        ([], "Your child has no school.", "Su hijo o hija no tiene clases."),
    ],
)
def test_the_children_of_the_phone_are_named_in_its_language(
    children: list[str], english: str, spanish: str
) -> None:
    said = broadcast("{child} has no school.", "{child} no tiene clases.")
    assert bodies(said, children, SCHOOL, CATALOG) == {"en": english, "es": spanish}


def test_the_school_and_its_number_stand_where_they_are_wanted() -> None:
    said = broadcast("{school} is closed. Call {office_phone}.", "{school} no abre. Llame al {office_phone}.")
    assert bodies(said, [], SCHOOL, CATALOG) == {
        "en": "Alameda Bilingual School is closed. Call (206) 555-0100.",
        "es": "Alameda Bilingual School no abre. Llame al (206) 555-0100.",
    }


def test_a_poll_ends_with_its_choices_by_number() -> None:
    said = broadcast("Which day?", "¿Qué día?", asks=Asks.POLL, choices=[TUESDAY, THURSDAY])
    assert bodies(said, [], SCHOOL, CATALOG) == {
        "en": "Which day?\nReply with a number: 1) Tuesday 2) Thursday",
        "es": "¿Qué día?\nResponda con un número: 1) martes 2) jueves",
    }


def test_whoever_is_texted_for_the_first_time_reads_how_to_stop_it() -> None:
    said = bodies(broadcast("No school.", "No hay clases."), [], SCHOOL, CATALOG, is_first=True)
    assert said["en"] == "No school.\nTo get no more texts from Alameda Bilingual School, reply STOP."
    assert said["es"].endswith("responda ALTO.")


def test_an_emergency_says_which_school_it_is_and_a_drill_that_it_is_one() -> None:
    snow = {"urgency": Urgency.EMERGENCY, "topic": Topic.WEATHER}
    assert bodies(broadcast("Stay home.", "Quédense en casa.", **snow), [], SCHOOL, CATALOG) == {
        "en": "Alameda Bilingual School: Stay home.",
        "es": "Alameda Bilingual School: Quédense en casa.",
    }
    named = broadcast("{school} is closed.", "{school} no abre.", **snow)
    assert bodies(named, [], SCHOOL, CATALOG)["en"] == "Alameda Bilingual School is closed."
    drill = broadcast("We try it once a year.", "Una vez al año.", urgency=Urgency.EMERGENCY, is_drill=True)
    assert bodies(drill, [], SCHOOL, CATALOG)["en"] == (
        "Alameda Bilingual School: This is only a drill. All is well. We try it once a year.\n"
        "Reply 1 if you got this."
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (broadcast("No school.", " "), "every language"),
        (broadcast("Dear {parent}", "Hola"), "{parent}"),
        (broadcast("Hello", "Hola, {niño}"), r"in place of \{niño\}"),
        (broadcast("Hello", "Hola, {Nombre del alumno}"), r"in place of \{Nombre del alumno\}"),
        (broadcast("Bring {a pencil", "Hola"), "closes no slot"),
        (broadcast("Reply STOP if you come.", "Hola"), "STOP"),
        (broadcast("x" * 1500, "Hola"), "1600"),
        (broadcast("{child} " * 60, "Hola"), "1600"),
        (
            broadcast(
                "Come?",
                "¿Vienen?",
                asks=Asks.POLL,
                choices=[TUESDAY, {"words": {"en": "Cancel", "es": "No"}, "places": None}],
            ),
            "Cancel",
        ),
        (
            broadcast(
                "Come?", "¿Vienen?", asks=Asks.POLL, choices=[TUESDAY, {"words": {"en": "x"}, "places": None}]
            ),
            "every language",
        ),
    ],
)
def test_words_that_families_could_not_be_sent_are_refused(wrong: Broadcast, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        check_words(wrong, SCHOOL, CATALOG)


def test_a_slot_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Invalid) as refusal:
        check_words(broadcast("Hello", "{niño} no tiene clases."), SCHOOL, CATALOG)
    assert [slot for slot in SLOTS if f"{{{slot}}}" not in str(refusal.value)] == []


def test_words_in_every_language_may_be_sent() -> None:
    check_words(broadcast("No school for {child}.", "{child} no tiene clases."), SCHOOL, CATALOG)
    assert missing_languages(broadcast("No school.", "")) == ["es"]
