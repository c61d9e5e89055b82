"""What a staff member's words become for a family that reads another language."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from app.foundation.errors import Invalid
from app.inbox.translation_check import approve_check, checks_for, count_checks, send_back_check
from app.interpreting.drafting import Typed, propose, propose_reading_back
from app.interpreting.important_words import ImportantTopic, add_word, take_out_word
from app.interpreting.outgoing import Desk, How, NotTranslated, Outgoing, word_for_family
from app.interpreting.queries import beside
from app.interpreting.translation import Maker
from app.interpreting.translation_request import Problem, TranslationRequest
from app.interpreting.trust import Trust
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.sms.phrase_bank import PhraseBank
from app.staff.staff_member import StaffMember
from tests.support.cast import AMINA, CARMEN, DIAZ, LEE, MAYA, NOON, OKAFOR, RUIZ, Stage

S = DeliveryStatus
EVERYDAY = "We read about whales today and she asked wonderful questions."
NOBODY_WORDED_ANYTHING = Trust(PhraseBank([], budget={}, languages=()))
INBOX_OF = {AMINA: "Mr. Diaz"}
IN_SPANISH = "Hoy leímos sobre ballenas y ella hizo preguntas maravillosas."


def word(
    stage: Stage,
    desk: Desk,
    texts: Mapping[str, str],
    *,
    to: str = CARMEN,
    by: str = LEE,
    how: How = How.TRANSLATED,
) -> Outgoing:
    stage.text_in(to, "Hola")
    return word_for_family(
        stage.session,
        stage.cast.school,
        stage.thread(to, INBOX_OF.get(to, "Ms. Lee")),
        texts,
        by=person(stage, by),
        how=how,
        desk=desk,
    )


def person(stage: Stage, email: str) -> StaffMember:
    found = stage.cast.staff[email]
    if email == RUIZ:
        found.other_languages = "en"
    return found


def send(stage: Stage, outgoing: Outgoing, *, to: str = CARMEN, by: str = LEE) -> Message:
    return stage.reply(stage.thread(to), outgoing.body, by=person(stage, by), outgoing=outgoing)


def machine_wrote(stage: Stage, words: str = EVERYDAY, result: str = IN_SPANISH) -> None:
    """The engine has answered for what stands in the composer."""
    thread = stage.conversation(CARMEN)
    typed = Typed(stage.cast.school, thread, words, "en", "es")
    propose(stage.session, typed, trust=NOBODY_WORDED_ANYTHING, now=stage.now)
    request = stage.session.scalars(select(TranslationRequest).order_by(TranslationRequest.id.desc())).first()
    assert request is not None
    request.done_at, request.result, request.engine = stage.now, result, "Obedient"
    stage.session.flush()


def test_a_family_that_reads_the_writers_language_gets_the_words_as_they_are(
    stage: Stage, desk: Desk
) -> None:
    outgoing = word(stage, desk, {"en": EVERYDAY}, to=MAYA)
    assert (outgoing.body, outgoing.language, outgoing.unchecked) == (EVERYDAY, "en", ())
    message = send(stage, outgoing, to=MAYA)
    assert (message.status, message.language) == (S.QUEUED, "en")
    assert beside(stage.session, [message.id]) == {}


def test_nothing_falls_back_to_english_by_itself(stage: Stage, desk: Desk) -> None:
    with pytest.raises(NotTranslated):
        word(stage, desk, {"en": EVERYDAY})


def test_a_reviewed_phrase_needs_no_translating(stage: Stage, desk: Desk) -> None:
    outgoing = word(stage, desk, {"en": "Thank you for telling us. We hope Sofía feels better soon."})
    assert outgoing.body == "Gracias por avisar. Ojalá que Sofía se mejore pronto."
    assert [w.maker for w in outgoing.translations] == [Maker.PHRASE]
    message = send(stage, outgoing)
    assert message.status is S.QUEUED
    found = beside(stage.session, [message.id])[message.id]
    assert found.original is not None
    assert found.original.body == "Thank you for telling us. We hope Sofía feels better soon."


def test_what_the_machine_wrote_and_the_writer_sent_is_labelled_as_the_machines(
    stage: Stage, desk: Desk
) -> None:
    machine_wrote(stage)
    outgoing = word(stage, desk, {"en": EVERYDAY, "es": IN_SPANISH})
    message = send(stage, outgoing)
    assert message.status is S.QUEUED
    translation = beside(stage.session, [message.id])[message.id].translations["es"]
    assert (translation.maker, translation.engine) == (Maker.ENGINE, "Obedient")
    assert (translation.made_by, translation.reviewed_by) == (None, None)


def test_changing_what_the_machine_wrote_makes_no_translator_of_somebody_who_reads_no_spanish(
    stage: Stage, desk: Desk
) -> None:
    machine_wrote(stage)
    (translation,) = word(stage, desk, {"en": EVERYDAY, "es": IN_SPANISH + " Gracias."}).translations
    assert (translation.maker, translation.is_checked) == (Maker.ENGINE, False)
    assert translation.made_by == stage.cast.staff[LEE].id


def test_a_colleague_who_reads_both_is_a_translator(stage: Stage, desk: Desk) -> None:
    machine_wrote(stage)
    stage.cast.staff[LEE].other_languages = "es"
    (kept,) = word(stage, desk, {"en": EVERYDAY, "es": IN_SPANISH}).translations
    assert (kept.maker, kept.is_checked) == (Maker.ENGINE, True)


def test_words_in_both_languages_by_a_bilingual_writer_are_a_persons(stage: Stage, desk: Desk) -> None:
    texts = {"es": IN_SPANISH, "en": EVERYDAY}
    outgoing = word(stage, desk, texts, by=RUIZ, to=MAYA)
    assert (outgoing.body, outgoing.original.language) == (EVERYDAY, "es")
    assert [(w.maker, w.is_checked) for w in outgoing.translations] == [(Maker.PERSON, True)]


def test_spanish_typed_into_the_english_field_is_taken_as_spanish(stage: Stage, desk: Desk) -> None:
    outgoing = word(stage, desk, {"en": "Muchas gracias por su mensaje, nos vemos mañana en la escuela."})
    assert (outgoing.language, outgoing.translations) == ("es", ())


def test_the_same_english_in_both_fields_is_no_translation(stage: Stage, desk: Desk) -> None:
    for writer in (LEE, RUIZ):
        with pytest.raises(NotTranslated):
            word(stage, desk, {"en": EVERYDAY, "es": EVERYDAY}, by=writer)
    with pytest.raises(NotTranslated):
        word(stage, desk, {"es": EVERYDAY}, by=RUIZ)
    for both in ("OK, 8:30", "Ana Morales, Oliver Brooks, Grace Carter: 3:15"):
        assert word(stage, desk, {"en": both, "es": both}).body == both


def test_a_family_whose_language_nobody_knows_gets_both_in_one_text(stage: Stage, desk: Desk) -> None:
    outgoing = word(stage, desk, {"en": EVERYDAY, "es": IN_SPANISH}, to=AMINA, by=DIAZ)
    assert outgoing.body == f"{EVERYDAY}\n{IN_SPANISH}"
    assert outgoing.language is None
    with pytest.raises(NotTranslated):
        word(stage, desk, {"en": EVERYDAY}, to=AMINA, by=DIAZ)


def test_to_send_it_untranslated_is_a_choice_and_the_family_is_told_in_its_language(
    stage: Stage, desk: Desk
) -> None:
    outgoing = word(stage, desk, {"en": EVERYDAY}, how=How.UNTRANSLATED)
    assert outgoing.body.startswith("Este mensaje está en inglés")
    assert outgoing.body.endswith(EVERYDAY)
    message = send(stage, outgoing)
    assert (message.is_untranslated, message.language) == (True, "en")


def test_a_family_whose_language_puente_does_not_word_is_told_in_every_language_it_does(
    stage: Stage, desk: Desk
) -> None:
    stage.cast.phones[AMINA].language = "so"
    outgoing = word(stage, desk, {"en": EVERYDAY}, to=AMINA, by=DIAZ, how=How.UNTRANSLATED)
    assert outgoing.body.startswith("This text is in English")
    assert "Este mensaje" in outgoing.body
    assert outgoing.body.endswith(EVERYDAY)


@pytest.mark.parametrize("texts", [{}, {"en": "  "}, {"en": "", "es": "\n"}])
def test_no_words_are_refused(stage: Stage, desk: Desk, texts: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        word(stage, desk, texts)


# Important texts


SUSPENDED = "She is suspended for two days after the fight on Tuesday."
SUSPENDIDA = "Está suspendida dos días después de la pelea del martes."


def test_an_important_text_never_leaves_on_an_engine_alone(stage: Stage, desk: Desk) -> None:
    machine_wrote(stage, SUSPENDED, SUSPENDIDA)
    outgoing = word(stage, desk, {"en": SUSPENDED, "es": SUSPENDIDA})
    assert (outgoing.unchecked, outgoing.topic) == (("es",), ImportantTopic.DISCIPLINE)
    message = send(stage, outgoing)
    assert message.status is S.DRAFT
    assert stage.claim() == []
    review = beside(stage.session, [message.id])[message.id].reviews["es"]
    assert review.promised_at > stage.now
    assert stage.thread(CARMEN).waiting_since is not None, "the family waits on"


def test_a_person_who_reads_both_may_send_it(stage: Stage, desk: Desk) -> None:
    outgoing = word(stage, desk, {"en": SUSPENDED, "es": SUSPENDIDA}, by=RUIZ)
    assert outgoing.unchecked == ()


def test_somebody_who_reads_one_language_only_cannot_vouch_for_their_own_spanish(
    stage: Stage, desk: Desk
) -> None:
    assert word(stage, desk, {"en": SUSPENDED, "es": SUSPENDIDA}).unchecked == ("es",)


def test_a_word_in_either_language_makes_a_text_important(stage: Stage, desk: Desk) -> None:
    machine_wrote(stage, "She will stay at home on Monday.", "Queda suspendida el lunes.")
    texts = {"en": "She will stay at home on Monday.", "es": "Queda suspendida el lunes."}
    assert word(stage, desk, texts).topic is ImportantTopic.DISCIPLINE


def test_a_school_decides_which_words_are_important(stage: Stage, desk: Desk) -> None:
    school, okafor = stage.cast.school, stage.cast.staff[OKAFOR]
    machine_wrote(stage)
    texts = {"en": EVERYDAY, "es": IN_SPANISH}
    add_word(stage.session, school, "Whales", ImportantTopic.SAFETY, by=okafor, now=NOON)
    assert word(stage, desk, texts).topic is ImportantTopic.SAFETY
    take_out_word(stage.session, school, "whales", by=okafor, now=NOON)
    assert word(stage, desk, texts).unchecked == ()


@pytest.mark.parametrize("field", ["es", "en"])
@pytest.mark.parametrize("how", How)
def test_an_important_text_never_leaves_in_words_that_its_writer_cannot_read_and_nobody_can_check(
    stage: Stage, desk: Desk, field: str, how: How
) -> None:
    machine_wrote(stage, SUSPENDED, SUSPENDIDA)
    with pytest.raises(Invalid, match="write in"):
        word(stage, desk, {field: SUSPENDIDA}, how=how)


def test_what_somebody_wants_checked_must_say_what_it_should_say(stage: Stage, desk: Desk) -> None:
    with pytest.raises(Invalid, match="write in"):
        word(stage, desk, {"es": IN_SPANISH}, how=How.CHECKED)
    assert word(stage, desk, {"es": IN_SPANISH}, by=RUIZ, how=How.CHECKED).unchecked == ()


def test_a_text_in_the_familys_own_language_is_never_held_for_a_check(stage: Stage, desk: Desk) -> None:
    assert word(stage, desk, {"en": SUSPENDED}, to=MAYA).unchecked == ()


# The colleague who checks


def laid_aside(stage: Stage, desk: Desk) -> Message:
    machine_wrote(stage, SUSPENDED, SUSPENDIDA)
    return send(stage, word(stage, desk, {"en": SUSPENDED, "es": SUSPENDIDA}))


def test_what_is_approved_leaves_and_says_who_checked_it(stage: Stage, desk: Desk) -> None:
    message, ruiz = laid_aside(stage, desk), person(stage, RUIZ)
    (check,) = checks_for(stage.session, stage.cast.school, ruiz)
    assert (check.review.source, check.review.proposal) == (SUSPENDED, SUSPENDIDA)
    stage.wait(hours=1)
    approve_check(stage.session, stage.cast.school, check.review.id, SUSPENDIDA, by=ruiz, now=stage.now)
    stage.look_again()
    assert (message.status, message.body) == (S.QUEUED, SUSPENDIDA)
    assert [taken.message_id for taken in stage.claim()] == [message.id]
    translation = beside(stage.session, [message.id])[message.id].translations["es"]
    assert (translation.maker, translation.reviewed_by) == (Maker.ENGINE, ruiz.id)
    assert stage.thread(CARMEN).waiting_since is None


def test_what_is_corrected_leaves_in_the_colleagues_words_and_is_remembered(stage: Stage, desk: Desk) -> None:
    message, ruiz = laid_aside(stage, desk), person(stage, RUIZ)
    (check,) = checks_for(stage.session, stage.cast.school, ruiz)
    better = "Tiene dos días de suspensión por la pelea del martes."
    approve_check(stage.session, stage.cast.school, check.review.id, better, by=ruiz, now=stage.now)
    stage.look_again()
    assert message.body == better
    translation = beside(stage.session, [message.id])[message.id].translations["es"]
    assert (translation.maker, translation.made_by) == (Maker.PERSON, ruiz.id)
    again = word(stage, desk, {"en": SUSPENDED})
    assert (again.body, again.unchecked) == (better, ())
    assert [w.maker for w in again.translations] == [Maker.MEMORY]


def test_what_is_sent_back_never_leaves_and_its_writer_finds_the_words_again(
    stage: Stage, desk: Desk
) -> None:
    message, ruiz = laid_aside(stage, desk), person(stage, RUIZ)
    (check,) = checks_for(stage.session, stage.cast.school, ruiz)
    send_back_check(stage.session, stage.cast.school, check.review.id, "Which fight?", by=ruiz, now=stage.now)
    stage.look_again()
    assert message.status is S.CANCELLED
    assert message.attention_at is not None
    assert stage.claim() == []


def test_nobody_checks_their_own_text_and_nobody_who_reads_one_language_checks_any(
    stage: Stage, desk: Desk
) -> None:
    laid_aside(stage, desk)
    lee = person(stage, LEE)
    assert checks_for(stage.session, stage.cast.school, lee) == []
    lee.other_languages = "es"
    assert checks_for(stage.session, stage.cast.school, lee) == [], "her own"
    assert count_checks(stage.session, stage.cast.school, person(stage, OKAFOR)) == 0
    assert count_checks(stage.session, stage.cast.school, person(stage, RUIZ)) == 1


def test_a_family_that_stops_meanwhile_gets_nothing(stage: Stage, desk: Desk) -> None:
    message = laid_aside(stage, desk)
    stage.text_in(CARMEN, "ALTO")
    assert message.status is S.SUPPRESSED
    assert checks_for(stage.session, stage.cast.school, person(stage, RUIZ)) == []


def test_a_text_may_be_put_to_a_colleague_without_any_translation(stage: Stage, desk: Desk) -> None:
    message = send(stage, word(stage, desk, {"en": EVERYDAY}, how=How.CHECKED))
    assert message.status is S.DRAFT
    ruiz = person(stage, RUIZ)
    (check,) = checks_for(stage.session, stage.cast.school, ruiz)
    assert check.review.proposal == ""
    approve_check(stage.session, stage.cast.school, check.review.id, IN_SPANISH, by=ruiz, now=stage.now)
    stage.look_again()
    assert (message.status, message.body, message.language) == (S.QUEUED, IN_SPANISH, "es")


# Proposals for the composer


def test_asking_twice_about_the_same_words_asks_the_engine_once(stage: Stage, desk: Desk) -> None:
    thread = stage.conversation(CARMEN)
    for words in (EVERYDAY, f" {EVERYDAY} "):
        typed = Typed(stage.cast.school, thread, words, "en", "es")
        proposal = propose(stage.session, typed, trust=desk.trust, now=stage.now)
        assert proposal.is_waiting
    assert len(stage.session.scalars(select(TranslationRequest)).all()) == 1


def test_a_proposal_tells_why_there_is_none(stage: Stage) -> None:
    thread = stage.conversation(CARMEN)
    for _ in range(2):
        typed = Typed(stage.cast.school, thread, IN_SPANISH, "es", "en")
        proposal = propose_reading_back(stage.session, typed, now=stage.now)
        for request in stage.session.scalars(select(TranslationRequest)):
            request.done_at, request.problem = stage.now, Problem.REFUSED
        stage.session.flush()
    assert (proposal.body, proposal.problem) == (None, Problem.REFUSED)
