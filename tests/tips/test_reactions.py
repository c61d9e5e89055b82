"""What a family answers to a tip."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.messages.message import Message, RoutedBy
from app.messages.thread import Thread
from app.prompts.ask import Choice, ask
from app.prompts.prompt import Prompt
from app.schools.phone_line import PhoneLine
from app.tips.edit import edit_tip
from app.tips.reactions import TipReaction
from app.tips.track import TipWording
from tests.support.cast import AMINA, LEE, MAIN, MAYA, MS_LEE, ROSA
from tests.tips.year import GRADES_3_TO_5, K_TO_2, Year

MONDAY = date(2026, 1, 12)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def tried(year: Year) -> Year:
    """The tip of the week, something to do, has just gone out."""
    year.begin(K_TO_2)
    _say(year, "en", "Sing with {child}.")
    _say(year, "es", "Cante con {child}.")
    year.plan_and_send(MONDAY)
    year.plan_and_send(WEDNESDAY)
    return year


def reactions(year: Year) -> list[TipReaction]:
    return year.do(lambda s, _: list(s.scalars(select(TipReaction))))


def waiting(year: Year) -> bool:
    return year.do(lambda s, _: any(s.scalars(select(Thread.waiting_since))))


@pytest.mark.parametrize("words", ["1", "1.", "We did it!", "ya lo hicimos", "LO PROBAMOS"])
def test_one_or_words_that_mean_it_say_that_the_family_tried(tried: Year, words: str) -> None:
    tried.text_in(MAYA, words)
    (reaction,) = reactions(tried)
    assert reaction.words == ""
    assert reaction.delivery_id == tried.deliveries(MAYA)[1].id
    assert not waiting(tried), "there is nothing to answer"


def test_what_it_says_beside_is_kept_and_waits_for_the_teacher(tried: Year) -> None:
    message_id = tried.text_in(MAYA, "1 he sang tomato!")
    (reaction,) = reactions(tried)
    assert (reaction.words, reaction.message_id) == ("he sang tomato!", message_id)
    assert waiting(tried)


def test_other_words_are_an_ordinary_text_to_the_teacher(tried: Year) -> None:
    tried.text_in(MAYA, "he loved it")
    assert reactions(tried) == []
    assert waiting(tried)


def test_a_second_one_is_an_ordinary_text(tried: Year) -> None:
    tried.text_in(MAYA, "1")
    tried.text_in(MAYA, "1")
    assert len(reactions(tried)) == 1
    assert waiting(tried)


def test_after_three_days_it_is_an_ordinary_text(tried: Year) -> None:
    tried.now += timedelta(days=3)
    tried.text_in(MAYA, "1")
    assert reactions(tried) == []


def test_after_a_tip_that_asks_something_a_number_answers_that(tried: Year) -> None:
    _say(tried, "en", "How many songs did you two sing?", place=2)
    tried.plan_and_send(MONDAY + timedelta(days=4))
    tried.text_in(MAYA, "1")
    assert reactions(tried) == []
    assert waiting(tried)


def test_a_question_of_somebody_else_takes_its_place(tried: Year) -> None:
    tried.do(lambda s, c: _put_question(s, c, tried))
    tried.text_in(MAYA, "1")
    assert reactions(tried) == []
    assert tried.do(lambda s, _: s.scalars(select(Prompt.choice).where(Prompt.kind == "rsvp")).one()) == 1


def test_where_a_question_is_open_a_tip_asks_nothing(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan_and_send(MONDAY)
    year.do(lambda s, c: _put_question(s, c, year))
    year.plan_and_send(WEDNESDAY)
    kinds = year.do(
        lambda s, c: list(
            s.scalars(
                select(Prompt.kind).where(
                    Prompt.phone_number_id == c.phones[MAYA].id, Prompt.cancelled_at.is_(None)
                )
            )
        )
    )
    assert kinds == ["rsvp"]


def test_a_family_of_unknown_language_is_still_asked_for_it(tried: Year) -> None:
    tried.text_in(AMINA, "Hello")
    assert tried.do(lambda s, _: s.scalars(select(Prompt.kind).where(Prompt.kind == "language")).all())


def test_on_one_line_for_two_teachers_a_tip_draws_no_other_text_to_its_own(year: Year) -> None:
    year.do(lambda s, _: s.execute(delete(PhoneLine).where(PhoneLine.e164 != MAIN)))
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    for day in range(3):
        year.plan_and_send(MONDAY + timedelta(days=day))
    assert {row.line_id for row in year.texts(ROSA)} == {year.texts(ROSA)[0].line_id}
    about_ana = year.texts(ROSA)[2].thread_id
    assert year.texts(ROSA)[1].thread_id != about_ana
    other = year.text_in(ROSA, "¿Mañana hay clases?")
    answer = year.do(lambda s, _: s.get_one(Message, other))
    assert (answer.thread_id != about_ana, answer.routed_by) == (True, RoutedBy.ASKED)


def test_on_one_line_for_two_teachers_a_one_goes_to_the_tip_s(year: Year) -> None:
    year.do(lambda s, _: s.execute(delete(PhoneLine).where(PhoneLine.e164 != MAIN)))
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    for day in range(3):
        year.plan_and_send(MONDAY + timedelta(days=day))
    message_id = year.text_in(ROSA, "1 cantamos")
    said = year.do(lambda s, _: s.get_one(Message, message_id))
    assert (said.thread_id, said.routed_by) == (year.texts(ROSA)[2].thread_id, RoutedBy.PROMPT)
    assert len(reactions(year)) == 1


def _say(year: Year, language: str, words: str, *, place: int = 1) -> None:
    tip = year.tips_of_week(16)[place]
    year.do(lambda s, c: edit_tip(s, c.school, tip.id, language, words, by=c.staff[LEE], now=year.now))
    year.change(
        TipWording,
        TipWording.tip_id == tip.id,
        approved_at=year.now,
        approved_by=1,
        edited_at=year.now,
        edited_by=1,
    )


def _put_question(session: Session, cast: Cast, year: Year) -> None:
    thread = session.scalars(
        select(Thread).where(
            Thread.phone_number_id == cast.phones[MAYA].id, Thread.inbox_id == cast.inboxes[MS_LEE].id
        )
    ).one()
    question = session.scalars(select(Message).where(Message.thread_id == thread.id).limit(1)).one()
    ask(session, thread, "rsvp", [Choice(1, ())], question=question, lives=timedelta(days=9), now=year.now)
