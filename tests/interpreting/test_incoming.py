"""What a family wrote, on its way to the staff who read another language."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.foundation.database import Database
from app.interpreting.engine_room import EngineRoom, translate_waiting
from app.interpreting.incoming import look_at_incoming, settle_languages
from app.interpreting.outgoing import Desk, How, word_for_family
from app.interpreting.queries import beside
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import Problem, TranslationRequest
from app.messages.message import Message
from app.staff.staff_member import StaffMember
from tests.interpreting.conftest import ObedientEngine
from tests.support.cast import CARMEN, MAYA, NOON, RUIZ, Stage, incoming, text_in

FEVER = "Buenos días maestra, Sofía tiene calentura y no va a ir hoy a la escuela."


def requests(stage: Stage) -> list[TranslationRequest]:
    return list(stage.session.scalars(select(TranslationRequest).order_by(TranslationRequest.id)))


def test_a_spanish_text_waits_for_the_engine_in_english_alone(stage: Stage, desk: Desk) -> None:
    message = stage.text_in(CARMEN, FEVER)
    assert settle_languages(stage.session, desk.trust, now=stage.now) == 1
    assert settle_languages(stage.session, desk.trust, now=stage.now) == 0
    stage.look_again()
    assert message.language == "es"
    (request,) = requests(stage)
    assert (request.source_language, request.language, request.source) == ("es", "en", FEVER)


def test_an_english_text_waits_for_the_colleague_who_reads_spanish(stage: Stage, desk: Desk) -> None:
    stage.text_in(MAYA, "Oliver will be picked up by his uncle today.")
    settle_languages(stage.session, desk.trust, now=stage.now)
    assert [(r.source_language, r.language) for r in requests(stage)] == [("en", "es")]


def test_where_all_staff_read_the_language_nothing_is_translated(stage: Stage, desk: Desk) -> None:
    stage.session.execute(update(StaffMember).values(language="en"))
    message = stage.text_in(MAYA, "Oliver will be picked up by his uncle today.")
    settle_languages(stage.session, desk.trust, now=stage.now)
    stage.look_again()
    assert message.language == "en"
    assert requests(stage) == []


@pytest.mark.parametrize("body", ["👍", "❤️❤️", "...", "7:30"])
def test_what_has_no_words_has_no_language(stage: Stage, desk: Desk, body: str) -> None:
    message = stage.text_in(CARMEN, body)
    settle_languages(stage.session, desk.trust, now=stage.now)
    stage.look_again()
    assert message.language is None
    assert message.translate_at is None
    assert requests(stage) == []


def test_an_open_page_learns_of_the_language(stage: Stage, desk: Desk) -> None:
    stage.text_in(CARMEN, FEVER)
    thread = stage.thread(CARMEN)
    before = thread.version
    settle_languages(stage.session, desk.trust, now=stage.now)
    stage.look_again()
    assert thread.version > before


def test_a_reviewed_wording_stands_beside_the_text_at_once(stage: Stage, desk: Desk) -> None:
    message = stage.text_in(CARMEN, "Gracias por avisar. Ojalá que Sofía se mejore pronto.")
    settle_languages(stage.session, desk.trust, now=stage.now)
    translation = beside(stage.session, [message.id])[message.id].translations["en"]
    assert translation.maker is Maker.PHRASE
    assert translation.body == "Thank you for telling us. We hope Sofía feels better soon."
    assert requests(stage) == []


def test_what_a_colleague_wrote_in_spanish_waits_for_those_who_read_english(stage: Stage, desk: Desk) -> None:
    thread = stage.conversation(CARMEN, "Ms. Lee", FEVER)
    ruiz = stage.cast.staff[RUIZ]
    words = {"es": "La esperamos el lunes en la oficina con los papeles."}
    outgoing = word_for_family(
        stage.session, stage.cast.school, thread, words, by=ruiz, how=How.TRANSLATED, desk=desk
    )
    message = stage.reply(thread, outgoing.body, by=ruiz, outgoing=outgoing)
    settle_languages(stage.session, desk.trust, now=stage.now)
    assert [r.language for r in requests(stage) if r.message_id == message.id] == ["en"]


# Through the engine, in several units of work


def arrived(town: Database, desk: Desk, body: str = FEVER, sender: str = CARMEN) -> int:
    """A text that has been looked at."""
    with town.writing() as session:
        message = text_in(session, incoming(sender, body), now=NOON)
        assert message is not None
    assert look_at_incoming(town, desk.trust, clock=lambda: NOON) == 1
    return message.id


def room(town: Database, engine: ObedientEngine | None, *, minutes: float = 0) -> EngineRoom:
    return EngineRoom(town, engine, lambda: NOON + timedelta(minutes=minutes))


def english(town: Database, message_id: int) -> Translation | None:
    with town.reading() as session:
        found = beside(session, [message_id]).get(message_id)
        return found.translations.get("en") if found else None


def test_the_translation_stands_beside_the_text_with_its_maker(
    town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    message_id = arrived(town, desk)
    assert translate_waiting(room(town, engine)) == 1
    translation = english(town, message_id)
    assert translation is not None
    assert (translation.maker, translation.engine, translation.is_gist) == (Maker.ENGINE, "Obedient", False)
    with town.reading() as session:
        assert session.get_one(Message, message_id).body == FEVER
        assert session.scalars(select(TranslationRequest)).all() == []


def test_the_engine_never_sees_a_childs_name_and_the_reader_does(
    town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    message_id = arrived(town, desk)
    translate_waiting(room(town, engine))
    assert "Sofía" not in engine.asked[0][0]
    translation = english(town, message_id)
    assert translation is not None
    assert "Sofía" in translation.body


def test_a_translation_that_lost_a_name_is_not_used(
    town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    engine.answer = lambda _text: "She has a fever."
    message_id = arrived(town, desk)
    assert translate_waiting(room(town, engine)) == 1
    assert english(town, message_id) is None
    with town.reading() as session:
        assert beside(session, [message_id])[message_id].problems == {"en": Problem.BROKEN_LOCK}


def test_an_engine_that_is_down_is_asked_again_and_the_text_is_there_meanwhile(
    town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    engine.is_down = True
    message_id = arrived(town, desk)
    assert translate_waiting(room(town, engine)) == 0
    with town.reading() as session:
        assert beside(session, [message_id])[message_id].waiting == {"en"}
    assert translate_waiting(room(town, engine)) == 0
    assert len(engine.asked) == 1, "not before its time"
    engine.is_down = False
    assert translate_waiting(room(town, engine, minutes=1)) == 1
    assert english(town, message_id) is not None


def test_nobody_waits_for_ever(town: Database, desk: Desk, engine: ObedientEngine) -> None:
    engine.is_down = True
    message_id = arrived(town, desk)
    assert translate_waiting(room(town, engine, minutes=60 * 49)) == 1
    with town.reading() as session:
        assert beside(session, [message_id])[message_id].problems == {"en": Problem.TOO_LATE}


def test_one_text_that_the_engine_refuses_costs_the_others_nothing(
    town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    engine.refuses = "perro"
    fine, bad = arrived(town, desk), arrived(town, desk, "El perro se comió la tarea otra vez.")
    assert translate_waiting(room(town, engine)) == 2
    assert english(town, fine) is not None
    with town.reading() as session:
        assert beside(session, [bad])[bad].problems == {"en": Problem.REFUSED}


def test_without_an_engine_the_reader_is_told_so(town: Database, desk: Desk) -> None:
    message_id = arrived(town, desk)
    assert translate_waiting(room(town, None)) == 1
    with town.reading() as session:
        assert beside(session, [message_id])[message_id].problems == {"en": Problem.NO_ENGINE}


def test_a_gist_is_told_apart(town: Database, desk: Desk, engine: ObedientEngine) -> None:
    engine.is_gist = True
    message_id = arrived(town, desk)
    translate_waiting(room(town, engine))
    translation = english(town, message_id)
    assert translation is not None
    assert translation.is_gist


def test_a_worker_that_died_with_a_request_leaves_it_to_another(
    town: Database, desk: Desk, engine: ObedientEngine
) -> None:
    message_id = arrived(town, desk)
    with town.writing() as session:  # as a worker leaves it that took it and was killed
        session.execute(update(TranslationRequest).values(due_at=NOON + timedelta(minutes=2), tries=1))
    assert translate_waiting(room(town, engine, minutes=1)) == 0
    assert translate_waiting(room(town, engine, minutes=3)) == 1
    assert english(town, message_id) is not None
