"""The staff's way through a real browser: by mouse, by keyboard alone, on a phone, and without any script."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.inbox.inbox import Draft
from app.messages.message import Direction, Message
from app.messages.thread import Thread
from tests.dashboard.conftest import Site
from tests.dashboard.in_browser import PHONE, faults, sign_in
from tests.dashboard.school import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def open_ana(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("link", name=re.compile("Ana and Leo")).click()
    expect(page.get_by_role("heading", name="Ana and Leo")).to_be_visible()


def family_writes(site: Site, name: str, body: str) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session, yard.now = session, site.clock()
        thread = session.merge(yard.threads[name])
        yard.from_family(thread, body, timedelta(0))
        thread.touch(site.clock())
        yard.threads[name] = thread


def sent(site: Site) -> list[str]:
    with site.database.reading() as session:
        found = session.scalars(
            select(Message.body)
            .where(Message.direction == Direction.OUT)
            .order_by(Message.id.desc())
            .limit(1)
        )
        return list(found)


def test_a_teacher_answers_a_text(page: Page, site: Site) -> None:
    open_ana(page, site)
    page.get_by_label("Text to María González").fill("A las 5:30, la esperamos.")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Waiting to leave")).to_be_visible()
    expect(page.get_by_label("Text to María González")).to_have_value("")
    assert sent(site) == ["A las 5:30, la esperamos."]


def test_the_whole_way_by_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/sign-in")
    page.keyboard.type("lee@lincoln.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox*")
    tab_to(page, "tl1")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the answer")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Gracias por avisar.")
    page.keyboard.press("Enter")
    page.keyboard.type("Mañana hablamos con calma.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Waiting to leave")).to_be_visible()
    assert sent(site) == ["Gracias por avisar.\nMañana hablamos con calma."]


def tab_to(page: Page, element: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == element:
            return
    pytest.fail(f"#{element} cannot be reached by Tab")


def test_a_new_text_appears_within_two_seconds_and_is_announced(page: Page, site: Site) -> None:
    open_ana(page, site)
    page.wait_for_timeout(300)
    family_writes(site, "Ana", "¿Me escucha, maestra?")
    expect(page.locator("#stream").get_by_text("¿Me escucha, maestra?")).to_be_visible(timeout=2_000)
    expect(page.locator("#thread-list").get_by_text("¿Me escucha, maestra?")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("New text from María González")


def test_a_new_thread_appears_in_the_list_and_its_queue_counts_it(page: Page, site: Site) -> None:
    sign_in(page, site)
    expect(page.locator("#q-waiting .count")).to_have_text("3")
    family_writes(site, "Lucía", "Este es mi celular nuevo.")
    expect(page.locator("#thread-list li").first).to_contain_text("Este es mi celular nuevo.", timeout=2_000)
    expect(page.locator("#q-waiting .count")).to_have_text("4")


def test_words_that_are_being_typed_survive_a_new_text_which_must_be_read_first(
    page: Page, site: Site
) -> None:
    open_ana(page, site)
    field = page.get_by_label("Text to María González")
    field.fill("A las 5:30.")
    family_writes(site, "Ana", "Ya no hace falta.")
    read_first = page.get_by_role("button", name="Read first")
    expect(read_first).to_be_visible(timeout=2_500)
    expect(field).to_have_value("A las 5:30.")
    read_first.click()
    expect(page.get_by_role("button", name="Send now")).to_be_visible()
    assert sent(site) != ["A las 5:30."]
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Waiting to leave")).to_be_visible()
    assert sent(site) == ["A las 5:30."]


def test_a_draft_follows_its_writer(page: Page, site: Site) -> None:
    open_ana(page, site)
    page.get_by_label("Text to María González").type("Estimada María,")
    page.wait_for_timeout(1_000)
    with site.database.reading() as session:
        assert session.scalars(select(Draft.body)).all() == ["Estimada María,"]
    page.reload()
    expect(page.get_by_label("Text to María González")).to_have_value("Estimada María,")


def test_the_composer_names_the_letters_that_make_a_text_dear(page: Page, site: Site) -> None:
    open_ana(page, site)
    field, size, hints = page.get_by_label("Spanish"), page.locator("#count-es"), page.locator("#hints-es")
    field.fill("La reunion es a las 5:30 en la escuela, la esperamos con mucho gusto. Traiga a Leo.")
    expect(size).to_have_text("83 characters · 1 segment · plain alphabet · about $0.01, an estimate")
    expect(hints).to_have_text("")
    field.fill("La reunión es a las 5:30 aquí en la escuela, la esperamos con mucho gusto. Traiga a Leo.")
    expect(size).to_have_text(
        "88 characters · 2 segments · full alphabet (Unicode) · about $0.02, an estimate"
    )
    expect(hints).to_have_text("Because of “ó” “í” this text costs 2 segments instead of 1.")


def test_a_note_is_written_in_another_form_than_a_text(page: Page, site: Site) -> None:
    open_ana(page, site)
    before = sent(site)
    page.get_by_role("radio", name="Internal note").click()
    expect(page.get_by_role("button", name="Send now")).to_be_hidden()
    page.get_by_label("Note: only staff see this").fill("Called home.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stream").get_by_text("Called home.")).to_be_visible()
    assert sent(site) == before


def test_earlier_texts_come_in_above_without_losing_the_place(page: Page, site: Site) -> None:
    with site.database.writing() as session:
        yard = site.yard
        yard.session = session
        thread = session.merge(yard.threads["Ana"])
        for number in range(150):
            yard.from_family(thread, f"Text {number:03}.", timedelta(minutes=11, seconds=-number))
    open_ana(page, site)
    expect(page.locator("#stream").get_by_text("Text 149.")).to_be_in_viewport()
    for oldest in ("050", "000"):
        page.get_by_role("link", name="Show earlier").click()
        expect(page.get_by_text(f"Text {oldest}.")).to_be_attached()
    page.wait_for_timeout(2_000)
    expect(page.get_by_text("Text 000.")).to_be_attached()
    ids = page.evaluate("[...document.querySelectorAll('#stream > li')].map(item => item.id)")
    assert len(ids) == len(set(ids))


def test_on_a_phone_one_pane_is_shown_at_a_time_and_nothing_scrolls_sideways(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, site)
    queues, threads, conversation = (
        page.locator(f".pane.{name}") for name in ("queues", "threads", "conversation")
    )
    expect(threads).to_be_visible()
    expect(queues).to_be_hidden()
    page.get_by_role("link", name=re.compile("Ana and Leo")).click()
    expect(conversation).to_be_visible()
    expect(threads).to_be_hidden()
    page.get_by_role("link", name="Family").click()
    expect(page.get_by_text("mother of Ana")).to_be_visible()
    page.get_by_role("link", name="Conversation").click()
    page.get_by_role("link", name="Waiting for me").click()
    page.get_by_role("link", name="Queues").click()
    expect(queues).to_be_visible()
    for path in ("/inbox", f"/inbox?thread={site.thread('Noah')}", "/account", "/inbox?pane=queues"):
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_everything_works_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_ana(page, site)
    page.get_by_label("Text to María González").fill("Sin programas.")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Waiting to leave")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    assert sent(site) == ["Sin programas."]
    context.close()


def test_axe_finds_nothing_to_complain_of(screen: Page, site: Site) -> None:
    found: list[tuple[str, str]] = []

    def look_at(path: str) -> None:
        screen.goto(site.url + path)
        found.extend((path, fault) for fault in faults(screen))

    look_at("/sign-in")
    look_at("/nowhere")
    sign_in(screen, site, "Dr. Okafor")
    for path in ("/inbox?queue=all", "/account", "/health", "/inbox?q=puente", "/inbox?pane=queues"):
        look_at(path)
    for name in site.yard.threads:
        if name != "counselor":
            look_at(f"/inbox?queue=all&thread={site.thread(name)}")
    look_at(f"/inbox?thread={site.thread('Ana')}&pane=family")
    assert found == []


def test_the_thread_that_a_page_shows_is_the_one_that_is_answered(page: Page, site: Site) -> None:
    open_ana(page, site)
    page.get_by_role("link", name=re.compile("Noah.*Priya", re.DOTALL)).click()
    expect(page.get_by_role("heading", name="Noah", exact=True)).to_be_visible()
    page.get_by_label("Text to Priya Shah").fill("Friday at 3.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Waiting to leave")).to_be_visible()
    with site.database.reading() as session:
        message = session.scalars(select(Message).where(Message.body == "Friday at 3.")).one()
        thread = session.get_one(Thread, message.thread_id)
    assert thread.id == site.thread("other home")
