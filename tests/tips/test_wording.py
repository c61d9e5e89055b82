"""What one phone reads when a tip reaches it."""

import pytest

from app.tips.wording import names_in


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
    assert names_in(language, names) == said
