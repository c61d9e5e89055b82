"""Children's names in one sentence."""

import pytest

from app.sms.listed_names import all_of_names, any_of_names


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", ["Ana"], "Ana"),
        ("en", ["Ana", "Leo"], "Ana or Leo"),
        ("es", ["Ana", "Leo"], "Ana o Leo"),
        ("es", ["Ana", "Óscar"], "Ana u Óscar"),
        ("es", ["Ana", "Hodan"], "Ana u Hodan"),
        ("es", ["Ana", "Hilda"], "Ana o Hilda"),
        ("en", ["Ana", "Leo", "Sol"], "Ana, Leo, or Sol"),
        ("es", ["Ana", "Leo", "Sol"], "Ana, Leo o Sol"),
    ],
)
def test_a_sentence_about_one_child_stays_right_with_several(
    language: str, names: list[str], said: str
) -> None:
    assert any_of_names(language, names) == said


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", [], ""),
        ("es", ["Ana"], "Ana"),
        ("en", ["Ana", "Leo"], "Ana and Leo"),
        ("es", ["Ana", "Leo", "Sol"], "Ana, Leo y Sol"),
        ("es", ["Ana", "Isabel"], "Ana e Isabel"),
        ("es", ["Ana", "Hilda"], "Ana e Hilda"),
        ("es", ["Ana", "Hiela"], "Ana y Hiela"),
    ],
)
def test_what_concerns_several_children_names_them_all(language: str, names: list[str], said: str) -> None:
    assert all_of_names(language, names) == said
