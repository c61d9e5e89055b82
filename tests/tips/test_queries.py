"""What staff see of a track."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.roster.guardian import Guardian
from app.roster.student import Student
from app.tips.delivery import DeliveryState, Reason
from app.tips.edit import edit_tip
from app.tips.figures import FEWEST_SHOWN, Figures, Sign, figures
from app.tips.not_gone import left_out
from app.tips.queries import blocked_tips, play, students_without_tips, track_calendar
from app.tips.tracks import get_track
from tests.support.cast import AMINA, CARMEN, CATALOG, HELEN, JORGE, LEE, MAYA, ORTEGAS, ROSA
from tests.tips.year import K_TO_2, Year, at

MONDAY = date(2026, 1, 12)
DAY = timedelta(days=1)


@pytest.fixture
def running(year: Year) -> Year:
    year.begin(K_TO_2)
    year.plan_and_send(MONDAY)
    return year


def test_the_calendar_shows_every_week_with_its_monday_and_what_became_of_it(running: Year) -> None:
    weeks = running.do(
        lambda s, c: track_calendar(s, c.school, get_track(s, c.school, running.track_id()), now=running.now)
    )
    assert [week.number for week in weeks] == list(range(1, 37))
    assert weeks[15].monday == MONDAY
    first, second, _ = weeks[15].texts
    assert first.states[DeliveryState.SENT] == len(running.deliveries()) // 3
    assert second.states == {DeliveryState.PLANNED: first.states[DeliveryState.SENT]}
    assert weeks[35].monday is not None


def test_what_lacks_a_language_or_an_approval_is_told_weeks_ahead(running: Year) -> None:
    tip = running.tips_of_week(20)[1]
    running.do(lambda s, c: edit_tip(s, c.school, tip.id, "es", "Canten.", by=c.staff[LEE], now=running.now))

    def ahead(weeks: int) -> list[tuple[int, date, tuple[str, ...]]]:
        found = running.do(lambda s, c: blocked_tips(s, c.school, weeks_ahead=weeks, now=running.now))
        return [(line.tip.id, line.monday, line.unapproved) for line in found]

    assert ahead(3) == []
    assert ahead(4) == [(tip.id, MONDAY + 28 * DAY, ("es",))]


def test_what_did_not_go_is_listed_with_its_reason_and_also_what_never_left_the_outbox(running: Year) -> None:
    running.turn(MONDAY + DAY, 12)
    running.text_in(MAYA, "STOP")
    running.change(Message, Message.kind == MessageKind.TIP, status=DeliveryStatus.EXPIRED)
    running.plan_and_send(MONDAY + 2 * DAY)
    phones = {row.phone_number_id for row in running.deliveries()}
    lines = running.do(lambda s, c: left_out(s, c.school, since=at(MONDAY, 0), now=running.now))
    found = {(line.day, line.reason, line.phones) for line in lines}
    assert (MONDAY + 2 * DAY, Reason.STOPPED, 1) in found
    assert (MONDAY, Reason.TOO_LATE, len(phones)) in found


def test_one_can_play_what_a_child_will_get(running: Year) -> None:
    running.now = at(MONDAY, 12)
    played = running.do(
        lambda s, c: play(
            s,
            c.school,
            s.scalars(select(Student).where(Student.first_name == "Sofía")).one(),
            weeks=1,
            catalog=CATALOG,
            now=running.now,
        )
    )
    assert [text.due_at for text in played] == [at(MONDAY + n * DAY, 17, 30) for n in (0, 2, 4, 7, 9, 11)]
    assert all(set(text.texts) == {"en", "es"} and "{" not in text.texts["es"] for text in played)


def test_a_child_of_another_grade_plays_nothing(running: Year) -> None:
    running.put_in_grade("Sofía", "7")
    child = running.do(lambda s, _: s.scalars(select(Student).where(Student.first_name == "Sofía")).one())
    assert running.do(lambda s, c: play(s, c.school, child, weeks=4, catalog=CATALOG, now=running.now)) == []
    assert [s.first_name for s in running.do(lambda s, c: students_without_tips(s, c.school))] == ["Sofía"]


def test_figures_tell_by_text_and_language_and_hide_the_few(running: Year) -> None:
    running.turn(MONDAY + DAY, 12)
    for number in (ROSA, CARMEN, JORGE, ORTEGAS):
        running.text_in(number, "¡Qué bonito!")
    found = {(f.tip_id, f.language): f for f in _figures(running)}
    first = running.tips_of_week(16)[0]
    assert found[first.id, "es"].sent is None, "four families: anybody could tell who they are"
    assert set(found[first.id, "es"].signs.values()) == {None}
    spoken_to = {language for tip_id, language in found if tip_id == first.id}
    assert spoken_to == {"en", "es", None}


def test_figures_add_up_where_enough_families_got_it(running: Year) -> None:
    running.change(Guardian, language="es")
    running.plan_and_send(MONDAY + 2 * DAY)
    running.change(Message, Message.kind == MessageKind.TIP, status=DeliveryStatus.DELIVERED)
    running.turn(MONDAY + 3 * DAY, 12)
    numbers = (ROSA, CARMEN, JORGE, ORTEGAS, AMINA, HELEN, MAYA)
    for number in numbers[:5]:
        running.text_in(number, "¡Qué bonito!")
    running.text_in(HELEN, "menos")
    running.text_in(MAYA, "ALTO")
    second = running.tips_of_week(16)[1]
    figure = next(f for f in _figures(running) if f.tip_id == second.id)
    assert figure.sent is not None
    assert figure.sent >= FEWEST_SHOWN
    assert figure.signs[Sign.REPLY] == 5, "words like MENOS are no replies"
    assert (figure.signs[Sign.FEWER], figure.signs[Sign.STOP]) == (None, None), "one family each"
    assert figure.signs[Sign.PAUSE] == 0


def _figures(year: Year) -> list[Figures]:
    track_id = year.track_id()
    return year.do(
        lambda s, c: figures(
            s,
            c.school,
            get_track(s, c.school, track_id),
            since=at(MONDAY, 0),
            until=at(MONDAY + 7 * DAY, 0),
        )
    )
