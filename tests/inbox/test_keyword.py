"""What a family's keyword does, and who answers it."""

import pytest

from app.consent.consent_log import ConsentChannel, ConsentEntry, ConsentEvent
from app.consent.opt_out import CarrierBlock, OptOut, OptOutSource, StopReview
from app.consent.queries import standing
from app.gateway.port import CarrierOptOut
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from app.messages.thread import Thread
from app.roster.guardian import Guardian
from app.schools.phone_line import KeywordReplies
from tests.support.cast import AMINA, CARMEN, MAIN, MAYA, NIGHT, NOON, ROSA, SECOND, Stage
from tests.support.cedar import CEDAR_LINE, found_cedar

S = DeliveryStatus
STRANGER = "+12065550199"
PROVIDER, ADVANCED, OURS = KeywordReplies.PROVIDER, KeywordReplies.ADVANCED, KeywordReplies.OURS


def replies(stage: Stage, number: str) -> list[str]:
    return [m.body for m in stage.outgoing(number)]


def is_opted_out(stage: Stage, number: str) -> bool:
    return standing(stage.session, stage.cast.school, number).opt_out is not None


def events(stage: Stage, number: str) -> list[ConsentEvent]:
    return [entry.event for entry in stage.all(ConsentEntry, ConsentEntry.e164 == number)]


# Stop


@pytest.mark.parametrize(
    ("handled_by", "words", "carrier", "we_confirm", "carrier_blocks"),
    [
        (PROVIDER, "STOP", None, False, True),
        (PROVIDER, " stop ", None, False, True),
        (PROVIDER, "Unsubscribe", None, False, True),
        (PROVIDER, "Stop.", None, True, False),  # the provider acts on the bare word only
        (PROVIDER, "opt out", None, True, False),
        (PROVIDER, "ALTO", None, True, False),
        (PROVIDER, "¡Baja!", None, True, False),
        (ADVANCED, "STOP", CarrierOptOut.STOP, False, True),
        (ADVANCED, "ALTO", CarrierOptOut.STOP, False, True),
        (ADVANCED, "arrêt", CarrierOptOut.STOP, False, True),
        (ADVANCED, "no más", None, True, False),
        (OURS, "STOP", None, True, False),
        (OURS, "ALTO", None, True, False),
    ],
)
def test_a_stop_holds_at_once_and_is_confirmed_once_by_whoever_handles_it(
    stage: Stage,
    handled_by: KeywordReplies,
    words: str,
    carrier: CarrierOptOut | None,
    we_confirm: bool,
    carrier_blocks: bool,
) -> None:
    stage.line().keyword_replies = handled_by
    stage.look_again()
    stage.text_in(CARMEN, words, carrier=carrier)
    assert is_opted_out(stage, CARMEN)
    assert (len(replies(stage, CARMEN)) == 1) is we_confirm
    assert bool(stage.all(CarrierBlock)) is carrier_blocks
    assert (ConsentEvent.CONFIRMATION_SENT in events(stage, CARMEN)) is we_confirm
    assert all("INICIAR" in body for body in replies(stage, CARMEN)), "in the family's language"


def test_the_confirmation_leaves_at_any_hour_within_five_minutes(stage: Stage) -> None:
    stage.now = NIGHT
    stage.text_in(CARMEN, "ALTO")
    (confirmation,) = stage.outgoing(CARMEN)
    assert confirmation.kind is MessageKind.OPT_OUT_CONFIRMATION
    assert stage.claim_one().message_id == confirmation.id


def test_no_second_confirmation_ever_follows(stage: Stage) -> None:
    for line in (MAIN, SECOND, MAIN):
        stage.text_in(CARMEN, "ALTO", line=line)
        stage.wait(hours=2)
    assert len(replies(stage, CARMEN)) == 1
    assert events(stage, CARMEN).count(ConsentEvent.OPTED_OUT) == 3, "each request is evidence all the same"


def test_a_family_that_came_back_and_stops_again_is_confirmed_again(stage: Stage) -> None:
    for words in ("ALTO", "INICIAR", "ALTO"):
        stage.text_in(CARMEN, words)
        stage.wait(minutes=10)
    kinds = [m.kind for m in stage.outgoing(CARMEN)]
    assert kinds.count(MessageKind.OPT_OUT_CONFIRMATION) == 2


def test_no_confirmation_is_logged_where_the_carrier_keeps_it_from_leaving(stage: Stage) -> None:
    stage.text_in(CARMEN, "STOP")
    stage.text_in(CARMEN, "INICIAR")
    stage.text_in(CARMEN, "ALTO")  # news to us, but the carrier still blocks this line
    assert ConsentEvent.CONFIRMATION_SENT not in events(stage, CARMEN)
    assert {m.status for m in stage.outgoing(CARMEN)} == {S.SUPPRESSED}


def test_the_evidence_keeps_the_familys_own_words_and_where_they_came(stage: Stage) -> None:
    stage.text_in(CARMEN, "¡Alto, por favor!", line=SECOND)
    entry = stage.all(ConsentEntry)[0]
    assert (entry.event, entry.channel) == (ConsentEvent.OPTED_OUT, ConsentChannel.TEXT)
    assert (entry.wording, entry.language, entry.line_e164) == ("¡Alto, por favor!", "es", SECOND)
    assert entry.recorded_at == NOON


