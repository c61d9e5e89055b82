import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import TranslationRequest
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message
from app.roster.guardian import Guardian
from app.roster.phone_number import PhoneNumber
from app.roster.student import Relation
from tests.dashboard.conftest import Site, Visitor, words_of
from tests.dashboard.engine import ANA_READ, ANA_READ_ES, Worker
from tests.translation.pretend_engine import PretendEngine, mangled

JSON = {"Accept": "application/json"}
BACK_TODAY = "It is so good to have Ana back today!"
BACK_TODAY_ES = "¡Qué alegría tener hoy a Ana de regreso!"


@pytest.fixture
def page(site: Site) -> str:
    return f"/inbox?queue=all&thread={site.thread('Ana')}"


@pytest.fixture
def ask(lee: Visitor, ana: str) -> Callable[..., dict[str, str]]:
    """What a script gets when it asks for the words in Spanish."""

    def _ask(text: str, path: str = "proposal", **form: str) -> dict[str, str]:
        given = {"text_en": text, "language": "es"} | form
        answer: dict[str, str] = lee.post(f"{ana}/{path}", given, headers=JSON).json()
        return answer

    return _ask


def newest(site: Site, name: str = "Ana") -> Message:
    with site.database.reading() as session:
        return session.scalars(
            select(Message).where(Message.thread_id == site.thread(name)).order_by(Message.id.desc()).limit(1)
        ).one()


def fields_of(html: str) -> dict[str, str]:
    """What the composer's fields hold, by language."""
    found = re.findall(r'<textarea [^>]*name="text_(\w+)"[^>]*>([^<]*)</textarea>', html)
    return {language: words.replace("&#39;", "'") for language, words in found}


def test_a_family_that_reads_another_language_has_a_field_for_it_and_a_sentence_on_why(
    lee: Visitor, page: str
) -> None:
    html = lee.get(page).text
    assert fields_of(html) == {"en": "", "es": ""}
    words = words_of(html)
    assert "Texts to María González are in Spanish: confirmed by the family." in words
    assert "English · Text to María González you write here" in words
    assert "Spanish goes to the family" in words


def test_a_family_that_reads_the_writers_language_has_one_field(site: Site, lee: Visitor) -> None:
    html = lee.get(f"/inbox?queue=all&thread={site.thread('Noah')}").text
    assert list(fields_of(html)) == ["en"]
    assert "What does it say in" not in html


def test_a_language_that_only_the_roster_knows_is_said_to_be_unconfirmed(
    site: Site, lee: Visitor, page: str
) -> None:
    with site.database.writing() as session:
        for guardian in session.scalars(select(Guardian)):
            guardian.language_confirmed_at = None
    assert "so says the roster, the family has not confirmed it yet." in lee.read(page)


def test_an_unknown_language_asks_for_all_and_they_leave_in_one_text(site: Site) -> None:
    ruiz = site.as_staff("Sra. Ruiz")
    stranger = site.thread("stranger")
    html = ruiz.get(f"/inbox?queue=all&thread={stranger}").text
    assert list(fields_of(html)) == ["es", "en"]
    assert 'id="count-joint"' in html
    sent = ruiz.post(
        f"/threads/{stranger}/reply", text_es="¿Quién es usted?", text_en="Who are you?", seen=99999
    )
    assert sent.status_code == 303
    message = newest(site, "stranger")
    assert (message.body, message.language) == ("Who are you?\n¿Quién es usted?", None)


def test_two_adults_of_one_phone_who_differ_are_both_written_to(site: Site, lee: Visitor, page: str) -> None:
    with site.database.writing() as session:
        number = session.scalars(select(PhoneNumber).where(PhoneNumber.e164 == "+12065550111")).one()
        yard = site.yard
        yard.session = session
        yard.guardian("Luis González", Relation.FATHER, "Ana", number=number, language="en")
    assert "share this phone and read different languages" in lee.read(page)


def test_what_a_teacher_writes_is_translated_and_leaves_in_spanish(
    site: Site, lee: Visitor, ana: str, ask: Callable[..., dict[str, str]], worker: Worker
) -> None:
    assert ask(ANA_READ)["state"] == "waiting"
    assert ask(ANA_READ)["state"] == "waiting"
    assert worker.work() == 1
    assert ask(ANA_READ) == {
        "state": "ready",
        "body": ANA_READ_ES,
        "label": "Machine translation (LibreTranslate): please check it before it leaves",
    }
    sent = lee.post(f"{ana}/reply", text_en=ANA_READ, text_es=ANA_READ_ES, seen=99999)
    assert sent.status_code == 303
    message = newest(site)
    assert (message.body, message.language, message.status) == (ANA_READ_ES, "es", DeliveryStatus.QUEUED)
    with site.database.reading() as session:
        beside = session.scalars(select(Translation).where(Translation.message_id == message.id)).all()
    assert {t.maker: t.body for t in beside} == {Maker.AUTHOR: ANA_READ, Maker.ENGINE: ANA_READ_ES}


