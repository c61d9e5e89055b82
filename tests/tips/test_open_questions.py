"""A number that answers one question is never taken for the answer to another."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.inbox.inbox import Inbox
from app.messages.message import MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.prompts.ask import Choice, ask
from app.tips.ideas.idea import Consent
from app.tips.reactions import TipReaction
from app.tips.track import TipWording
from tests.support.cast import CARMEN, MAYA, MS_LEE, ROSA
from tests.tips.test_ideas import WORDS, Shared
from tests.tips.year import K_TO_2, Year

MONDAY = date(2026, 1, 12)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def running(year: Year) -> Year:
    return year.begin(K_TO_2)


def say(year: Year, place: int, words: str) -> None:
    """The week's text in that place says only this, in every language."""
    tip = year.tips_of_week(16)[place]
    year.change(TipWording, TipWording.tip_id == tip.id, words=words)


def put_question(session: Session, cast: Cast, year: Year) -> None:
    """Somebody waits for a number from Maya."""
    inbox = session.scalars(select(Inbox).where(Inbox.name == MS_LEE)).one()
    thread = open_thread(
        session,
        school_id=cast.school.id,
        phone_number_id=cast.phones[MAYA].id,
        inbox_id=inbox.id,
        now=year.now,
    )
    question = enqueue(
        session, cast.school, thread, "Coming? 1) yes 2) no", kind=MessageKind.EVENT, now=year.now
    )
    ask(session, thread, "rsvp", [Choice(1, ())], question=question, lives=timedelta(days=9), now=year.now)


def test_while_a_question_waits_no_tip_says_reply_1_not_even_the_first(running: Year) -> None:
    running.turn(MONDAY, 12)
    running.do(lambda s, c: put_question(s, c, running))
    say(running, 1, "Sing.")
    for day in (MONDAY, WEDNESDAY):
        running.plan_and_send(day)
    first, second = (text.body for text in running.texts(MAYA))
    assert "FEWER" in first
    assert "1." not in first + second
    assert second == "Sing."
    assert "Responda 1." in running.texts(ROSA)[1].body


def test_a_number_after_a_tip_that_asks_something_is_no_consent(running: Year) -> None:
    running.turn(MONDAY, 12)
    shared = Shared(running).from_family(CARMEN)
    say(running, 0, "¿Cuántas canciones cantaron?")
    running.plan_and_send(MONDAY)
    shared.text_in(CARMEN, "2")
    assert shared.read().answer is None
    assert running.do(lambda s, _: any(s.scalars(select(Thread.waiting_since))))


def test_a_number_after_a_tip_that_asks_nothing_is(running: Year) -> None:
    running.turn(MONDAY, 12)
    shared = Shared(running).from_family(CARMEN)
    say(running, 0, "Canten.")
    running.plan_and_send(MONDAY)
    shared.text_in(CARMEN, "2")
    assert shared.read().answer is Consent.WITHOUT_NAME


def test_a_question_that_waits_for_the_morning_is_answered_by_a_number_then(running: Year) -> None:
    running.turn(MONDAY, 22)
    shared = Shared(running).from_family(CARMEN)
    running.turn(MONDAY + timedelta(days=1), 10)
    shared.text_in(CARMEN, "2")
    assert shared.read().answer is Consent.WITHOUT_NAME


def test_a_number_after_an_idea_that_asks_something_means_no_tip_before_it(running: Year) -> None:
    say(running, 1, "Sing.")
    for day in (MONDAY, WEDNESDAY):
        running.plan_and_send(day)
    shared = Shared(running)
    running.turn(WEDNESDAY, 19)
    asking = {language: words.rstrip(".") + "?" for language, words in WORDS.items()}
    shared.offer(shared.text_in(CARMEN, "En el bus buscamos letras"), asking)
    shared.text_in(CARMEN, "2")
    shared.let_go()
    shared.send()
    (idea,) = (text for text in running.texts(ROSA) if WORDS["es"].rstrip(".") in text.body)
    assert "Responda 1." not in idea.body
    shared.text_in(ROSA, "2 letras")
    shared.text_in(ROSA, "1")
    assert running.do(lambda s, _: s.scalars(select(TipReaction)).all()) == []