@pytest.mark.parametrize("words", ["STOP\x00", "\x00ALTO", "STOP \ud83d", "stop 🙏"])
def test_a_stop_is_obeyed_even_in_words_that_no_database_holds(stage: Stage, words: str) -> None:
    stage.text_in(CARMEN, words)
    assert is_opted_out(stage, CARMEN)


@pytest.mark.parametrize("language", ["so", "vi", "zh-Hant", "fr"])
@pytest.mark.parametrize("words", ["STOP.", "ALTO", "HELP", "¿A qué hora es?"])
def test_a_family_of_a_language_without_wordings_is_obeyed_and_answered_in_all_that_there_are(
    stage: Stage, language: str, words: str
) -> None:
    for guardian in stage.all(Guardian):
        guardian.language = language
    stage.look_again()
    message = stage.text_in(ROSA, words)
    assert message.status is S.RECEIVED
    (answer,) = stage.outgoing(ROSA)
    assert answer.language is None
    assert " / " in answer.body, "English and Spanish side by side, never English alone"


def test_a_stop_ends_the_wait_in_every_conversation_of_the_number(stage: Stage) -> None:
    stage.text_in(ROSA, "Va a llegar tarde")
    stage.text_in(ROSA, "2")
    stage.text_in(ROSA, "Y otra cosa", line=SECOND)
    versions = {t.id: t.version for t in stage.all(Thread)}
    stage.text_in(ROSA, "ALTO")
    assert {t.waiting_since for t in stage.all(Thread)} == {None}
    assert all(t.version > versions[t.id] for t in stage.all(Thread))


def test_a_keyword_is_a_message_in_the_conversation_too(stage: Stage) -> None:
    stage.conversation(MAYA)
    stage.thread().waiting_since = None
    stage.look_again()
    message = stage.text_in(MAYA, "HELP")
    assert message.thread_id == stage.thread().id
    assert stage.thread().waiting_since is None, "the software has answered it"


@pytest.mark.parametrize(
    "words", ["CANCELAR la cita", "FIN", "¿no más tarea?", "sí", "YES", "stop by the office", "the bus stop"]
)
def test_words_inside_a_message_do_nothing(stage: Stage, words: str) -> None:
    stage.text_in(CARMEN, words)
    assert not is_opted_out(stage, CARMEN)
    assert events(stage, CARMEN) == []


def test_what_an_opted_out_family_writes_still_arrives(stage: Stage) -> None:
    stage.text_in(CARMEN, "ALTO")
    stage.wait(hours=1)
    message = stage.text_in(CARMEN, "Sofía está enferma hoy")
    assert (message.status, message.body) == (S.RECEIVED, "Sofía está enferma hoy")
    assert stage.thread(CARMEN).waiting_since == stage.now
    assert len(replies(stage, CARMEN)) == 1


def test_a_stop_at_one_school_leaves_the_other_alone(stage: Stage) -> None:
    other = found_cedar(stage.session)
    stage.text_in(MAYA, "Stop.", line=CEDAR_LINE)
    assert standing(stage.session, other, MAYA).opt_out is not None
    assert not is_opted_out(stage, MAYA)


# Start


@pytest.mark.parametrize(
    ("handled_by", "words", "carrier", "we_confirm", "block_is_lifted"),
    [
        (PROVIDER, "START", None, False, True),
        (PROVIDER, "unstop", None, False, True),
        (PROVIDER, "INICIAR", None, True, False),
        (PROVIDER, "Start!", None, True, False),
        (ADVANCED, "INICIAR", CarrierOptOut.START, False, True),
        (ADVANCED, "INICIAR", None, True, False),
        (OURS, "START", None, True, False),
    ],
)
def test_a_start_lifts_ours_everywhere_and_the_carriers_block_where_the_carrier_heard_it(
    stage: Stage,
    handled_by: KeywordReplies,
    words: str,
    carrier: CarrierOptOut | None,
    we_confirm: bool,
    block_is_lifted: bool,
) -> None:
    stage.text_in(CARMEN, "STOP")
    stage.line().keyword_replies = handled_by
    stage.look_again()
    stage.text_in(CARMEN, words, carrier=carrier)
    assert not is_opted_out(stage, CARMEN)
    assert (stage.all(CarrierBlock) == []) is block_is_lifted
    assert bool(replies(stage, CARMEN)) is we_confirm
    assert events(stage, CARMEN)[-1] is ConsentEvent.OPTED_IN


def test_a_start_on_another_line_leaves_the_block_of_the_first(stage: Stage) -> None:
    stage.text_in(CARMEN, "STOP", line=MAIN)
    stage.text_in(CARMEN, "START", line=SECOND)
    assert not is_opted_out(stage, CARMEN)
    assert [block.line_id for block in stage.all(CarrierBlock)] == [stage.line(MAIN).id]
    stage.text_in(CARMEN, "START", line=MAIN)
    assert stage.all(CarrierBlock) == []


