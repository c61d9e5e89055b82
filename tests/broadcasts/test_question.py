"""What families answer to a poll and to a drill, and what becomes of it."""

from datetime import timedelta

from sqlalchemy import update

from app.broadcasts.answers.question import Asked, put_questions
from app.broadcasts.broadcast import Asks, Broadcast
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind, RoutedBy
from app.roster.phone_number import NumberHealth
from tests.broadcasts.answering import Square
from tests.events.party import Party
from tests.support.cast import CARMEN, MAYA, OFFICE, Stage

PIZZA_OR_SOUP = ({"en": "Pizza", "es": "Pizza"}, {"en": "Soup", "es": "Sopa"})
SCHOOL = "Alameda Bilingual School"


def test_an_answer_counts_and_is_confirmed_in_the_family_s_language(square: Square) -> None:
    poll = square.announce(MAYA, CARMEN, asks=Asks.POLL)
    square.say(MAYA, "2")
    square.say(CARMEN, "martes")
    assert square.stands(poll) == {MAYA: (2, None), CARMEN: (1, None)}
    assert square.told(MAYA) == [f"{SCHOOL}: Thank you! Your answer: 2) Thursday. To change it, text CHANGE."]
    assert square.told(CARMEN) == [
        f"{SCHOOL}: ¡Gracias! Su respuesta: 1) Martes. Para cambiarla, escriba CAMBIAR."
    ]
    assert not square.is_waiting(MAYA)


def test_a_later_answer_takes_the_place_of_an_earlier_one(square: Square) -> None:
    poll = square.announce(MAYA, asks=Asks.POLL)
    for words in ("2", "1"):
        square.say(MAYA, words)
    assert square.stands(poll) == {MAYA: (1, None)}
    assert len(square.told(MAYA)) == 2


def test_whoever_texts_change_is_asked_anew(square: Square) -> None:
    poll = square.announce(CARMEN, asks=Asks.POLL)
    square.say(CARMEN, "2")
    square.say(CARMEN, "CAMBIAR")
    assert square.told(CARMEN)[-1] == f"{SCHOOL}: ¿Cuál es su respuesta ahora? 1) Martes 2) Jueves"
    square.say(CARMEN, "1")
    assert square.stands(poll) == {CARMEN: (1, None)}
    assert [prompt.gives_way for prompt in square.live(CARMEN)] == [True]


def test_change_means_what_the_family_answered_last(square: Square, stage: Stage) -> None:
    Party.on(stage).invite(MAYA)
    square.wait(minutes=5)
    square.announce(MAYA, asks=Asks.POLL, choices=PIZZA_OR_SOUP)
    square.say(MAYA, "soup")
    square.say(MAYA, "CHANGE")
    assert "2) Soup" in square.told(MAYA)[-1]


def test_of_two_polls_change_means_the_one_answered_last_and_the_other_stays_answered(
    square: Square,
) -> None:
    garden = square.announce(MAYA, asks=Asks.POLL)
    square.wait(minutes=5)
    lunch = square.announce(MAYA, asks=Asks.POLL, choices=PIZZA_OR_SOUP)
    square.say(MAYA, "soup")
    square.say(MAYA, "thursday")
    square.say(MAYA, "CHANGE")
    assert square.told(MAYA)[-1] == f"{SCHOOL}: What is your answer now? 1) Tuesday 2) Thursday"
    square.say(MAYA, "1")
    assert (square.stands(garden), square.stands(lunch)) == ({MAYA: (1, None)}, {MAYA: (2, None)})


def test_a_drill_s_answer_and_one_whose_time_is_over_are_no_answers_to_change(square: Square) -> None:
    square.announce(MAYA, CARMEN, asks=Asks.POLL)
    square.say(MAYA, "2")
    square.wait(days=2)
    square.drill(CARMEN)
    square.say(CARMEN, "1")
    for number, word in ((MAYA, "CHANGE"), (CARMEN, "CAMBIAR")):
        told = square.told(number)
        square.say(number, word)
        assert square.told(number) == told
        assert square.is_waiting(number), "a person reads what it means"


def test_words_beyond_the_choice_are_kept_and_a_person_reads_them(square: Square) -> None:
    poll = square.announce(MAYA, asks=Asks.POLL)
    square.say(MAYA, "2, but Oliver has no shoes for the garden")
    assert square.stands(poll) == {MAYA: (2, None)}
    assert square.words(poll) == ["but Oliver has no shoes for the garden"]
    assert square.is_waiting(MAYA)


def test_a_number_that_may_count_something_is_left_to_a_person(square: Square) -> None:
    poll = square.announce(MAYA, asks=Asks.POLL)
    square.say(MAYA, "2 of my kids are ill")
    assert (square.stands(poll), square.told(MAYA)) == ({}, [])
    assert square.replies() == [("2 of my kids are ill", False)]
    assert square.is_waiting(MAYA)


def test_a_number_that_could_answer_an_invitation_too_is_left_to_a_person(
    square: Square, stage: Stage
) -> None:
    party = Party.on(stage)
    party.invite(MAYA)
    poll = square.announce(MAYA, asks=Asks.POLL, choices=PIZZA_OR_SOUP)
    square.say(MAYA, "1")
    assert (square.stands(poll), party.seats(MAYA), square.told(MAYA)) == ({}, [], [])
    assert square.is_waiting(MAYA)
    square.say(MAYA, "soup")
    assert square.stands(poll) == {MAYA: (2, None)}, "a word that is of the poll alone counts"


