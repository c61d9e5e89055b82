"""Reading which choice a family takes, and what it says beyond that."""

import time

import pytest

from app.broadcasts.answers.choice import NONE_OF_THEM, read_choice

A_MOMENT = 0.5
"""In seconds, on a busy machine: families write while it is read."""

DAYS = [["Tuesday", "Martes"], ["Thursday", "Jueves"], ["Yes, both", "Sí, los dos"]]
YES_OR_NO = [["Yes", "Sí"], ["No", "No"]]


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        *(("2", 2), ("2)", 2), ("#2", 2), ("2.", 2), ("la 2", 2), ("opción 2 por favor", 2), ("ok 2", 2)),
        *(
            ("hola maestra, 2 🙏", 2),
            ("2 gracias", 2),
            ("two", 2),
            ("dos", 2),
            ("Jueves!!", 2),
            ("1 martes", 1),
        ),
        *(("el jueves gracias", 2), ("Thursday please", 2), ("sí, los dos", 3), ("my answer is 3", 3)),
    ],
)
def test_a_number_or_the_words_of_a_choice_take_it(words: str, choice: int) -> None:
    said = read_choice(words, DAYS, may_give_back=False)
    assert said is not None
    assert (said.choice, said.note, said.is_clean) == (choice, "", True)


@pytest.mark.parametrize(
    ("words", "choice", "note"),
    [
        ("2, pero llego tarde", 2, "pero llego tarde"),
        ("la 2, llegamos a las 5:30", 2, "llegamos a las 5:30"),
        ("2 porque trabajo", 2, "porque trabajo"),
        ("1) martes, y traigo agua", 1, "y traigo agua"),
        ("2\nCan I bring my mother?", 2, "Can I bring my mother?"),
    ],
)
def test_words_beyond_the_choice_are_kept(words: str, choice: int, note: str) -> None:
    said = read_choice(words, DAYS, may_give_back=False)
    assert said is not None
    assert (said.choice, said.note, said.is_clean) == (choice, note, True)


@pytest.mark.parametrize(
    "words",
    [
        *("2 of my kids are ill", "1 o 2", "1 and 2", "2 hijos tienen fiebre", "2 martes", "2, no 1"),
        *("1 no", "1 at 5 pm", "2, llegamos 3"),
    ],
)
def test_a_number_that_may_mean_something_else_is_for_a_person(words: str) -> None:
    said = read_choice(words, YES_OR_NO if words == "1 no" else DAYS, may_give_back=False)
    assert said is not None
    assert not said.is_clean
    assert said.note == words


@pytest.mark.parametrize(
    "words",
    [
        "4",
        "2?",
        "martes no puedo",
        "both",
        "Tuesday and Thursday",
        "Liked “1) Tuesday 2) Thursday”",
        "0",
        "👍",
    ],
)
def test_other_words_are_no_answer(words: str) -> None:
    assert read_choice(words, DAYS, may_give_back=False) is None


@pytest.mark.parametrize("words", ["0", "0)", "ninguna", "none of them, thank you"])
def test_a_place_may_be_given_back(words: str) -> None:
    said = read_choice(words, DAYS, may_give_back=True)
    assert said is not None
    assert said.choice == NONE_OF_THEM


@pytest.mark.parametrize("body", ["la 2 " + "a " * 800, "option " + "hola que tal " * 123])
def test_a_text_of_ten_segments_is_read_at_once(body: str) -> None:
    begun = time.perf_counter()
    read_choice(body, [["Tuesday", "Martes"], ["Thursday", "Jueves"]], may_give_back=True)
    assert time.perf_counter() - begun < A_MOMENT