def test_words_that_nobody_has_translated_do_not_leave_and_are_not_lost(
    site: Site, lee: Visitor, ana: str, page: str
) -> None:
    refused = lee.post(f"{ana}/reply", text_en=ANA_READ, text_es="", seen=99999)
    assert refused.status_code == 400
    words = words_of(refused.text)
    assert "This family reads Spanish, and there is no text in Spanish yet." in words
    assert '<details class="ways" id="ways" open>' in refused.text
    assert "Ask a colleague to check it and send" in words
    assert "Send in English, with a line that says so" in words
    assert fields_of(refused.text) == {"en": ANA_READ, "es": ""}
    assert newest(site).direction is Direction.IN
    assert fields_of(lee.get(page).text) == {"en": ANA_READ, "es": ""}


def test_reviewed_words_need_neither_an_engine_nor_a_second_field(site: Site, lee: Visitor, ana: str) -> None:
    assert lee.post(f"{ana}/reply", text_en=BACK_TODAY, text_es="", seen=99999).status_code == 303
    assert newest(site).body == BACK_TODAY_ES


def test_a_writer_may_knowingly_send_in_their_own_language(site: Site, lee: Visitor, ana: str) -> None:
    lee.post(f"{ana}/reply", text_en=ANA_READ, how="untranslated", seen=99999)
    message = newest(site)
    assert message.is_untranslated
    assert message.body.startswith("Este mensaje está en inglés")
    assert message.body.endswith(ANA_READ)


def test_a_writer_may_ask_a_colleague_to_look_first(site: Site, lee: Visitor, ana: str) -> None:
    lee.post(f"{ana}/reply", text_en=ANA_READ, text_es=ANA_READ_ES, how="checked", seen=99999)
    assert (newest(site).status, newest(site).body) == (DeliveryStatus.DRAFT, ANA_READ_ES)


def test_a_translation_of_words_that_have_changed_since_never_leaves(
    site: Site, lee: Visitor, ana: str
) -> None:
    put = {"text_es": ANA_READ_ES, "put_es": ANA_READ_ES, "for_es": ANA_READ}
    refused = lee.post(f"{ana}/reply", put, text_en="Ana read two books today!", seen=99999)
    assert refused.status_code == 400
    assert fields_of(refused.text) == {"en": "Ana read two books today!", "es": ""}
    assert newest(site).direction is Direction.IN
    corrected = put | {"text_es": "¡Ana leyó hoy dos libros!"}
    assert (
        lee.post(f"{ana}/reply", corrected, text_en="Ana read two books today!", seen=99999).status_code
        == 303
    )


def test_without_a_script_the_words_are_there_when_the_page_is_shown_again(
    lee: Visitor, ana: str, page: str, worker: Worker
) -> None:
    asked = lee.post(f"{ana}/proposal", text_en=ANA_READ, text_es="", language="es", queue="all")
    assert (asked.status_code, asked.headers["location"]) == (303, page)
    assert "Being translated. Reload the page to see the words." in lee.read(page)
    worker.work()
    html = lee.get(page).text
    assert fields_of(html) == {"en": ANA_READ, "es": ANA_READ_ES}
    assert "Machine translation (LibreTranslate): please check it before it leaves" in words_of(html)
    assert "30 characters · 1 segment · full alphabet (Unicode) · about $0.01, an estimate" in words_of(html)


def test_without_a_script_words_of_ones_own_are_replaced_only_on_request(
    lee: Visitor, ana: str, page: str, worker: Worker
) -> None:
    own = "Ana leyó mucho."
    lee.post(f"{ana}/proposal", text_en=ANA_READ, text_es=own, language="es")
    worker.work()
    html = lee.get(page).text
    assert fields_of(html)["es"] == own
    assert "Written by you" in words_of(html)
    lee.post(f"{ana}/proposal", text_en=ANA_READ, text_es=own, language="es")
    assert fields_of(lee.get(page).text)["es"] == ANA_READ_ES


def test_a_translation_is_read_back_in_the_writers_language(
    lee: Visitor, ana: str, page: str, ask: Callable[..., dict[str, str]], worker: Worker
) -> None:
    assert ask("", "read-back", text_es=ANA_READ_ES)["state"] == "waiting"
    worker.work()
    said = ask("", "read-back", text_es=ANA_READ_ES)
    assert (said["label"], said["body"]) == ("What it says, by machine (LibreTranslate):", ANA_READ)
    lee.post(f"{ana}/read-back", text_en="Hm.", text_es=ANA_READ_ES, language="es")
    assert f"What it says, by machine (LibreTranslate): {ANA_READ}" in lee.read(page)


