"""What a family is told by letter and on the phone when no text reached it."""

from typing import Any

import pytest

from app.broadcasts.broadcast import Asks, Broadcast, Urgency
from app.broadcasts.recipient import LeftOut
from app.broadcasts.report.paper import Teller
from app.gateway.port import FailureReason
from tests.support.cast import CATALOG, Stage

PIZZA_OR_SOUP = [{"words": {"en": "Pizza", "es": "Pizza"}}, {"words": {"en": "Soup", "es": "Sopa"}}]
QUESTIONS = "¿Preguntas? Llamen al {}."
OTHER_NUMBER = "¿Tienen un número que reciba mensajes de texto? Por favor díganos cuál:"


def teller(stage: Stage, **columns: Any) -> Teller:  # noqa: ANN401 - any column
    told = {
        "words": {"en": "{child} has no school on Friday.", "es": "El viernes {child} no tiene clases."},
        "urgency": Urgency.ORDINARY,
        "is_drill": False,
        "asks": Asks.NOTHING,
        "choices": [],
        **columns,
    }
    return Teller(Broadcast(**told), stage.cast.school, CATALOG)


def test_a_letter_names_the_children_and_says_why_it_comes(stage: Stage) -> None:
    (letter,) = teller(stage).letter(["Ana", "Leo"], LeftOut.STOPPED, "es")
    assert letter.before == (
        "A la familia de Ana y Leo",
        "Nuestro mensaje de texto no les llegó. Esto decía:",
    )
    assert letter.words == "El viernes Ana y Leo no tiene clases."
    assert (letter.ask, letter.choices) == ("", ())
    assert letter.after == (QUESTIONS.format(stage.cast.school.office_phone),)


def test_where_nobody_knows_the_language_there_is_a_letter_in_each(stage: Stage) -> None:
    letters = teller(stage).letter([], None, None)
    assert [one.language for one in letters] == ["en", "es"]
    assert [one.before[0] for one in letters] == ["To the family", "A la familia"]


@pytest.mark.parametrize("why", [LeftOut.LANDLINE, LeftOut.NO_NUMBER, FailureReason.NUMBER_INVALID])
def test_whose_number_gets_no_texts_is_asked_for_another(stage: Stage, why: LeftOut | FailureReason) -> None:
    (letter,) = teller(stage).letter(["Ana"], why, "es")
    assert letter.after[0] == OTHER_NUMBER
    assert "¿Hay otro número al que le podamos mandar mensajes?" in teller(stage).script([], why, "es").after


def test_a_question_is_put_to_them_with_its_answers_and_without_how_to_text_them(stage: Stage) -> None:
    poll = teller(stage, asks=Asks.POLL, choices=PIZZA_OR_SOUP, words={"en": "Lunch?", "es": "¿Qué comemos?"})
    (letter,), script = poll.letter(["Ana"], None, "es"), poll.script(["Ana"], None, "es")
    assert (
        (letter.words, letter.choices)
        == (script.words, script.choices)
        == ("¿Qué comemos?", ("Pizza", "Sopa"))
    )
    assert letter.ask == "Por favor marquen su respuesta y devuelvan esta hoja, o llámennos:"
    assert script.ask == "¿Qué contestaría usted?"


def test_a_call_says_who_calls_and_for_whom(stage: Stage) -> None:
    school = stage.cast.school
    told = teller(stage).script(["Ana"], None, "es")
    assert told.before == (f"Hola, le llamo de {school.name}. Tengo un mensaje para la familia de Ana.",)
    assert told.after == (f"Gracias. Nos puede llamar al {school.office_phone}.",)
    assert teller(stage).script([], None, "en").before == (
        f"Hello, I am calling from {school.name} with a message for you.",
    )


def test_nobody_takes_a_drill_for_the_thing_itself(stage: Stage) -> None:
    drill = teller(stage, urgency=Urgency.EMERGENCY, is_drill=True)
    (letter,) = drill.letter(["Ana"], None, "es")
    assert letter.after[0] == "Fue solo un simulacro. No ha pasado nada."
    assert drill.script(["Ana"], None, "es").before[-1] == "Es solo un simulacro. No ha pasado nada."
