"""Reading an answer: the choice it takes, and what it says beyond it."""

# ruff: noqa: RUF001 - dashes as people type them
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.prompts.reading import Reading, read_answer

CHOICES = [["Ms. Lee", "Lee", "Ana"], ["Mr. Diaz", "Diaz", "Leo"]]


@pytest.mark.parametrize(
    ("body", "choice", "note"),
    [
        ("1", 1, ""),
        (" 2 ", 2, ""),
        ("2.", 2, ""),
        ("2)", 2, ""),
        ("(2)", 2, ""),
        ("#1", 1, ""),
        ("01", 1, ""),
        ("2:", 2, ""),
        ("1 -", 1, ""),
        ("1 por favor", 1, "por favor"),
        ("2 por teléfono, trabajo hasta las 7", 2, "por teléfono, trabajo hasta las 7"),
        ("2) yes\nand thank you", 2, "yes\nand thank you"),
        ("1 — gracias", 1, "gracias"),
        ("١", 1, ""),
        ("Ana", 1, ""),
        ("¡ana!", 1, ""),
        ("díaz", 2, ""),
        ("MR DIAZ", 2, ""),
        ("Leo 🙏", 2, ""),
    ],
)
def test_a_clean_answer_takes_one_choice_and_loses_no_word(body: str, choice: int, note: str) -> None:
    assert read_answer(body, CHOICES) == Reading(choice, note)


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "🙏",
        "...",
        "0",
        "3",
        "12",
        "100",
        "1.5",
        "2:30",
        "1/2",
        "1st",
        "2nd grade",
        "-1",
        "one",
        "Ana y Leo",
    ],
)
def test_what_is_no_clean_answer_is_left_to_a_person(body: str) -> None:
    assert read_answer(body, CHOICES) is None


def test_words_that_could_mean_two_choices_mean_none() -> None:
    assert read_answer("Ana", [["Ms. Lee", "Ana"], ["Mr. Diaz", "Ana"]]) is None


def test_a_name_without_letters_is_nobodys_answer() -> None:
    assert read_answer("", [["⭐"], ["Mr. Diaz"]]) is None
    assert read_answer("🙏", [["⭐"], ["Mr. Diaz"]]) is None


def test_without_choices_there_is_no_answer() -> None:
    assert read_answer("1", []) is None


@given(body=st.text(), number=st.integers(1, 9))
def test_reading_never_fails_and_never_takes_a_choice_that_is_not_there(body: str, number: int) -> None:
    for words in (body, f"{number} {body}"):
        reading = read_answer(words, CHOICES)
        assert reading is None or reading.choice in {1, 2}


@given(note=st.text().map(str.strip).filter(bool), choice=st.integers(1, 2))
def test_every_word_beyond_the_choice_is_kept(note: str, choice: int) -> None:
    reading = read_answer(f"{choice} {note}", CHOICES)
    assert reading is not None
    assert (reading.choice, reading.note) == (choice, note) or note[0] in ").:,;-–—"
