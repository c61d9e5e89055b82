"""The school's languages: what families read, what it costs, which words are important, and who reads what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.inbox.inbox import ThreadEvent
from app.interpreting.important_words import ImportantTopic, words_of
from app.interpreting.translation import Maker
from app.interpreting.translation_review import ReviewDecision
from app.messages.delivery_status import DeliveryStatus
from app.messages.thread import Thread
from app.roster.guardian import Guardian
from app.roster.phone_number import PhoneNumber
from app.roster.student import Relation
from app.schools.school import School
from app.staff.staff_member import StaffMember
from tests.dashboard.conftest import Site
from tests.dashboard.two_languages import (
    FEVER_IN_ENGLISH,
    FIGHT_IN_SPANISH,
    asked_of_engine,
    at_work,
    reads_too,
    reviews,
    sent,
    thread_in,
    translated,
    written,
)


def phone_of(site: Site, name: str) -> PhoneNumber:
    with site.database.reading() as session:
        return session.get_one(PhoneNumber, site.yard.threads[name].phone_number_id)


def card(site: Site, name: str = "Ana") -> str:
    """The words of a family card."""
    words = site.as_staff("Ms. Lee").read(f"/inbox?queue=all&thread={site.thread(name)}")
    return words[words.rindex("What this phone is texted in") :]


@pytest.mark.parametrize("name", ["Ms. Lee", "Mx. Kim"])
def test_the_languages_page_is_for_the_office_and_the_principal(site: Site, name: str) -> None:
    visitor = site.as_staff(name)
    assert visitor.get("/languages").status_code == 403
    assert visitor.post("/languages/words", word="cutlass", topic="safety").status_code == 403
    assert visitor.post("/languages/words/take-out", word="weapon").status_code == 403
    assert visitor.post("/languages/promise", hours="2").status_code == 403
    assert 'href="/languages"' not in visitor.get("/inbox").text
    assert 'href="/languages"' in site.as_staff("Dr. Okafor").get("/inbox").text


def test_families_are_counted_by_language_and_by_how_it_is_known(site_on_either: Site) -> None:
    site = site_on_either
    with at_work(site) as (session, yard):
        session.get_one(Guardian, yard.guardians["Carmen Ramírez"].id).language_confirmed_at = None
        second = yard.phone("0111")
        yard.guardian("Luis González", Relation.FATHER, "Ana", number=session.merge(second), language="en")
    words = site.as_staff("Dr. Okafor").read("/languages")
    assert "Spanish 1 1 " in words
    assert "English 2 0 " in words
    assert "1 phone is shared by two who read different languages; it is texted in both." in words
    assert "Of 1 phone nobody knows the language" in words
    assert "Emma · Petra Novak · Will be asked when they write" in words


def test_an_unknown_language_leads_to_its_conversation_if_that_is_in_sight(site: Site) -> None:
    link = f"thread={site.thread('Emma')}"
    assert link in site.as_staff("Dr. Okafor").get("/languages").text
    assert link not in site.as_staff("Sra. Ruiz").get("/languages").text


def test_costs_are_told_by_language_and_month(site: Site) -> None:
    text = sent(site)
    translated(site, text, FIGHT_IN_SPANISH, language="es")
    with at_work(site) as (session, yard):
        left = yard.to_family(thread_in(session, site, "Noah"), "x" * 200, timedelta(0), by="Ms. Lee")
        left.language = "en"
        before = yard.to_family(thread_in(session, site, "Noah"), "October", timedelta(days=30), by="Ms. Lee")
        before.language = "en"
        session.get_one(Thread, left.thread_id).touched_at = site.clock()
    words = site.as_staff("Dr. Okafor").read("/languages")
    november = words[words.index("November 2026 Sent in") : words.index("October 2026 Sent in")]
    assert "Spanish 1 1 $0.01" in november
    assert "English 1 2 $0.02" in november
    assert "English 1 1 $0.01" in words[words.index("October 2026 Sent in") :]


def test_texts_that_never_left_cost_nothing(site: Site) -> None:
    for status in (DeliveryStatus.DRAFT, DeliveryStatus.CANCELLED, DeliveryStatus.QUEUED):
        sent(site, status=status)
    sent(site, status=DeliveryStatus.UNDELIVERED)
    assert "Spanish 1 1 $0.01" in site.as_staff("Dr. Okafor").read("/languages")


def test_translations_are_counted_by_maker_with_those_called_wrong(site: Site) -> None:
    reads_too(site, "Sra. Ruiz", "en")
    good, bad = written(site), written(site, body="Está enferma.")
    translated(site, good, maker=Maker.MEMORY)
    translated(site, bad, "It is sick.")
    site.as_staff("Ms. Lee").post(f"/messages/{bad}/doubt", language="en")
    site.as_staff("Sra. Ruiz").post(f"/translations/{reviews(site)[0].id}/approve", body="She is ill.")
    assert reviews(site)[0].decision is ReviewDecision.CORRECTED
    words = site.as_staff("Dr. Okafor").read("/languages")
    assert "Approved by a colleague before 1 0 0" in words
    assert "LibreTranslate (machine) 1 1 1" in words
    assert "Colleagues 1 0 0" in words
    assert "Colleagues who read English and Spanish: Sra. Ruiz." in words


def test_a_school_where_nobody_reads_both_is_told_what_that_means(site: Site) -> None:
    words = site.as_staff("Dr. Okafor").read("/languages")
    assert "Nobody has said that they read English and Spanish." in words


def test_an_engine_that_does_not_answer_is_said_on_the_strip_and_since_when(site: Site) -> None:
    asked_of_engine(site, written(site))
    principal = site.as_staff("Dr. Okafor")
    silent = "The translation engine does not answer; new texts are shown untranslated."
    assert silent not in principal.read("/inbox")
    site.clock.forward(timedelta(minutes=5))
    assert silent in principal.read("/inbox")
    assert "1 text waits for the engine · the oldest for 5 minutes" in principal.read("/languages")


def test_a_school_adds_important_words_and_takes_some_out(site: Site) -> None:
    office = site.as_staff("Sra. Ruiz")
    assert office.post("/languages/words", word="Cutlass", topic="safety").status_code == 303
    assert office.post("/languages/words/take-out", word="weapon").status_code == 303
    with site.database.reading() as session:
        words = words_of(session, site.yard.school)
    assert words["cutlass"] is ImportantTopic.SAFETY
    assert "weapon" not in words
    html = office.get("/languages").text
    assert 'value="cutlass"' in html
    assert 'value="weapon"' not in html


@pytest.mark.parametrize(("word", "topic"), [("x", "safety"), ("", "safety"), ("cutlass", "pirates")])
def test_what_is_no_important_word_is_refused_and_stays_in_its_field(
    site: Site, word: str, topic: str
) -> None:
    answer = site.as_staff("Dr. Okafor").post("/languages/words", word=word, topic=topic)
    assert answer.status_code == 422
    assert f'name="word" value="{word}"' in answer.text
    assert 'role="alert"' in answer.text


def test_the_school_promises_checks_within_hours_of_its_choice(site: Site) -> None:
    principal = site.as_staff("Dr. Okafor")
    assert principal.post("/languages/promise", hours="2").status_code == 303
    with site.database.reading() as session:
        assert session.get_one(School, site.yard.school.id).review_hours == 2
    for hours in ("0", "-1", "73", "soon", "٣", "9" * 30):
        assert principal.post("/languages/promise", hours=hours).status_code == 422


def test_a_staff_member_says_what_else_they_read(site: Site) -> None:
    lee = site.as_staff("Ms. Lee")
    assert "Other languages you read and write" in lee.read("/account")
    assert lee.post("/account/languages", language="es").status_code == 303
    assert 'name="language" value="es" checked' in lee.get("/account").text
    assert "Translations to check" in lee.read("/account")
    assert lee.post("/account/languages", language="xx").status_code == 422
    assert lee.post("/account/languages").status_code == 303
    with site.database.reading() as session:
        assert session.get_one(StaffMember, site.yard.staff["Ms. Lee"].id).languages == {"en"}


def test_whoever_reads_both_goes_on_reading_both_when_their_screens_change(site: Site) -> None:
    reads_too(site, "Sra. Ruiz", "en")
    site.as_staff("Sra. Ruiz").post("/account/language", language="en")
    site.as_staff("Mr. Diaz").post("/account/language", language="es")
    with site.database.reading() as session:
        ruiz, diaz = (session.get_one(StaffMember, site.yard.staff[n].id) for n in ("Sra. Ruiz", "Mr. Diaz"))
    assert ruiz.language == "en"
    assert ruiz.languages == {"en", "es"}
    assert diaz.languages == {"es"}  # trying the other screens is no claim to read both


def test_the_family_card_tells_how_the_language_is_known(site: Site) -> None:
    assert "Spanish, confirmed by the family" in card(site)
    assert "Not known yet. It is texted in every language." in card(site, "Emma")
    with at_work(site) as (session, yard):
        session.get_one(Guardian, yard.guardians["María González"].id).language_confirmed_at = None
        emma = session.get_one(PhoneNumber, yard.threads["Emma"].phone_number_id)
        emma.language_asked_at = site.clock() - timedelta(hours=1)
        carmen = session.get_one(PhoneNumber, yard.threads["Mateo"].phone_number_id)
        yard.guardian("José Ramírez", Relation.GRANDFATHER, "Mateo", number=carmen, language="en")
    assert "Spanish, from the roster, not confirmed" in card(site)
    assert "Asked 11:02 AM, no answer yet. It is texted in every language." in card(site, "Emma")
    shared = "This phone is shared by people who read different languages. It is texted in both."
    assert shared in card(site, "Mateo")


def test_what_a_family_told_by_voice_is_recorded_with_who_did_it(site: Site) -> None:
    lee, thread = site.as_staff("Ms. Lee"), site.thread("Emma")
    answer = lee.post(f"/threads/{thread}/language", language="es", queue="all")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/inbox?queue=all&thread={thread}&pane=family"
    assert phone_of(site, "Emma").language == "es"
    words = lee.read(f"/inbox?queue=all&thread={thread}")
    assert "The family said that it reads Spanish. Ms. Lee" in words
    assert "Spanish, confirmed by the family" in words
    lee.post(f"/threads/{thread}/language", language="es")
    with site.database.reading() as session:
        assert len(session.scalars(select(ThreadEvent).where(ThreadEvent.thread_id == thread)).all()) == 1


def test_other_conversations_of_the_phone_learn_of_its_language(site: Site) -> None:
    with site.database.reading() as session:
        before = thread_in(session, site, "Leo").version
    site.as_staff("Ms. Lee").post(f"/threads/{site.thread('Ana')}/language", language="en")
    with site.database.reading() as session:
        assert thread_in(session, site, "Leo").version == before + 1


def test_only_a_language_of_families_is_recorded_and_only_by_those_who_see_the_thread(site: Site) -> None:
    lee = site.as_staff("Ms. Lee")
    assert lee.post(f"/threads/{site.thread('Ana')}/language", language="xx").status_code == 422
    assert lee.post(f"/threads/{site.thread('stranger')}/language", language="es").status_code == 404
    assert phone_of(site, "stranger").language is None


def test_another_school_is_not_counted(site: Site) -> None:
    translated(site, written(site), FEVER_IN_ENGLISH)
    with at_work(site) as (session, yard):
        other = School(
            name="Roosevelt",
            time_zone="America/Los_Angeles",
            office_phone="(206) 555-0199",
            created_at=site.clock(),
        )
        session.add(other)
        session.flush()
        session.get_one(StaffMember, yard.staff["Dr. Okafor"].id).school_id = other.id
    words = site.as_staff("Dr. Okafor").read("/languages")
    assert "Nothing has been translated yet." in words
    assert "November 2026 · Nothing was sent." in words
