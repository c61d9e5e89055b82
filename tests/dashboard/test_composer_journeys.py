"""Writing in two languages in a real browser: while typing, with the engine away, by keyboard, and without scripts."""

import random
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from app.dashboard.reader import Reader
from app.dashboard.text_size import hints_of
from app.messages.message import Direction, Message
from app.translation.locks import numeric_dates
from tests.dashboard.conftest import Site
from tests.dashboard.engine import ANA_READ, ANA_READ_ES, Worker
from tests.dashboard.in_browser import faults, sign_in
from tests.translation.pretend_engine import PretendEngine

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]

MACHINE = "Machine translation (LibreTranslate): please check it before it leaves"


expect.set_options(timeout=15_000)  # a translation has to come, on however busy a machine


def open_ana(page: Page, site: Site) -> tuple[Locator, Locator]:
    """The two fields of the composer."""
    sign_in(page, site)
    page.goto(f"{site.url}/inbox?thread={site.thread('Ana')}")
    return page.get_by_label("English · Text to María González"), page.get_by_label("Spanish")


def sent(site: Site) -> str | None:
    with site.database.reading() as session:
        return session.scalar(
            select(Message.body)
            .where(Message.direction == Direction.OUT, Message.thread_id == site.thread("Ana"))
            .order_by(Message.id.desc())
            .limit(1)
        )


def test_typed_in_english_read_over_and_sent_in_spanish(page: Page, site: Site, worker: Worker) -> None:
    english, spanish = open_ana(page, site)
    with worker.at_work():
        english.press_sequentially("Ana read a whole book toda")
        expect(spanish).to_have_value(re.compile("toda$"))
        english.press_sequentially("y!")
        expect(page.locator("#said-es")).to_have_text(MACHINE)
        expect(spanish).to_have_value(ANA_READ_ES)
        page.get_by_role("button", name="What does it say in English?").click()
        expect(page.locator("#back-es")).to_contain_text(ANA_READ)
        english.press("Control+Enter")
    expect(page.locator("#stream").get_by_text("Waiting to leave")).to_be_visible()
    assert sent(site) == ANA_READ_ES


def test_words_that_somebody_corrected_stay_theirs_until_they_ask_for_others(
    page: Page, site: Site, worker: Worker
) -> None:
    english, spanish = open_ana(page, site)
    with worker.at_work():
        english.fill(ANA_READ)
        expect(spanish).to_have_value(ANA_READ_ES)
        spanish.fill("Ana leyó mucho.")
        expect(page.locator("#said-es")).to_have_text("Written by you")
        english.fill("Leo read a whole book today!")
        page.wait_for_timeout(1_500)
        expect(spanish).to_have_value("Ana leyó mucho.")
        page.get_by_role("button", name="Translate again").click()
        expect(spanish).to_have_value("¡Leo leyó hoy un libro entero!")
        # What is sent before its translation is there waits for it, and for a look at it.
        english.fill(ANA_READ)
        english.press("Control+Enter")
        expect(spanish).to_have_value(ANA_READ_ES)
    assert sent(site) != "¡Leo leyó hoy un libro entero!"


def test_with_the_engine_away_the_page_says_so_and_shows_other_ways(
    page: Page, site: Site, worker: Worker, pretend: PretendEngine
) -> None:
    pretend.stop()
    english, spanish = open_ana(page, site)
    with worker.at_work():
        english.fill(ANA_READ)
        said = page.get_by_text("Not translated yet: the translation engine does not answer.")
        expect(said).to_be_visible(timeout=20_000)
    expect(english).to_have_value(ANA_READ)
    expect(spanish).to_have_value("")
    page.get_by_text("Send in English, with a line that says so").click()
    page.get_by_role("button", name="Yes, send it in English").click()
    expect(page.locator("#stream").get_by_text("Waiting to leave")).to_be_visible()
    assert (sent(site) or "").startswith("Este mensaje está en inglés")