def test_a_number_that_two_polls_offer_is_left_to_a_person(square: Square) -> None:
    one, other = (square.announce(MAYA, asks=Asks.POLL, title=title) for title in ("One", "Other"))
    square.say(MAYA, "1")
    assert (square.stands(one), square.stands(other)) == ({}, {})
    assert square.replies() == [("1", False)]


def test_a_number_is_taken_for_the_poll_that_was_asked_last_and_the_family_reads_how(
    square: Square, stage: Stage
) -> None:
    party = Party.on(stage)
    party.invite(MAYA)
    older = square.announce(MAYA, asks=Asks.POLL, title="Older")
    square.wait(hours=2)
    newer = square.announce(MAYA, asks=Asks.POLL, title="Newer")
    square.say(MAYA, "2")
    assert (square.stands(older), square.stands(newer), party.seats(MAYA)) == ({}, {MAYA: (2, None)}, [])
    assert "Your answer: 2) Thursday" in square.told(MAYA)[-1]
    assert not square.is_waiting(MAYA)


def test_a_number_after_an_invitation_that_came_last_is_left_to_a_person(
    square: Square, stage: Stage
) -> None:
    poll = square.announce(MAYA, asks=Asks.POLL, choices=PIZZA_OR_SOUP)
    square.wait(hours=2)
    party = Party.on(stage)
    party.now = square.now
    party.invite(MAYA)
    square.say(MAYA, "1")
    assert (square.stands(poll), party.seats(MAYA)) == ({}, [])
    assert square.is_waiting(MAYA)


def test_an_old_question_gives_way_to_a_new_one(square: Square) -> None:
    old = square.announce(MAYA, asks=Asks.POLL, answers_until=square.now + timedelta(days=9))
    square.wait(days=4)
    new = square.announce(MAYA, asks=Asks.POLL)
    square.say(MAYA, "1")
    assert (square.stands(old), square.stands(new)) == ({}, {MAYA: (1, None)})


def test_a_bare_number_after_somebody_has_written_may_be_meant_for_them(square: Square, stage: Stage) -> None:
    poll = square.announce(MAYA, asks=Asks.POLL)
    stage.now = square.now
    stage.enqueue(stage.thread(MAYA, OFFICE), "How many tickets?", kind=MessageKind.REPLY)
    stage.claim_one()
    square.wait(minutes=5)
    square.say(MAYA, "2")
    assert square.stands(poll) == {}
    assert square.is_waiting(MAYA)


def test_an_answer_after_the_end_does_not_count_and_the_family_is_told(square: Square) -> None:
    poll = square.announce(CARMEN, asks=Asks.POLL)
    square.wait(days=3)
    square.say(CARMEN, "2")
    assert square.stands(poll) == {}
    (told,) = square.told(CARMEN)
    assert told == (
        f"{SCHOOL}: Gracias. Recibimos respuestas hasta el 5 de marzo, así que esta ya no cuenta."
        " Alguien de la escuela va a leer su mensaje."
    )
    assert square.replies() == [("2", False)]
    assert square.is_waiting(CARMEN)


def test_a_number_long_after_the_end_is_an_ordinary_text(square: Square) -> None:
    square.announce(MAYA, asks=Asks.POLL)
    square.wait(days=6)
    square.say(MAYA, "2")
    assert square.told(MAYA) == []
    assert square.is_waiting(MAYA)


def test_a_question_that_has_not_left_is_not_answered(square: Square, stage: Stage) -> None:
    poll = square.announce(MAYA, asks=Asks.POLL)
    stage.session.execute(update(Message).values(status=DeliveryStatus.QUEUED, claimed_at=None))
    square.say(MAYA, "1")
    assert square.stands(poll) == {}
    assert square.is_waiting(MAYA)


def test_a_drill_answered_by_1_proves_the_number(square: Square, stage: Stage) -> None:
    stage.cast.phones[CARMEN].learn(NumberHealth.SUSPECT, code="30003", now=square.now)
    drill = square.drill(CARMEN)
    square.say(CARMEN, "1")
    assert square.stands(drill) == {CARMEN: (1, None)}
    assert stage.cast.phones[CARMEN].health is NumberHealth.GOOD
    assert square.told(CARMEN) == [f"{SCHOOL}: ¡Gracias! Ahora sabemos que nuestros mensajes le llegan."]
    assert not square.is_waiting(CARMEN)


def test_an_answer_stands_in_the_conversation_of_its_question(square: Square, stage: Stage) -> None:
    stage.text_in(MAYA, "Good morning")
    poll = square.announce(MAYA, asks=Asks.POLL)
    message_id = square.say(MAYA, "1")
    (message,) = [one for one in stage.texts(stage.thread(MAYA, OFFICE)) if one.id == message_id]
    assert message.routed_by is RoutedBy.PROMPT
    assert square.stands(poll) == {MAYA: (1, None)}


def test_a_text_that_is_tried_again_asks_once(square: Square, stage: Stage) -> None:

    poll = square.announce(MAYA, asks=Asks.POLL)
    (first,) = square.live(MAYA)
    assert first.question_message_id is not None
    again = Asked(first.thread_id, first.phone_number_id, first.line_id, first.question_message_id, "en")
    broadcast = stage.session.get_one(Broadcast, poll)
    put_questions(stage.session, stage.cast.school, broadcast, [again], now=square.now)
    assert len(square.live(MAYA)) == 1
    square.say(MAYA, "1")
    assert square.stands(poll) == {MAYA: (1, None)}
