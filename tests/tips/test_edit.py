"""What a school makes of the tips that come with Puente."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.schools.school import School
from app.schools.school_calendar import set_calendar
from app.tips.curriculum import Step
from app.tips.edit import add_own_tip, approve_tip, bring_back_tip, edit_tip, get_tip, move_tip, skip_tip
from app.tips.plan import plan_weeks
from app.tips.track import Tip, Track
from app.tips.tracks import choose_time, get_track, hold_track, open_track, run_track
from tests.support.cast import DIAZ, LEE, NOON, OKAFOR, Stage, look_up
from tests.tips.year import BREAKS, K_TO_2, Year, bands

BAND = bands()[K_TO_2]


@pytest.fixture
def track(stage: Stage) -> Track:
    """Freshly opened, in the week of March 2, which is the school's 22nd."""
    set_calendar(stage.session, stage.cast.school, date(2025, 9, 2), date(2026, 6, 18), BREAKS)
    return open_track(stage.session, stage.cast.school, BAND, by=stage.cast.staff[OKAFOR], now=NOON)


def tip_at(stage: Stage, track: Track, week: int, place: int) -> Tip:
    wanted = (Tip.track_id == track.id, Tip.week == week, Tip.place == place, Tip.skipped_at.is_(None))
    tip_id = stage.session.scalars(select(Tip.id).where(*wanted)).one()
    return get_tip(stage.session, stage.cast.school, tip_id)


def test_a_track_is_a_copy_of_the_band_in_every_language_and_is_held_for_review(
    stage: Stage, track: Track
) -> None:
    assert not track.is_running
    tips = stage.all(Tip, Tip.track_id == track.id)
    assert len(tips) == 36 * 3
    copied = tip_at(stage, track, 7, 2)
    shipped = BAND.weeks[6].tips[1]
    assert {w.language: w.words for w in copied.wordings} == {
        language: wording.text for language, wording in shipped.wordings.items()
    }
    assert (copied.step, copied.finding, copied.is_blocked) == (shipped.step, shipped.finding, False)


@pytest.mark.usefixtures("track")
def test_a_school_has_each_band_once(stage: Stage) -> None:
    with pytest.raises(Conflict):
        open_track(stage.session, stage.cast.school, BAND, by=stage.cast.staff[OKAFOR], now=NOON)


def test_running_and_holding_say_who_and_when(stage: Stage, track: Track) -> None:
    by = stage.cast.staff[LEE]
    run_track(stage.session, stage.cast.school, track.id, by=by, now=NOON)
    assert (track.is_running, track.running_since) == (True, NOON)
    hold_track(stage.session, stage.cast.school, track.id, by=by, now=NOON)
    assert (track.is_running, track.held_by, track.held_at) == (False, by.id, NOON)


def test_changed_words_block_the_text_until_somebody_who_reads_them_approves(
    stage: Stage, track: Track
) -> None:
    school, tip = stage.cast.school, tip_at(stage, track, 25, 1)
    edit_tip(
        stage.session, school, tip.id, "es", "  Canten con {child}. ", by=stage.cast.staff[LEE], now=NOON
    )
    changed = get_tip(stage.session, school, tip.id)
    assert (changed.unapproved, changed.is_blocked) == (("es",), True)
    with pytest.raises(Forbidden):
        approve_tip(stage.session, school, tip.id, "es", by=stage.cast.staff[LEE], now=NOON)
    approve_tip(stage.session, school, tip.id, "es", by=stage.cast.staff[DIAZ], now=NOON)
    wording = get_tip(stage.session, school, tip.id).wording("es")
    assert wording is not None
    assert (wording.words, wording.approved_by) == ("Canten con {child}.", stage.cast.staff[DIAZ].id)


def test_the_same_words_again_change_nothing(stage: Stage, track: Track) -> None:
    tip = tip_at(stage, track, 25, 1)
    words = tip.wordings[0].words
    edit_tip(stage.session, stage.cast.school, tip.id, "en", words, by=stage.cast.staff[LEE], now=NOON)
    assert not get_tip(stage.session, stage.cast.school, tip.id).is_blocked


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "  "),
        ("en", "Sing with {teacher}."),
        ("en", "Sing with {child."),
        ("en", "Reply STOP when done."),
        ("fr", "Chantez."),
    ],
)
def test_words_that_may_not_go_out_are_refused(stage: Stage, track: Track, language: str, words: str) -> None:
    tip = tip_at(stage, track, 25, 1)
    with pytest.raises(Invalid):
        edit_tip(
            stage.session, stage.cast.school, tip.id, language, words, by=stage.cast.staff[LEE], now=NOON
        )


