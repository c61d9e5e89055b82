"""What after an announcement needs nobody, and what does."""

import pytest

from app.broadcasts.answers.thanks import Courtesy, courtesy_in
from app.broadcasts.broadcast import Asks
from app.consent.standing import standing
from app.events.reading.reply import Doubt
from app.messages.message import MessageKind
from tests.broadcasts.answering import Square
from tests.events.party import Party
from tests.support.cast import CARMEN, MAYA, MS_LEE, Stage


@pytest.mark.parametrize(
    ("words", "courtesy"),
    [
        ("gracias", Courtesy.THANKS),
        ("Muchas graciasss maestra 🙏🏽❤️", Courtesy.THANKS),
        ("Thank you so much! God bless <3", Courtesy.THANKS),
        ("Buenos días, gracias por avisar. Bonito día", Courtesy.THANKS),
        ("ok", Courtesy.NOD),
        ("Enterada, muchas gracias", Courtesy.NOD),
        ("Ok!! 👍🏾", Courtesy.NOD),
        ("👍", Courtesy.NOD),
        ("Liked “School is closed today. Is it clear?”", Courtesy.NOD),
        ("Le encantó “Hoy no hay clases…", Courtesy.NOD),
        ("👍 to “ School is closed ”", Courtesy.NOD),
        ('Reacted ❤️ to "School is closed"', Courtesy.NOD),
    ],
)
def test_thanks_a_thumb_and_a_tap_need_nobody(words: str, courtesy: Courtesy) -> None:
    assert courtesy_in(words) is courtesy


@pytest.mark.parametrize(
    "words",
    [
        *("ok, pero Ana está enferma", "gracias, ¿a qué hora?", "ok?", "gracias ya no", "no gracias", "hola"),
        *("👎", "😢", "gracias 😡", "thanks :(", "ok 2", "1", "", "thanks we are moving", "maestra", "yes"),
        *(
            "Disliked “School is closed”",
            "Questioned “x”",
            "Loved “x” and Ana is ill",
            "gracias a Dios no es nada",
        ),
    ],
)
def test_whatever_says_more_is_for_a_person(words: str) -> None:
    assert courtesy_in(words) is None


def test_thanks_after_an_announcement_are_counted_and_nobody_is_waited_for(square: Square) -> None:
    square.announce(MAYA)
    said = ["ok", "gracias", "👍", "Liked “We plant the garden.”"]
    for words in said:
        square.say(MAYA, words)
    assert square.replies() == [(words, True) for words in said]
    assert not square.is_waiting(MAYA)


@pytest.mark.parametrize("words", ["ok, pero Ana está enferma", "gracias, ¿a qué hora?"])
def test_words_after_an_announcement_wait_for_a_person(square: Square, words: str) -> None:
    square.announce(CARMEN)
    square.say(CARMEN, words)
    assert square.replies() == [(words, False)]
    assert square.is_waiting(CARMEN)


def test_thanks_bring_a_conversation_to_the_top_of_nobody_s_list(square: Square, stage: Stage) -> None:
    stage.text_in(MAYA, "Good morning")
    square.announce(MAYA, inbox=MS_LEE)
    before = stage.thread(MAYA, MS_LEE).last_message_at
    square.wait(hours=1)
    square.say(MAYA, "thanks")
    assert stage.thread(MAYA, MS_LEE).last_message_at == before


def test_thanks_do_not_end_the_waiting_for_what_was_written_before(square: Square) -> None:
    square.announce(MAYA)
    square.say(MAYA, "Oliver is ill")
    square.say(MAYA, "thanks")
    assert square.is_waiting(MAYA)


def test_thanks_with_a_picture_are_for_a_person(square: Square) -> None:
    square.announce(MAYA)
    square.say(MAYA, "thanks", media=["https://provider.example/1"])
    assert square.is_waiting(MAYA)


def test_thanks_to_a_teacher_who_wrote_since_are_hers(square: Square, stage: Stage) -> None:
    square.announce(MAYA, inbox=MS_LEE)
    stage.now = square.now
    stage.enqueue(stage.thread(MAYA, MS_LEE), "Could you call me?", kind=MessageKind.REPLY)
    stage.claim_one()
    square.wait(minutes=5)
    square.say(MAYA, "ok")
    assert square.replies() == []
    assert square.is_waiting(MAYA)


def test_of_two_texts_that_left_at_the_same_instant_the_one_written_later_was_read_last(
    square: Square, stage: Stage
) -> None:
    square.announce(MAYA, inbox=MS_LEE)
    square.wait(hours=1)
    stage.now = square.now
    stage.enqueue(stage.thread(MAYA, MS_LEE), "Could you call me?", kind=MessageKind.REPLY)
    stage.claim_one()
    square.announce(MAYA, inbox=MS_LEE)
    square.say(MAYA, "ok")
    assert square.replies() == [("ok", True)]


def test_thanks_after_three_days_are_no_answer_to_an_announcement(square: Square) -> None:
    square.announce(MAYA)
    square.wait(hours=73)
    square.say(MAYA, "thanks")
    assert square.replies() == []
    assert square.is_waiting(MAYA)


def test_thanks_while_an_invitation_is_open_are_not_swallowed(square: Square, stage: Stage) -> None:
    party = Party.on(stage)
    party.invite(MAYA, CARMEN)
    square.announce(MAYA, CARMEN)
    square.say(MAYA, "thanks")
    square.say(CARMEN, "👍")
    assert square.replies() == [("thanks", False)]
    assert [reply.doubt for reply in party.replies()] == [Doubt.SEVERAL_MEANINGS], "the thumb may be a yes"
    assert (square.is_waiting(MAYA), square.is_waiting(CARMEN)) == (True, True)
    assert (party.seats(MAYA), party.seats(CARMEN)) == ([], [])


def test_an_ok_that_an_open_invitation_understands_is_its_answer(square: Square, stage: Stage) -> None:
    party = Party.on(stage)
    party.invite(MAYA)
    square.announce(MAYA)
    square.say(MAYA, "ok we will come")
    assert square.replies() == []
    assert party.seats(MAYA) == [(1, "coming", 1)]


def test_a_nod_to_a_poll_may_be_a_yes_and_thanks_are_thanks(square: Square) -> None:
    square.announce(MAYA, CARMEN, asks=Asks.POLL)
    square.say(MAYA, "👍")
    square.say(CARMEN, "gracias")
    assert (square.is_waiting(MAYA), square.is_waiting(CARMEN)) == (True, False)


def test_thanks_for_a_confirmation_need_nobody(square: Square) -> None:
    square.announce(MAYA, asks=Asks.POLL)
    square.say(MAYA, "1")
    square.say(MAYA, "ok thank you!")
    assert square.replies() == [("ok thank you!", True)]
    assert not square.is_waiting(MAYA)


@pytest.mark.parametrize("words", ["STOP", "gracias, ya no me manden mensajes"])
def test_a_stop_after_an_announcement_stays_a_stop(square: Square, stage: Stage, words: str) -> None:
    square.announce(MAYA)
    square.say(MAYA, words)
    assert square.replies() == []
    assert not standing(stage.session, stage.cast.school, MAYA).may_be_texted
