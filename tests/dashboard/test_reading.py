"""Every reader reads their own language, sees who made the words, and can open what was written."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.interpreting.translation import Maker
from app.interpreting.translation_request import Problem
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from tests.dashboard.conftest import Site, words_of
from tests.dashboard.test_inbox_pages import live_path
from tests.dashboard.two_languages import (
    FEVER,
    FEVER_IN_ENGLISH,
    FIGHT,
    FIGHT_IN_SPANISH,
    asked_of_engine,
    at_work,
    held_for_check,
    reads_too,
    sent,
    thread_in,
    translated,
    waits_for_check,
    written,
)


def page_of(site: Site, name: str = "Ana") -> str:
    return f"/inbox?queue=all&thread={site.thread(name)}"


def bubble(site: Site, message_id: int, reader: str = "Ms. Lee", name: str = "Ana") -> str:
    """The markup of one text as this person is shown it."""
    visitor = site.as_staff(reader)
    html = visitor.get(page_of(site, name)).text
    found = re.search(rf'(?s)<li id="m{message_id}".*?</li>', html)
    assert found is not None
    return found.group()


def test_a_family_text_begins_in_the_language_of_its_reader_with_the_original_beneath(site: Site) -> None:
    text = written(site)
    translated(site, text)
    html = bubble(site, text)
    assert html.index(FEVER_IN_ENGLISH) < html.index(FEVER)
    assert f'<p class="body" lang="en" dir="auto">{FEVER_IN_ENGLISH}</p>' in html
    original = html[html.index("<details") : html.index("</details>")]
    assert f'<p class="body" lang="es" dir="auto">{FEVER}</p>' in original
    assert "Translated by LibreTranslate (machine), 12:02 PM · Original in Spanish" in words_of(original)


def test_whoever_reads_the_language_of_the_family_sees_what_it_wrote(site: Site) -> None:
    text = written(site, "stranger")
    translated(site, text)
    html = bubble(site, text, "Sra. Ruiz", "stranger")
    assert FEVER in html
    assert FEVER_IN_ENGLISH not in html


def test_one_who_reads_both_sees_the_original_and_what_colleagues_are_shown(site: Site) -> None:
    reads_too(site, "Ms. Lee", "es")
    text = written(site)
    translated(site, text)
    html = bubble(site, text)
    assert html.index(FEVER) < html.index(FEVER_IN_ENGLISH)
    assert "For colleagues, in English · Translated by LibreTranslate (machine)" in words_of(html)


def test_a_gist_stands_open_under_the_original_and_says_that_it_may_be_wrong(site: Site) -> None:
    text = written(site)
    translated(site, text, engine="Apertium", is_gist=True)
    html = bubble(site, text)
    assert html.index(FEVER) < html.index(FEVER_IN_ENGLISH)
    assert "Gist by Apertium: may be wrong" in words_of(html)
    assert FEVER_IN_ENGLISH not in "".join(re.findall(r"(?s)<details class=.original.*?</details>", html))


@pytest.mark.parametrize(
    ("how", "label"),
    [
        ({"maker": Maker.PHRASE}, "From the phrase bank · Original"),
        ({"maker": Maker.MEMORY}, "In words that a colleague approved before · Original"),
        (
            {"maker": Maker.PERSON, "by": "Sra. Ruiz", "checked_by": "Sra. Ruiz"},
            "Written by Sra. Ruiz · Original",
        ),
        (
            {"maker": Maker.PERSON, "by": "Mr. Diaz", "checked_by": "Sra. Ruiz"},
            "Written by Mr. Diaz, checked by Sra. Ruiz · Original",
        ),
        ({"checked_by": "Sra. Ruiz"}, "(machine), 12:02 PM, checked by Sra. Ruiz · Original"),
        ({"by": "Ms. Lee"}, "Translated by LibreTranslate (machine), changed by Ms. Lee · Original"),
    ],
)
def test_the_label_says_who_made_the_words(site: Site, how: dict[str, str], label: str) -> None:
    text = written(site)
    translated(site, text, **how)  # type: ignore[arg-type]
    assert label in words_of(bubble(site, text))


def test_a_text_that_waits_for_the_engine_is_shown_at_once_and_says_so(site: Site) -> None:
    text = written(site)
    asked_of_engine(site, text)
    html = bubble(site, text)
    assert f'lang="es" dir="auto">{FEVER}<' in html
    assert "Not translated yet" in html
    assert "Ask a colleague to translate" not in html
    site.clock.forward(timedelta(minutes=3))
    assert "Ask a colleague to translate" in bubble(site, text)


def test_a_text_that_no_worker_has_looked_at_yet_is_not_translated_yet_either(site: Site) -> None:
    text = written(site, language=None)
    with at_work(site) as (session, _):
        session.get_one(Message, text).translate_at = site.clock()
    assert "Not translated yet" in bubble(site, text)


@pytest.mark.parametrize("problem", Problem)
def test_why_there_is_no_translation_is_said_and_a_colleague_is_offered(site: Site, problem: Problem) -> None:
    text = written(site)
    asked_of_engine(site, text, problem=problem)
    words = words_of(bubble(site, text))
    assert "Not translated: " in words
    assert "Ask a colleague to translate" in words


def test_a_staff_text_begins_with_what_its_writer_wrote_and_shows_what_left(site: Site) -> None:
    text = sent(site)
    translated(site, text, FIGHT_IN_SPANISH, language="es", checked_by="Sra. Ruiz")
    html = bubble(site, text)
    assert html.index(FIGHT) < html.index(FIGHT_IN_SPANISH)
    label = "Sent in Spanish · Translated by LibreTranslate (machine), 12:02 PM, checked by Sra. Ruiz"
    assert label in words_of(html)


def test_a_colleague_whose_screens_are_spanish_begins_with_what_the_family_reads(site: Site) -> None:
    text = sent(site, name="stranger", by="Sra. Ruiz")
    translated(site, text, FIGHT_IN_SPANISH, language="es", maker=Maker.PHRASE)
    html = bubble(site, text, "Sra. Ruiz", "stranger")
    assert html.index(FIGHT_IN_SPANISH) < html.index(FIGHT)
    assert f'lang="en" dir="auto">{FIGHT}<' in html


def test_a_text_in_every_language_shows_each_reader_their_part_and_the_whole(site: Site) -> None:
    text = sent(site, f"{FIGHT}\n{FIGHT_IN_SPANISH}")
    translated(site, text, FIGHT_IN_SPANISH, language="es", maker=Maker.PHRASE)
    with at_work(site) as (session, _):
        session.get_one(Message, text).language = None
    html = bubble(site, text)
    assert f'<p class="body" lang="en" dir="auto">{FIGHT}</p>' in html
    assert "Sent in English and Spanish · From the phrase bank" in html
    assert f"{FIGHT}\n{FIGHT_IN_SPANISH}</p>" in html


def test_a_text_that_was_not_translated_says_who_chose_so(site: Site) -> None:
    with at_work(site) as (session, yard):
        message = yard.to_family(
            thread_in(session, site, "Ana"), "En inglés: Call me.", timedelta(0), by="Ms. Lee"
        )
        message.language, message.is_untranslated = "en", True
        text = message.id
    assert "Sent in English, because Ms. Lee chose so" in words_of(bubble(site, text))


def test_a_text_that_waits_for_a_check_says_for_whom_until_when_and_why(site: Site) -> None:
    text, _ = held_for_check(site)
    words = words_of(bubble(site, text))
    assert "Waits for a colleague to check the Spanish, promised by 3:02 PM (about discipline)" in words
    assert "In Spanish · Translated by" in words
    assert "Wrong?" not in words
    site.clock.forward(timedelta(hours=4))
    late = words_of(bubble(site, text))
    assert "Still waits for a colleague to check the Spanish: it was promised by 3:02 PM (about" in late


def test_a_text_that_nobody_has_translated_waits_for_a_translator(site: Site) -> None:
    text = sent(site, FIGHT, status=DeliveryStatus.DRAFT)
    waits_for_check(site, text, proposal="", topic=None)
    words = words_of(bubble(site, text))
    assert "Waits for a colleague to put it into Spanish, promised by 3:02 PM" in words
    assert words.count(FIGHT) == 1


def test_a_correction_that_came_too_late_stands_beside_what_the_family_got(site: Site) -> None:
    text = sent(site, "Ana comió una pelea.")
    translated(site, text, FIGHT_IN_SPANISH, language="es", maker=Maker.PERSON, by="Sra. Ruiz")
    html = bubble(site, text)
    words = words_of(html)
    assert (
        f"Sent in Spanish Ana comió una pelea. Corrected by Sra. Ruiz, after it had left: {FIGHT_IN_SPANISH}"
        in words
    )


def test_the_list_shows_last_words_in_the_language_of_its_reader(site: Site) -> None:
    text = written(site)
    translated(site, text)
    html = site.as_staff("Ms. Lee").get("/inbox").text
    line = html[html.index(f'id="t{site.thread("Ana")}"') :].split("</li>")[0]
    assert f"Translated: {FEVER_IN_ENGLISH}" in words_of(line)
    assert 'class="last" lang="en"' in line
    assert FEVER not in line


def test_a_search_shows_the_words_that_were_found_as_they_were_written(site: Site) -> None:
    text = written(site)
    translated(site, text)
    assert FEVER in site.as_staff("Ms. Lee").read("/inbox?q=fiebre alta")


def test_notes_are_never_put_into_another_language(site: Site) -> None:
    visitor = site.as_staff("Ms. Lee")
    visitor.post(f"/threads/{site.thread('Ana')}/notes", note="Llamar mañana.")
    html = visitor.get(page_of(site)).text
    note = re.search(r'(?s)<article class="note-card">.*?Llamar mañana.*?</article>', html)
    assert note is not None
    assert "Wrong?" not in note.group()
    assert "translate" not in note.group()


def test_an_open_page_learns_of_a_translation(site: Site) -> None:
    text = written(site)
    visitor = site.as_staff("Ms. Lee")
    path = live_path(visitor, page_of(site))
    assert visitor.get(path).status_code == 204
    translated(site, text)
    with at_work(site) as (session, _):
        thread_in(session, site, "Ana").touch(site.clock())
    assert FEVER_IN_ENGLISH in visitor.get(path).text


def test_a_page_asks_no_more_however_much_of_it_is_translated(site: Site) -> None:
    visitor, asked = site.as_staff("Ms. Lee"), [0]
    reader = site.database._reader  # noqa: SLF001 - pages read through it, and nothing else shows what they ask

    def count(*_call: object) -> None:
        asked[0] += 1

    event.listen(reader, "before_cursor_execute", count)
    visitor.get(page_of(site))
    before, asked[0] = asked[0], 0
    for number in range(20):
        translated(site, written(site, body=f"{FEVER} {number}"), checked_by="Sra. Ruiz")
    visitor.get(page_of(site))
    assert asked[0] == before