def test_an_own_idea_takes_a_free_place_and_needs_approval_in_every_language(
    stage: Stage, track: Track
) -> None:
    school, by = stage.cast.school, stage.cast.staff[DIAZ]

    def add() -> Tip:
        return add_own_tip(
            stage.session,
            school,
            track.id,
            25,
            2,
            Step.TIP,
            topic={"en": "Our garden"},
            words={"es": "Rieguen juntos."},
            by=by,
            now=NOON,
        )

    with pytest.raises(Conflict):
        add()
    shipped = tip_at(stage, track, 25, 2)
    skip_tip(stage.session, school, shipped.id, by=by, now=NOON)
    own = get_tip(stage.session, school, add().id)
    assert (own.is_own, own.missing, own.unapproved) == (True, ("en",), ("es",))
    with pytest.raises(Conflict):
        bring_back_tip(stage.session, school, shipped.id)
    skip_tip(stage.session, school, own.id, by=by, now=NOON)
    assert bring_back_tip(stage.session, school, shipped.id).skipped_at is None


def test_two_texts_change_places(stage: Stage, track: Track) -> None:
    one, other = tip_at(stage, track, 25, 1), tip_at(stage, track, 30, 3)
    move_tip(stage.session, stage.cast.school, one.id, 30, 3, now=NOON)
    stage.look_again()
    assert tip_at(stage, track, 30, 3).id == one.id
    assert tip_at(stage, track, 25, 1).id == other.id


def test_a_text_moves_to_a_free_place(stage: Stage, track: Track) -> None:
    skip_tip(
        stage.session, stage.cast.school, tip_at(stage, track, 30, 3).id, by=stage.cast.staff[LEE], now=NOON
    )
    one = tip_at(stage, track, 25, 1)
    move_tip(stage.session, stage.cast.school, one.id, 30, 3, now=NOON)
    assert tip_at(stage, track, 30, 3).id == one.id


@pytest.mark.parametrize(("week", "place", "to"), [(22, 1, (30, 1)), (30, 1, (22, 1)), (30, 1, (3, 1))])
def test_nothing_moves_out_of_or_into_a_week_that_has_begun(
    stage: Stage, track: Track, week: int, place: int, to: tuple[int, int]
) -> None:
    with pytest.raises(Conflict):
        move_tip(stage.session, stage.cast.school, tip_at(stage, track, week, place).id, *to, now=NOON)


def test_what_families_have_been_promised_stays_where_it_is(year: Year) -> None:
    year.begin(K_TO_2)
    year.turn(date(2026, 1, 9), 9)
    plan_weeks(year.town, clock=year.clock)
    planned, later = year.tips_of_week(16)[0], year.tips_of_week(20)[0]
    for tip, week in ((planned, 20), (later, 16)):
        with year.town.writing() as session, pytest.raises(Conflict):
            move_tip(session, look_up(session).school, tip.id, week, 1, now=year.now)


@pytest.mark.parametrize("place", [0, 4])
def test_a_week_has_three_places(stage: Stage, track: Track, place: int) -> None:
    with pytest.raises(Invalid):
        move_tip(stage.session, stage.cast.school, tip_at(stage, track, 25, 1).id, 26, place, now=NOON)


def test_the_hour_of_a_track_lies_within_texting_hours(stage: Stage, track: Track) -> None:
    assert choose_time(stage.session, stage.cast.school, track.id, time(18), now=stage.now).sent_at == time(
        18
    )
    with pytest.raises(Invalid):
        choose_time(stage.session, stage.cast.school, track.id, time(20), now=stage.now)


def test_another_school_s_tips_do_not_exist(stage: Stage, track: Track) -> None:
    tip = tip_at(stage, track, 25, 1)
    track.school_id = tip.school_id = _another_school(stage)
    stage.look_again()
    for look in (
        lambda: get_track(stage.session, stage.cast.school, track.id),
        lambda: get_tip(stage.session, stage.cast.school, tip.id),
    ):
        with pytest.raises(NotFound) as refused:
            look()
        assert isinstance(refused.value, DomainError)


def _another_school(stage: Stage) -> int:
    other = School(
        name="Other", time_zone="America/Denver", office_phone="1", created_at=NOON - timedelta(days=1)
    )
    stage.session.add(other)
    stage.session.flush()
    return other.id
