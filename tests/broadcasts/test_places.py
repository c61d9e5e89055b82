"""Places in a sign-up: exact however many answer at once, with a row of those who wait."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.answers.places import fill_places
from app.broadcasts.broadcast import Asks
from app.demo.cast import Cast
from app.foundation.database import Database
from app.messages.message import Message, MessageKind
from app.roster.phone_number import PhoneNumber
from tests.broadcasts.answering import Square
from tests.support.cast import CARMEN, CATALOG, DANIEL, JORGE, MAIN, MAYA, ROSA, look_up

SCHOOL = "Alameda Bilingual School"


@pytest.fixture
def town_square(town: Database) -> Square:
    return Square(town.writing)


def fill(square: Square, database: Database) -> int:
    return fill_places(database, CATALOG, clock=lambda: square.now)


def test_a_family_has_a_place_or_waits_for_one_and_is_told(square: Square) -> None:
    signs_up = square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    square.say(MAYA, "2")
    square.say(CARMEN, "jueves")
    assert square.stands(signs_up) == {MAYA: (2, "has"), CARMEN: (2, "waiting")}
    assert square.told(MAYA) == [
        f"{SCHOOL}: You have a place: 2) Thursday. To change it or give it back, text CHANGE."
    ]
    assert square.told(CARMEN)[0].startswith(f"{SCHOOL}: Ya no queda lugar: 2) Jueves.")


def test_a_choice_without_a_limit_takes_everybody(square: Square) -> None:
    signs_up = square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP)
    square.say(MAYA, "2")
    square.say(CARMEN, "2")
    assert square.stands(signs_up) == {MAYA: (2, None), CARMEN: (2, None)}


def test_who_asks_for_a_full_choice_instead_keeps_its_place(square: Square) -> None:
    signs_up = square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    square.say(MAYA, "2")
    square.say(CARMEN, "1")
    square.say(CARMEN, "2")
    assert square.stands(signs_up) == {MAYA: (2, "has"), CARMEN: (1, "has")}
    assert square.told(CARMEN)[-1].startswith(
        f"{SCHOOL}: Ya no queda lugar: 2) Jueves. Por eso conserva el que tiene: 1) Martes."
    )


def test_a_place_that_is_given_back_goes_to_the_next_in_the_row(town_square: Square, town: Database) -> None:
    square = town_square
    signs_up = square.announce(MAYA, CARMEN, DANIEL, asks=Asks.SIGN_UP, places=1)
    for number in (MAYA, CARMEN, DANIEL):
        square.say(number, "2")
    assert fill(square, town) == 0
    square.say(MAYA, "CHANGE")
    assert "0) no place" in square.told(MAYA)[-1]
    square.say(MAYA, "0")
    assert square.stands(signs_up) == {CARMEN: (2, "waiting"), DANIEL: (2, "waiting")}, (
        "no text for others here"
    )
    assert fill(square, town) == 1
    assert fill(square, town) == 0
    assert square.stands(signs_up) == {CARMEN: (2, "has"), DANIEL: (2, "waiting")}
    assert square.told(CARMEN)[-1].startswith(f"{SCHOOL}: ¡Buenas noticias! Ya hay un lugar")


def test_as_many_of_the_row_are_told_as_places_have_come_free(town_square: Square, town: Database) -> None:
    square, had, row = town_square, (MAYA, CARMEN), (DANIEL, ROSA, JORGE)
    signs_up = square.announce(*had, *row, asks=Asks.SIGN_UP, places=2)
    for number in (*had, *row):
        square.say(number, "2")
    for number in had:
        square.say(number, "0")
    assert fill(square, town) == 2
    assert square.stands(signs_up) == {DANIEL: (2, "has"), ROSA: (2, "has"), JORGE: (2, "waiting")}


def test_whoever_takes_another_choice_gives_its_place_to_the_next(
    town_square: Square, town: Database
) -> None:
    square = town_square
    signs_up = square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    square.say(MAYA, "2")
    square.say(CARMEN, "2")
    square.say(MAYA, "1")
    fill(square, town)
    assert square.stands(signs_up) == {MAYA: (1, "has"), CARMEN: (2, "has")}


def test_the_news_of_a_place_waits_for_the_morning(town_square: Square, town: Database) -> None:
    square = town_square
    square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    square.say(MAYA, "2")
    square.say(CARMEN, "2")
    square.wait(hours=11)
    square.say(MAYA, "0")
    fill(square, town)
    with town.reading() as session:
        news = session.scalars(
            select(Message).where(Message.kind == MessageKind.AUTO_REPLY).order_by(Message.id.desc()).limit(1)
        ).one()
        hours = look_up(session).school.texting_hours
        assert news.due_at is not None
        assert news.due_at > square.now
        assert hours.are_open(news.due_at)


def test_who_wants_no_texts_goes_on_waiting_and_keeps_nobody_from_a_place(
    town_square: Square, town: Database
) -> None:
    square = town_square
    signs_up = square.announce(MAYA, CARMEN, DANIEL, asks=Asks.SIGN_UP, places=1)
    for number in (MAYA, CARMEN, DANIEL):
        square.say(number, "2")
    square.say(CARMEN, "STOP")
    square.say(MAYA, "0")
    fill(square, town)
    assert square.stands(signs_up) == {CARMEN: (2, "waiting"), DANIEL: (2, "has")}


def test_forty_families_that_answer_at_once_have_thirty_places(town_square: Square, town: Database) -> None:
    square = town_square
    numbers = [f"+1206555{number:04}" for number in range(1000, 1040)]

    def register(session: Session, cast: Cast) -> None:
        session.add_all(
            PhoneNumber(school_id=cast.school.id, e164=number, language="en", created_at=square.now)
            for number in numbers
        )

    square.do(register)
    signs_up = square.announce(*numbers, asks=Asks.SIGN_UP, places=30)
    with ThreadPoolExecutor(8) as phones:
        list(phones.map(lambda number: square.say(number, "1", line=MAIN), numbers))
    stands = [place for _, place in square.stands(signs_up).values()]
    assert (stands.count("has"), stands.count("waiting")) == (30, 10)
    with ThreadPoolExecutor(8) as phones:
        list(phones.map(lambda number: square.say(number, "0", line=MAIN), numbers[:20]))
        fill(square, town)
    fill(square, town)
    left = square.stands(signs_up)
    assert all(place == "has" for _, place in left.values())
    assert len(left) == 20