def test_a_welcome_that_the_carrier_blocks_is_shown_as_not_sent(stage: Stage) -> None:
    stage.text_in(CARMEN, "STOP")
    stage.text_in(CARMEN, "INICIAR")
    (welcome,) = stage.outgoing(CARMEN)
    assert welcome.status is S.SUPPRESSED


def test_a_start_from_somebody_who_never_stopped_is_noted_and_not_answered(stage: Stage) -> None:
    stage.text_in(CARMEN, "INICIAR")
    assert replies(stage, CARMEN) == []
    assert events(stage, CARMEN) == [ConsentEvent.OPTED_IN]


def test_after_a_start_texts_leave_again(stage: Stage) -> None:
    stage.text_in(CARMEN, "ALTO")
    stage.claim()
    stage.wait(minutes=1)
    stage.text_in(CARMEN, "INICIAR")
    assert len(stage.claim()) == 1
    stage.wait(minutes=1)
    stage.enqueue(stage.thread(CARMEN))
    assert len(stage.claim()) == 1


# Help


@pytest.mark.parametrize(
    ("handled_by", "words", "carrier", "we_answer"),
    [
        (PROVIDER, "HELP", None, True),  # the provider's stock answer names no school
        (PROVIDER, "AYUDA", None, True),
        (ADVANCED, "AYUDA", CarrierOptOut.HELP, False),
        (OURS, "info", None, True),
    ],
)
def test_a_call_for_help_names_the_school_and_a_phone_where_a_person_answers(
    stage: Stage, handled_by: KeywordReplies, words: str, carrier: CarrierOptOut | None, we_answer: bool
) -> None:
    stage.line().keyword_replies = handled_by
    stage.look_again()
    stage.text_in(CARMEN, words, carrier=carrier)
    assert (len(replies(stage, CARMEN)) == 1) is we_answer
    assert all(
        stage.cast.school.name in b and stage.cast.school.office_phone in b for b in replies(stage, CARMEN)
    )
    assert events(stage, CARMEN) == [ConsentEvent.ASKED_FOR_HELP]


def test_whoever_asked_not_to_be_texted_gets_no_help_by_text(stage: Stage) -> None:
    stage.text_in(CARMEN, "STOP")
    stage.text_in(CARMEN, "AYUDA")
    assert replies(stage, CARMEN) == []


@pytest.mark.parametrize(
    ("number", "words", "expected"),
    [
        (MAYA, "AYUDA", "Texts between families"),  # the guardian's language, whatever the word's
        (CARMEN, "HELP", "Mensajes entre"),
        (AMINA, "AYUDA", "Mensajes entre"),  # unknown: the word's language is the best guess
        (STRANGER, "HELP", "Texts between families"),
    ],
)
def test_help_speaks_the_guardians_language_and_only_then_that_of_the_word(
    stage: Stage, number: str, words: str, expected: str
) -> None:
    stage.text_in(number, words)
    assert expected in replies(stage, number)[0]


# What only looks like a stop


@pytest.mark.parametrize(
    "words",
    [
        "ya no quiero recibir mensajes",
        "Por favor dejen de escribirme",
        "please stop texting me",
        "STOP PLEASE",
        "wrong number",
    ],
)
def test_a_text_that_looks_like_a_stop_pauses_everything_and_asks_a_person(stage: Stage, words: str) -> None:
    message = stage.text_in(CARMEN, words)
    (review,) = stage.all(StopReview)
    assert (review.e164, review.message_id, review.thread_id) == (CARMEN, message.id, message.thread_id)
    assert not standing(stage.session, stage.cast.school, CARMEN).may_be_texted
    assert not is_opted_out(stage, CARMEN)
    assert stage.thread(CARMEN).waiting_since == NOON
    assert replies(stage, CARMEN) == []
    assert events(stage, CARMEN) == [ConsentEvent.LOOKED_LIKE_STOP]


def test_one_question_is_open_for_a_number_however_often_it_asks(stage: Stage) -> None:
    for words in ("please stop texting me", "STOP PLEASE", "leave me alone"):
        stage.text_in(MAYA, words)
    assert len(stage.all(StopReview)) == 1
    assert events(stage, MAYA) == [ConsentEvent.LOOKED_LIKE_STOP] * 3


def test_help_is_not_sent_while_a_person_decides(stage: Stage) -> None:
    stage.text_in(MAYA, "please stop texting me")
    stage.text_in(MAYA, "HELP")
    assert replies(stage, MAYA) == []


def test_a_real_stop_holds_whatever_is_being_decided(stage: Stage) -> None:
    stage.text_in(MAYA, "please stop texting me")
    stage.text_in(MAYA, "STOP")
    assert is_opted_out(stage, MAYA)
    (known,) = stage.all(OptOut)
    assert known.source is OptOutSource.KEYWORD


def test_a_stranger_who_stops_is_not_told_that_somebody_will_answer(stage: Stage) -> None:
    stage.text_in(STRANGER, "Stop.")
    assert [m.kind for m in stage.outgoing(STRANGER)] == [MessageKind.OPT_OUT_CONFIRMATION]