def test_a_phrase_and_a_day_by_keyboard_alone(page: Page, site: Site) -> None:
    english, spanish = open_ana(page, site)
    page.get_by_role("button", name="Phrases").press("Enter")
    expect(page.get_by_label("Search in any language")).to_be_focused()
    page.keyboard.type("desde extrañamos")
    found = page.locator("#phrase-list").get_by_role("link", name=re.compile("has been out since"))
    expect(page.locator("#phrase-list").get_by_role("listitem")).to_have_count(1)
    found.press("Enter")
    page.get_by_label("Child").select_option("Leo")
    day = page.locator("#phrases-panel").get_by_label("Day")
    day.fill("2026-11-19")
    day.press("Enter")
    expect(english).to_have_value(
        "Leo has been out since Thursday, November 19. We miss you. What would help?"
    )
    expect(spanish).to_have_value(
        "Leo no ha venido desde el jueves, 19 de noviembre. Les extrañamos. ¿En qué podemos ayudar?"
    )
    expect(page.locator("#said-es")).to_have_text("From the phrase bank, reviewed")
    page.get_by_role("button", name="Phrases").press("Enter")
    page.get_by_label("Search in any language").press("Escape")
    expect(page.locator("#phrases-panel")).to_be_hidden()
    expect(page.get_by_role("button", name="Phrases")).to_be_focused()
    page.locator("#insert-menu summary").press("Enter")
    page.locator("#insert-date").fill("2026-12-03")
    page.get_by_role("button", name="Insert the day").press("Enter")
    expect(english).to_have_value(re.compile("Thursday, December 3$"))
    expect(spanish).to_have_value(re.compile("jueves, 3 de diciembre$"))


def test_two_languages_without_scripts(browser: Browser, site: Site, worker: Worker) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    english, spanish = open_ana(page, site)
    english.fill(ANA_READ)
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_text("Being translated. Reload the page to see the words.")).to_be_visible()
    worker.work()
    page.reload()
    expect(spanish).to_have_value(ANA_READ_ES)
    page.get_by_role("button", name="Phrases").click()
    page.locator("button.phrase").first.click()
    expect(english).to_have_value(re.compile(rf"^{ANA_READ} \w+"))
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#stream").get_by_text("Waiting to leave")).to_be_visible()
    assert re.match(rf"{ANA_READ_ES} ¿?\w+", sent(site) or "")
    context.close()


def test_axe_finds_nothing_to_complain_of(screen: Page, site: Site, worker: Worker) -> None:
    found: list[tuple[str, str]] = []

    def look(what: str) -> None:
        found.extend((what, fault) for fault in faults(screen))

    english, spanish = open_ana(screen, site)
    with worker.at_work():
        english.fill(f"{ANA_READ} “9/3” 👩🏽‍🏫")
        expect(spanish).not_to_have_value("")
    screen.locator("#ways > summary").click()
    look("composer")
    screen.get_by_role("button", name="Phrases").click()
    expect(screen.get_by_label("Search in any language")).to_be_visible()
    look("panel")
    for path in (f"/threads/{site.thread('Ana')}/phrases/absence.several_days", "/phrases"):
        screen.goto(site.url + path)
        look(path)
    assert found == []


def test_the_browser_tells_what_the_server_tells(page: Page, site: Site) -> None:
    chance = random.Random(20261122)
    pieces = [
        "9/3",
        "24/7",
        "1/2 cup",
        "13-5-2026",
        " 3/4/26.",
        "$9/3",
        "12/31",
        "é",
        "“",
        "\u00a0",
        "👩🏽‍🏫",
        "ó",
        "€",
        "word ",
    ]
    texts = ["".join(chance.choices(pieces, k=chance.randint(1, 40))) for _ in range(120)]
    open_ana(page, site)
    found = page.evaluate("texts => texts.map(Puente.numericDates)", texts)
    assert found == [list(numeric_dates(text)) for text in texts]
    field = page.get_by_label("Spanish")
    reader = Reader("en", site.yard.school.zone, site.clock())
    for text in texts[:15]:
        field.fill(text)
        shown = page.locator("#hints-es li").all_text_contents()
        assert shown == list(hints_of(reader, text, leaves=True)), text
