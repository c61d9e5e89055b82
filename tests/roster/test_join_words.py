"""The words by which families join groups."""

from datetime import date, timedelta

import pytest

from app.foundation.errors import Conflict, Invalid
from app.roster.group import Group
from app.roster.groups import create_group
from app.roster.join_words import (
    find_group_to_join,
    find_group_to_leave,
    give_join_word,
    take_join_word,
    usual_last_day,
)
from app.schools.school_calendar import set_calendar
from tests.support.cast import LEE, MAYA, Stage

TODAY, JUNE = date(2026, 3, 3), date(2026, 6, 12)


def group(stage: Stage, name: str = "Robot club") -> Group:
    return create_group(stage.session, stage.cast.school, name, by=stage.cast.staff[LEE].id, now=stage.now)


def give(stage: Stage, to: Group, word: str, until: date = JUNE) -> None:
    give_join_word(stage.session, stage.cast.school, to, word, until, now=stage.now)


def joined_by(stage: Stage, word: str) -> Group | None:
    return find_group_to_join(stage.session, stage.cast.school.id, word, now=stage.now)


def test_a_word_holds_until_the_end_of_its_last_day_at_the_school(stage: Stage) -> None:
    club = group(stage)
    give(stage, club, " Fútbol! ", TODAY)
    assert joined_by(stage, "futbol") is club
    stage.wait(hours=11.9)
    assert joined_by(stage, "futbol") is club
    stage.wait(hours=0.2)
    assert joined_by(stage, "futbol") is None
    phone = stage.cast.phones[MAYA].id
    assert find_group_to_leave(stage.session, stage.cast.school.id, "futbol", phone) is club


@pytest.mark.parametrize(
    "word", ["", "ab", "two words", "x" * 21, "STOP", "ayuda", "yes", "gracias", "the", "español", "menos"]
)
def test_a_word_can_be_texted_and_means_nothing_else(stage: Stage, word: str) -> None:
    with pytest.raises(Invalid):
        give(stage, group(stage), word)


def test_a_word_is_one_groups_until_it_has_run_out(stage: Stage) -> None:
    old, new = group(stage), group(stage, "Robots of next year")
    give(stage, old, "robots", TODAY)
    with pytest.raises(Conflict):
        give(stage, new, "Robots")
    stage.wait(days=1)
    give(stage, new, "Robots")
    assert joined_by(stage, "robots") is new
    assert (old.join_word, old.join_until) == (None, None)
    take_join_word(stage.session, new)
    assert joined_by(stage, "robots") is None


def test_a_day_that_is_past_is_no_last_day(stage: Stage) -> None:
    for day in (TODAY - timedelta(days=1), date.max):
        with pytest.raises(Invalid):
            give(stage, group(stage, str(day)), "robots", day)


def test_a_word_usually_lasts_as_long_as_the_school_year(stage: Stage) -> None:
    assert usual_last_day(stage.session, stage.cast.school, TODAY) == date(2026, 8, 30)
    set_calendar(stage.session, stage.cast.school, date(2025, 9, 3), JUNE, [])
    assert usual_last_day(stage.session, stage.cast.school, TODAY) == JUNE