def test_reviewed_words_are_proposed_at_once_and_say_who_made_them(
    site: Site, ask: Callable[..., dict[str, str]]
) -> None:
    said = ask(BACK_TODAY)
    assert (said["body"], said["label"]) == (BACK_TODAY_ES, "From the phrase bank, reviewed")
    with site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TranslationRequest)) == 0


def test_words_that_are_in_the_familys_language_already_are_not_translated(
    ask: Callable[..., dict[str, str]],
) -> None:
    said = ask("Mañana no hay clases, nos vemos el lunes.")
    assert said == {
        "state": "as_is",
        "body": "",
        "label": "This is in Spanish already, so there is nothing to translate.",
    }


def test_a_broken_lock_and_a_missing_engine_are_told_in_words(
    site: Site, ask: Callable[..., dict[str, str]], pretend: PretendEngine
) -> None:
    pretend.answer = mangled
    ask("Ana needs $8 for the trip on December 3.")
    Worker(site, pretend).work()
    assert ask("Ana needs $8 for the trip on December 3.")["label"] == (
        "A name or a number did not come through the machine translation whole, so it is not used."
    )
    ask("We had a wonderful day outside.")
    Worker(site, None).work()
    said = ask("We had a wonderful day outside.")
    assert (said["state"], said["label"]) == ("problem", "There is no translation engine here.")


@pytest.mark.parametrize("path", ["proposal", "read-back"])
@pytest.mark.parametrize("form", [{"language": "en"}, {"language": "xx"}, {"text_en": " ", "text_es": " "}])
def test_what_cannot_be_meant_is_refused_in_words(
    lee: Visitor, ana: str, path: str, form: dict[str, str]
) -> None:
    given = {"text_en": "Hello.", "text_es": "Hola.", "language": "es"} | form
    refused = lee.post(f"{ana}/{path}", given, headers=JSON)
    assert (refused.status_code, refused.json()["state"]) == (422, "problem")
    assert 'id="complaint"' in lee.post(f"{ana}/{path}", given).text


@pytest.mark.parametrize("path", ["proposal", "read-back"])
def test_a_conversation_out_of_sight_is_not_found(site: Site, path: str) -> None:
    form = {"text_en": "Hello.", "text_es": "Hola.", "language": "es"}
    for name in ("Mr. Diaz", "Mx. Kim"):
        assert site.as_staff(name).post(f"/threads/{site.thread('Ana')}/{path}", form).status_code == 404


def test_a_draft_is_kept_in_both_languages(lee: Visitor, ana: str, page: str, site: Site) -> None:
    assert lee.post(f"{ana}/draft", text_en="Dear María,", text_es="Estimada María,").status_code == 204
    elsewhere = site.as_staff("Ms. Lee").get(page)
    assert fields_of(elsewhere.text) == {"en": "Dear María,", "es": "Estimada María,"}


def test_the_page_tells_size_and_price_and_what_changes_before_a_text_leaves(
    lee: Visitor, ana: str, page: str
) -> None:
    lee.post(f"{ana}/draft", text_en="", text_es="La reunión es el 9/3 — “aquí”, a las 5:30. " * 2)
    words = words_of(lee.get(page).text)
    assert "85 characters · 2 segments · full alphabet (Unicode) · about $0.02, an estimate" in words
    assert "Because of “ó” “í” this text costs 2 segments instead of 1." in words
    assert 'Before it leaves: — becomes -, “ becomes ", ” becomes "' in words.replace("&#34;", '"')
    assert "9/3 can be read two ways: write the month's name." in words


def test_days_and_times_are_written_by_rule_in_every_language(lee: Visitor) -> None:
    assert lee.get("/words/date?on=2026-12-03").json() == {
        "en": "Thursday, December 3",
        "es": "jueves, 3 de diciembre",
    }
    assert lee.get("/words/date?on=2027-12-03").json()["en"] == "Friday, December 3, 2027"
    assert lee.get("/words/time?at=17:30").json() == {"en": "5:30 PM", "es": "5:30 p.m."}


@pytest.mark.parametrize(
    "path", ["/words/date?on=9/3", "/words/date", "/words/time?at=late", "/words/time?at=25:00"]
)
def test_no_day_and_no_time_are_refused(lee: Visitor, path: str) -> None:
    assert lee.get(path).status_code == 422
