"""The row of those who wait for a place in a sign-up: whoever has waited longest for this choice is the next."""

from app.broadcasts.broadcast import Asks
from app.foundation.database import Database
from tests.broadcasts.answering import Square
from tests.broadcasts.test_places import fill
from tests.support.cast import CARMEN, DANIEL, HELEN, MAYA


def test_who_waits_for_another_choice_instead_goes_to_the_end_of_its_row(town: Database) -> None:
    square = Square(town.writing)
    signs_up = square.announce(DANIEL, HELEN, MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    for number, choice in ((DANIEL, "1"), (HELEN, "2"), (MAYA, "1"), (CARMEN, "2"), (MAYA, "2")):
        square.say(number, choice)
    assert square.stands(signs_up)[MAYA] == (2, "waiting"), "there was no place to lose"
    square.say(HELEN, "0")
    assert fill(square, town) == 1
    stands = square.stands(signs_up)
    assert (stands[CARMEN], stands[MAYA]) == ((2, "has"), (2, "waiting"))


def test_no_place_is_news_once_the_time_for_answers_is_over(town: Database) -> None:
    square = Square(town.writing)
    signs_up = square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    for number, choice in ((MAYA, "2"), (CARMEN, "2"), (MAYA, "0")):
        square.say(number, choice)
    square.wait(days=3)
    assert fill(square, town) == 0
    assert square.stands(signs_up) == {CARMEN: (2, "waiting")}


def test_a_place_that_has_come_free_is_not_taken_by_whoever_asks_before_the_row_is_told(
    town: Database,
) -> None:
    square = Square(town.writing)
    signs_up = square.announce(MAYA, CARMEN, DANIEL, asks=Asks.SIGN_UP, places=1)
    for number, choice in ((MAYA, "2"), (CARMEN, "2"), (MAYA, "0"), (DANIEL, "2")):
        square.say(number, choice)
    assert square.stands(signs_up) == {CARMEN: (2, "waiting"), DANIEL: (2, "waiting")}
    assert fill(square, town) == 1
    assert square.stands(signs_up) == {CARMEN: (2, "has"), DANIEL: (2, "waiting")}


def test_who_says_the_same_again_keeps_its_place_or_its_turn(square: Square) -> None:
    signs_up = square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    for number in (MAYA, CARMEN, MAYA, CARMEN):
        square.say(number, "2")
    assert square.stands(signs_up) == {MAYA: (2, "has"), CARMEN: (2, "waiting")}
    for number in (MAYA, CARMEN):
        first, again = square.told(number)
        assert again == first
