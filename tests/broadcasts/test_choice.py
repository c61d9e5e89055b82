"""Reading which choice a family takes, and what it says beyond that."""

import pytest

from app.broadcasts.answers.choice import NONE_OF_THEM, read_choice

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
        ("2, somos 4", 2, "somos 4"),
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


def test_a_text_of_ten_segments_is_read_to_its_end() -> None:
    long = "la 2 " + "a " * 800
    said = read_choice(long, DAYS, may_give_back=True)
    assert said is not None
    assert (said.note, said.is_clean) == (long.strip(), False)
    assert read_choice("option " + "hola que tal " * 123, DAYS, may_give_back=True) is None


@pytest.mark.parametrize(
    ("words", "is_bare"),
    [
        *(("2", True), ("jueves", True), ("el jueves gracias", True)),
        *(("2) Thursday", False), ("2, pero llego tarde", False), ("2 hijos tienen fiebre", False)),
        ("my answer is 3", False),
    ],
)
def test_only_a_bare_answer_could_be_meant_for_somebody_else(words: str, is_bare: bool) -> None:
    said = read_choice(words, DAYS, may_give_back=False)
    assert said is not None
    assert said.is_bare == is_bare
