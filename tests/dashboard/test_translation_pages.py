"""Calling a translation wrong, and checking one: who is asked, what they see, and what their answer changes."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.inbox.drafts import find_draft
from app.inbox.inbox import InboxKind, ThreadEvent
from app.interpreting.names import names_around
from app.interpreting.translation import Maker
from app.interpreting.translation_review import ReviewDecision, ReviewKind
from app.messages.delivery_status import DeliveryStatus
from app.staff.staff_member import Role, StaffMember
from app.translation.memory import recall
from tests.dashboard.conftest import Site, words_of
from tests.dashboard.in_browser import PHONE, faults, sign_in
from tests.dashboard.school import found
from tests.dashboard.two_languages import (
    FEVER,
    FEVER_IN_ENGLISH,
    FIGHT,
    FIGHT_IN_SPANISH,
    held_for_check,
    reads_too,
    reviews,
    text,
    thread_in,
    translated,
    translations_of,
    written,
)

BETTER = "Ana no vino hoy"


@pytest.fixture
def site(site: Site) -> Site:
    """The school, where Sra. Ruiz, whose screens are Spanish, has said that she reads English too."""
    reads_too(site, "Sra. Ruiz", "en")
    return site


def recalled(site: Site, source: str, *, source_language: str, language: str) -> str | None:
    """What the school remembers of a sentence."""
    with site.database.reading() as session:
        masked = names_around(session, thread_in(session, site, "Ana")).mask(source, source_language)
        return recall(session, site.yard.school.id, masked, language=language)


def test_a_wrong_mark_asks_a_colleague_once_however_often_it_is_pressed(site: Site) -> None:
    message = written(site)
    translated(site, message)
    lee = site.as_staff("Ms. Lee")
    for _ in range(2):
        answer = lee.post(f"/messages/{message}/doubt", language="en", note="A high what?", queue="all")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/inbox?queue=all&thread={site.thread('Ana')}"
    (review,) = reviews(site)
    assert (review.kind, review.proposal, review.note) == (
        ReviewKind.MARKED_WRONG,
        FEVER_IN_ENGLISH,
        "A high what?",
    )
    words = lee.read(f"/inbox?thread={site.thread('Ana')}")
    assert "A colleague has been asked · Promised by 4:02 PM" in words


def test_the_page_that_asks_shows_both_wordings_and_who_will_be_asked(site: Site) -> None:
    message = written(site)
    translated(site, message)
    words = site.as_staff("Ms. Lee").read(f"/messages/{message}/doubt?language=en&queue=all")
    assert (
        f"Original in Spanish {FEVER} Translated by LibreTranslate (machine), 12:02 PM {FEVER_IN_ENGLISH}"
        in words
    )
    assert "Whoever reads both languages is asked: Sra. Ruiz." in words


def test_a_colleague_may_be_asked_to_translate_what_no_engine_has(site: Site) -> None:
    message = written(site)
    lee = site.as_staff("Ms. Lee")
    assert "Ask a colleague to translate" in lee.read(f"/inbox?thread={site.thread('Ana')}")
    assert lee.post(f"/messages/{message}/doubt", language="en").status_code == 303
    site.as_staff("Sra. Ruiz").post(f"/translations/{reviews(site)[0].id}/approve", body=FEVER_IN_ENGLISH)
    assert f"{FEVER_IN_ENGLISH} Written by Sra. Ruiz" in lee.read(f"/inbox?thread={site.thread('Ana')}")


@pytest.mark.parametrize("language", ["es", "", "xx-nonsense" * 20])
def test_what_has_no_translation_cannot_be_wrong(site: Site, language: str) -> None:
    message = written(site)
    lee = site.as_staff("Ms. Lee")
    assert lee.get(f"/messages/{message}/doubt?language={language}").status_code == 422
    assert lee.post(f"/messages/{message}/doubt", language=language).status_code == 422
    assert reviews(site) == []


def test_nobody_can_doubt_a_text_that_they_cannot_see(site: Site) -> None:
    message = written(site, "Leo")
    translated(site, message)
    lee = site.as_staff("Ms. Lee")
    assert lee.get(f"/messages/{message}/doubt?language=en").status_code == 404
    assert lee.post(f"/messages/{message}/doubt", language="en").status_code == 404
    assert reviews(site) == []


def test_a_check_shows_both_wordings_with_what_makes_it_important(site: Site) -> None:
    held_for_check(site)
    visitor = site.as_staff("Sra. Ruiz")
    visitor.post("/account/language", language="en")
    words = visitor.read("/translations")
    assert "Waits for your check before it is sent" in words
    assert "Ms. Lee asked, 12:02 PM Promised by 3:02 PM About discipline" in words
    assert (
        f"What Ms. Lee wrote, in English {FIGHT} In Spanish {FIGHT_IN_SPANISH} 32 characters · 1 segment"
        in words
    )
    site.clock.forward(timedelta(hours=3, minutes=10))
    assert "It was promised by 3:02 PM and is late" in visitor.read("/translations")


def test_the_count_stands_at_the_top_for_those_who_read_two_languages(site: Site) -> None:
    held_for_check(site)
    assert '<b class="tally">1</b>' in site.as_staff("Sra. Ruiz").get("/inbox").text
    assert '<b class="tally">1</b>' in site.as_staff("Sra. Ruiz").get("/account").text
    assert "/translations" not in site.as_staff("Ms. Lee").get("/inbox").text


def test_an_approved_text_leaves_as_it_was_and_the_school_remembers_it(site: Site) -> None:
    message, review = held_for_check(site)
    answer = site.as_staff("Sra. Ruiz").post(f"/translations/{review}/approve", body=FIGHT_IN_SPANISH)
    assert (answer.status_code, answer.headers["location"]) == (303, "/translations")
    assert text(site, message).status is DeliveryStatus.QUEUED
    assert text(site, message).body == FIGHT_IN_SPANISH
    assert reviews(site)[0].decision is ReviewDecision.APPROVED
    assert recalled(site, FIGHT, source_language="en", language="es") == FIGHT_IN_SPANISH
    words = site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('Ana')}")
    assert "In Spanish · Translated by LibreTranslate (machine), 12:02 PM, checked by Sra. Ruiz" in words


def test_a_corrected_text_leaves_in_the_words_of_the_colleague(site: Site) -> None:
    message, review = held_for_check(site)
    site.as_staff("Sra. Ruiz").post(f"/translations/{review}/approve", body="Ana se peleó en el recreo.")
    assert text(site, message).body == "Ana se peleó en el recreo."
    assert reviews(site)[0].decision is ReviewDecision.CORRECTED
    words = site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('Ana')}")
    assert "In Spanish · Written by Sra. Ruiz Ana se peleó en el recreo." in words


def test_a_correction_of_a_family_text_replaces_what_staff_see_and_is_remembered(site: Site) -> None:
    message = written(site)
    translated(site, message, "Ana is not going today, she has fever loud.")
    lee = site.as_staff("Ms. Lee")
    lee.post(f"/messages/{message}/doubt", language="en")
    site.as_staff("Sra. Ruiz").post(f"/translations/{reviews(site)[0].id}/approve", body=FEVER_IN_ENGLISH)
    words = lee.read(f"/inbox?thread={site.thread('Ana')}")
    assert f"{FEVER_IN_ENGLISH} Written by Sra. Ruiz · Original in Spanish" in words
    assert "fever loud" not in words
    replaced, in_use = translations_of(site, message, "en")
    assert replaced.replaced_at is not None
    assert (in_use.maker, in_use.replaced_at) == (Maker.PERSON, None)
    assert recalled(site, FEVER, source_language="es", language="en") == FEVER_IN_ENGLISH


def test_a_text_that_is_sent_back_does_not_leave_and_its_writer_has_it_again(site: Site) -> None:
    message, review = held_for_check(site)
    answer = site.as_staff("Sra. Ruiz").post(
        f"/translations/{review}/send-back", reason="Say it more kindly."
    )
    assert answer.status_code == 303
    assert text(site, message).status is DeliveryStatus.CANCELLED
    words = site.as_staff("Ms. Lee").read(f"/inbox?thread={site.thread('Ana')}")
    assert "Not sent: a colleague sent the translation back." in words
    assert "Say it more kindly. Sra. Ruiz" in words
    with site.database.reading() as session:
        lee = session.get_one(StaffMember, site.yard.staff["Ms. Lee"].id)
        draft = find_draft(session, thread_in(session, site, "Ana"), by=lee)
        assert draft is not None
        assert draft.body == FIGHT


def test_sending_back_takes_a_reason(site: Site) -> None:
    message, review = held_for_check(site)
    answer = site.as_staff("Sra. Ruiz").post(f"/translations/{review}/send-back", reason="  ")
    assert answer.status_code == 422
    assert text(site, message).status is DeliveryStatus.DRAFT


def test_a_doubt_may_be_laid_to_rest_with_a_reason(site: Site) -> None:
    message = written(site)
    translated(site, message)
    site.as_staff("Ms. Lee").post(f"/messages/{message}/doubt", language="en")
    site.as_staff("Sra. Ruiz").post(f"/translations/{reviews(site)[0].id}/send-back", reason="It says that.")
    assert reviews(site)[0].decision is ReviewDecision.SENT_BACK
    assert translations_of(site, message, "en")[0].replaced_at is None
    with site.database.reading() as session:
        assert "It says that." in session.scalars(select(ThreadEvent.body)).all()


@pytest.mark.parametrize("name", ["Mr. Diaz", "Dr. Okafor", "Mx. Kim"])
def test_one_who_reads_a_single_language_cannot_approve(site: Site, name: str) -> None:
    message, review = held_for_check(site)
    visitor = site.as_staff(name)
    assert FIGHT not in visitor.read("/translations")
    answer = visitor.post(f"/translations/{review}/approve", body="whatever")
    assert answer.status_code == 403
    assert "Only somebody who reads both languages can check this." in words_of(answer.text)
    assert "whatever" in words_of(answer.text)
    assert text(site, message).status is DeliveryStatus.DRAFT


def test_nobody_checks_what_they_wrote_themselves(site: Site) -> None:
    reads_too(site, "Ms. Lee", "es")
    message, review = held_for_check(site)
    lee = site.as_staff("Ms. Lee")
    assert "No translation waits for you." in lee.read("/translations")
    answer = lee.post(f"/translations/{review}/approve", body=FIGHT_IN_SPANISH)
    assert answer.status_code == 403
    assert text(site, message).status is DeliveryStatus.DRAFT


def test_whoever_was_slower_is_told_so_and_keeps_their_words(site: Site) -> None:
    _, review = held_for_check(site)
    reads_too(site, "Mr. Diaz", "es")
    site.as_staff("Sra. Ruiz").post(f"/translations/{review}/approve", body=FIGHT_IN_SPANISH)
    answer = site.as_staff("Mr. Diaz").post(f"/translations/{review}/approve", body="Ana peleó.")
    assert answer.status_code == 409
    assert "Somebody has already decided this." in words_of(answer.text)
    assert "Ana peleó." in words_of(answer.text)


def test_empty_words_are_refused_on_the_card_itself(site: Site) -> None:
    message, review = held_for_check(site)
    answer = site.as_staff("Sra. Ruiz").post(f"/translations/{review}/approve", body="  ")
    assert answer.status_code == 422
    assert 'class="complaint" role="alert"' in answer.text
    assert text(site, message).status is DeliveryStatus.DRAFT


def test_a_counselors_text_is_put_to_nobody_outside_that_inbox(site: Site) -> None:
    _, review = held_for_check(site, name="counselor", by="Mx. Kim")
    ruiz = site.as_staff("Sra. Ruiz")
    assert FIGHT not in ruiz.read("/translations")
    assert ruiz.post(f"/translations/{review}/approve", body="x").status_code == 404
    assert ruiz.post(f"/translations/{review}/send-back", reason="x").status_code == 404
    assert reviews(site)[0].decided_at is None


def test_a_check_leads_to_the_conversation_only_those_who_see_it(site: Site) -> None:
    held_for_check(site)
    link = f"thread={site.thread('Ana')}"
    assert link not in site.as_staff("Sra. Ruiz").get("/translations").text
    reads_too(site, "Dr. Okafor", "es")
    assert link in site.as_staff("Dr. Okafor").get("/translations").text


def test_another_schools_checks_do_not_exist(site: Site) -> None:
    message, review = held_for_check(site)
    with site.database.writing() as session:
        other = found(session, site.clock(), name="Roosevelt", lines="02")
        person = other.hire("Ms. Far", "far@roosevelt.example", Role.PRINCIPAL)
        person.other_languages = "es"
        other.open_inbox("Office", InboxKind.OFFICE, person)
        site.yard.staff["Ms. Far"] = person
    far = site.as_staff("Ms. Far")
    assert "No translation waits for you." in far.read("/translations")
    assert far.post(f"/translations/{review}/approve", body="x").status_code == 404
    assert far.post(f"/translations/{review}/send-back", reason="x").status_code == 404
    assert far.get(f"/messages/{message}/doubt?language=es").status_code == 404


def test_a_text_that_was_taken_back_needs_no_check(site: Site) -> None:
    message, _ = held_for_check(site)
    assert site.as_staff("Ms. Lee").post(f"/messages/{message}/cancel").status_code == 303
    assert FIGHT not in site.as_staff("Sra. Ruiz").read("/translations")


def test_families_cannot_write_markup_into_a_check(site: Site) -> None:
    message = written(site, body="<img src=x onerror=alert(1)>")
    site.as_staff("Ms. Lee").post(f"/messages/{message}/doubt", language="en", note="<b>?</b>")
    html = site.as_staff("Sra. Ruiz").get("/translations").text
    assert "<img src=x" not in html
    assert "<b>?</b>" not in html


def test_checking_works_on_either_database(site_on_either: Site) -> None:
    site = site_on_either
    reads_too(site, "Sra. Ruiz", "en")
    message, review = held_for_check(site)
    ruiz = site.as_staff("Sra. Ruiz")
    assert FIGHT in ruiz.read("/translations")
    assert ruiz.post(f"/translations/{review}/approve", body=FIGHT_IN_SPANISH).status_code == 303
    assert text(site, message).status is DeliveryStatus.QUEUED


@pytest.mark.browser
def test_a_teacher_calls_a_translation_wrong_without_leaving_the_conversation(page: Page, site: Site) -> None:
    message = written(site)
    translated(site, message)
    sign_in(page, site, "Ms. Lee")
    page.goto(f"{site.url}/inbox?thread={site.thread('Ana')}")
    bubble = page.locator(f"#m{message}")
    bubble.locator("summary").first.press("Enter")
    expect(bubble.get_by_text(FEVER, exact=True)).to_be_visible()
    bubble.get_by_role("link", name="Wrong?").press("Enter")
    expect(bubble.get_by_label(re.compile("What seems wrong"))).to_be_focused()
    page.keyboard.type("A high what?")
    page.keyboard.press("Enter")
    expect(bubble.get_by_text("A colleague has been asked")).to_be_visible()
    assert reviews(site)[0].note == "A high what?"


@pytest.mark.browser
def test_a_colleague_checks_on_a_phone_and_the_button_says_what_it_does(browser: Browser, site: Site) -> None:
    message, review = held_for_check(site)
    context = browser.new_context(viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    reads_too(site, "Dr. Okafor", "es")
    sign_in(page, site, "Dr. Okafor")
    page.locator("#to-check").click()
    expect(page.get_by_role("heading", name="Translations to check")).to_be_visible()
    field = page.locator(f"#body-{review}")
    expect(page.get_by_role("button", name="It is right: send it")).to_be_visible()
    field.fill("Ana se peleó en el recreo con otra niña.")
    expect(page.locator(f"#size-{review}")).to_contain_text("40 characters · 1 segment")
    assert faults(page) == []
    page.get_by_role("button", name="Save and send").click()
    expect(page.get_by_text("No translation waits for you.")).to_be_visible()
    assert text(site, message).body == "Ana se peleó en el recreo con otra niña."
    context.close()


@pytest.mark.browser
def test_axe_finds_nothing_to_complain_of_in_two_languages(page: Page, site: Site) -> None:
    message = written(site)
    translated(site, message)
    gist = written(site, body="Hoy la recoge su abuela.")
    translated(site, gist, "Today it collects her grandmother.", engine="Apertium", is_gist=True)
    held_for_check(site)
    sign_in(page, site, "Dr. Okafor")
    found = []
    for path in (
        f"/inbox?queue=all&thread={site.thread('Ana')}",
        f"/messages/{message}/doubt?language=en",
        "/languages",
        "/account",
        "/translations",
    ):
        page.goto(site.url + path)
        for each in page.locator("details").all():
            each.evaluate("details => { details.open = true }")
        violations = (
            Axe()
            .run(page, options={"rules": {"nested-interactive": {"enabled": True}}})
            .response["violations"]
        )
        found += [(path, f"{each['id']}: {each['nodes'][0]['html'][:160]}") for each in violations]
    assert found == []
