"""The tips that come with Puente are complete, short, plain, and rest on what was really found."""

import shutil
from pathlib import Path

import pytest

from app.sms.languages import family_languages
from app.sms.segments import measure
from app.tips.curriculum import LONGEST_NAME, TIPS, WEEKS, Curriculum, Step

SHIPPED = Curriculum.load()


def test_every_text_may_go_out() -> None:
    assert SHIPPED.problems() == []


def test_three_bands_have_three_texts_a_week_for_a_school_year_in_every_language() -> None:
    assert len(SHIPPED.bands) == 3
    texts = [tip for band in SHIPPED.bands for week in band.weeks for tip in week.tips]
    assert len(texts) == 3 * WEEKS * len(Step)
    assert all(set(tip.wordings) == set(family_languages()) for tip in texts)


def test_english_takes_one_segment_and_spanish_two_at_most_with_the_longest_name() -> None:
    for band in SHIPPED.bands:
        for week in band.weeks:
            for tip in week.tips:
                for language, most in (("en", 1), ("es", 2)):
                    words = tip.wordings[language]
                    text = words.fill(**dict.fromkeys(words.slots, LONGEST_NAME))
                    assert measure(text).segments <= most, (band.id, week.number, tip.step, language)


def test_no_grade_has_two_bands() -> None:
    grades = [grade for band in SHIPPED.bands for grade in band.grades]
    assert sorted(grades) == sorted({"PK", "K", "1", "2", "3", "4", "5"})


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "tips"
    shutil.copytree(TIPS, folder)
    return folder


@pytest.mark.parametrize(
    ("find", "put", "problem"),
    [
        ('\nes = "Quien', '\nso = "Quien', "has no wording in 'es'"),
        ("{child}", "", "every language owes the same"),
        ("every morning", "every “morning”", "instead of"),
        ("Children who", "Children who " * 9, "segments, budget 1"),
        ('finding = "chicago', 'finding = "no-such', "is no finding"),
        ('skill = "school"', 'skill = "magic"', "nobody has named the skill"),
    ],
)
def test_a_text_that_may_not_go_out_is_named(copy: Path, find: str, put: str, problem: str) -> None:
    path = copy / "prekindergarten" / "week_01.toml"
    words = path.read_text(encoding="utf-8")
    assert find in words
    path.write_text(words.replace(find, put, 1), encoding="utf-8")
    found = Curriculum.load(copy).problems()
    assert any(problem in line and line.startswith("prekindergarten") for line in found), found


def test_a_week_that_is_missing_is_named(copy: Path) -> None:
    (copy / "prekindergarten" / "week_20.toml").unlink()
    assert any("a year has 1 to 36" in line for line in Curriculum.load(copy).problems())


def test_a_sentence_that_was_said_before_is_named(copy: Path) -> None:
    shutil.copy(copy / "prekindergarten" / "week_01.toml", copy / "prekindergarten" / "week_02.toml")
    assert any("says more than once" in line for line in Curriculum.load(copy).problems())


def test_a_question_that_draws_a_word_of_the_carrier_is_named(copy: Path) -> None:
    path = copy / "prekindergarten" / "week_01.toml"
    words = path.read_text(encoding="utf-8")
    growth = words.index("[growth]")
    words = words[:growth] + (
        '[growth]\nfinding = "gunderson-levine-2011"\n'
        'en = "Look for the tallest tree. Was it easy to see the end?"\n'
        'es = "Busquen un árbol. ¿Es alto?"\n'
    )
    path.write_text(words, encoding="utf-8")
    found = Curriculum.load(copy).problems()
    assert any("'alto'" in line for line in found)
    assert any("'end'" in line for line in found)


def test_a_broken_file_says_where_it_is(copy: Path) -> None:
    path = copy / "prekindergarten" / "week_07.toml"
    path.write_text("skill = ", encoding="utf-8")
    with pytest.raises(ValueError, match="Invalid") as wrong:
        Curriculum.load(copy)
    assert any("week_07.toml" in note for note in wrong.value.__notes__)
