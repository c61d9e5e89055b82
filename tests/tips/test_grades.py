"""What grade a school's records mean."""

import pytest

from app.tips.grades import grade_of


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        ("PK", "PK"),
        ("Pre-K", "PK"),
        ("pre kindergarten", "PK"),
        ("Prekínder", "PK"),
        ("Preescolar", "PK"),
        ("TK", "PK"),
        ("K", "K"),
        ("KG", "K"),
        ("Kindergarten", "K"),
        ("Kínder", "K"),
        ("1", "1"),
        ("01", "1"),
        ("1st", "1"),
        ("1.º", "1"),
        ("1er grado", "1"),
        ("Grade 1", "1"),
        ("Primero", "1"),
        ("2nd grade", "2"),
        ("Segundo grado", "2"),
        ("03", "3"),
        ("4to", "4"),
        ("Gr. 5", "5"),
        ("12", "12"),
    ],
)
def test_a_grade_is_known_however_it_is_written(written: str, grade: str) -> None:
    assert grade_of(written) == grade


@pytest.mark.parametrize("written", ["", "0", "Room 4", "mixed", "1-2", "K/1", "ungraded"])
def test_what_cannot_be_understood_is_not_guessed(written: str) -> None:
    assert grade_of(written) is None
