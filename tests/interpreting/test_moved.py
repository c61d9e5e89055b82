"""Texts that leave once more say the same in every language."""

from app.gateway.port import FailureReason, GivenUp
from app.interpreting.moved import copy_wordings
from app.interpreting.outgoing import Desk, How, word_for_family
from app.interpreting.queries import beside
from app.interpreting.translation import Maker
from app.messages.decisions import send_again
from app.messages.message import Message
from tests.support.cast import CARMEN, LEE, Stage

TRIP = "Tomorrow we go to the museum by bus."
VIAJE = "Mañana vamos al museo en autobús."


def sent_again(stage: Stage, desk: Desk, texts: dict[str, str], how: How) -> Message:
    """A text that failed and that somebody has sent once more."""
    writer, thread = stage.cast.staff[LEE], stage.conversation(CARMEN, body="Hola")
    outgoing = word_for_family(stage.session, stage.cast.school, thread, texts, by=writer, how=how, desk=desk)
    message = stage.reply(thread, outgoing.body, by=writer, outgoing=outgoing)
    stage.record(stage.claim_one(), GivenUp(FailureReason.PHONE_UNREACHABLE, "30003"))
    again = send_again(stage.session, message, by=writer, now=stage.now)
    copy_wordings(stage.session, message, again)
    stage.look_again()
    assert again.id != message.id
    return again


def test_a_colleague_still_reads_what_the_writer_wrote(stage: Stage, desk: Desk) -> None:
    again = sent_again(stage, desk, {"en": TRIP, "es": VIAJE}, How.TRANSLATED)
    found = beside(stage.session, [again.id])[again.id]
    assert again.body == VIAJE
    assert found.original is not None
    assert found.original.body == TRIP
    spanish = found.translations["es"]
    assert (spanish.maker, spanish.made_by) == (Maker.PERSON, stage.cast.staff[LEE].id)


def test_what_left_untranslated_is_still_known_as_that(stage: Stage, desk: Desk) -> None:
    again = sent_again(stage, desk, {"en": TRIP}, How.UNTRANSLATED)
    assert again.is_untranslated
