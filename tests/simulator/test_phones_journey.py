"""The page of phones in a real browser."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.simulator.conftest import LINE, OFFICE, OMAR, ROSA, Product, Raise, Stage, eventually

pytestmark = pytest.mark.browser

PHONE_SCREEN = ViewportSize(width=390, height=844)


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page on which nothing goes wrong: no script error, nothing that the content policy forbids."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    assert complaints == []


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_mother_texts_with_the_keyboard_and_sees_that_it_arrived(
    stage: Stage, product: Product, quiet_page: Page
) -> None:
    quiet_page.goto(stage.url)
    field = quiet_page.get_by_label("Text from Rosa Morales")
    field.focus()
    quiet_page.keyboard.type("Ana tiene fiebre")
    quiet_page.keyboard.press("Shift+Enter")
    quiet_page.keyboard.type("hoy no va")
    quiet_page.keyboard.press("Enter")

    bubble = quiet_page.locator("#phone-12065550111 .bubble")
    expect(bubble).to_contain_text("Ana tiene fiebre")
    expect(bubble).to_contain_text("Delivered to the school")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    assert product.calls[0].fields["Body"] == "Ana tiene fiebre\nhoy no va"


def test_the_schools_answer_appears_without_a_reload(stage: Stage, quiet_page: Page) -> None:
    quiet_page.goto(stage.url)
    stage.post(Body="Que se mejore pronto")

    expect(quiet_page.locator("#phone-12065550111")).to_contain_text("Que se mejore pronto", timeout=2000)


def test_a_text_on_another_line_is_marked_unread_while_somebody_types(stage: Stage, quiet_page: Page) -> None:
    quiet_page.goto(stage.url)
    phone = quiet_page.locator("#phone-12065550111")
    phone.get_by_role("radio", name="Ms. Lee").check(force=True)
    phone.get_by_label("Text from").fill("¿A qué hora")
    stage.post(From=OFFICE, Body="Recordatorio")

    office = phone.locator(".contact", has_text="Front office")
    expect(office.locator(".unread")).to_be_visible()
    expect(phone.get_by_role("radio", name="Ms. Lee")).to_be_checked()
    office.click()
    expect(office.locator(".unread")).to_be_hidden()
    expect(phone.get_by_text("Recordatorio")).to_be_visible()
    expect(phone.get_by_label("Text from")).to_have_value("¿A qué hora")


def test_the_chosen_contact_is_who_is_written_to_by_arrow_keys_too(
    stage: Stage, product: Product, quiet_page: Page
) -> None:
    quiet_page.goto(stage.url)
    quiet_page.locator("#phone-12065550111").get_by_role("radio", name="Ms. Lee").focus()
    quiet_page.keyboard.press("ArrowRight")
    field = quiet_page.get_by_label("Text from Rosa Morales")
    field.fill("Hola")
    field.press("Enter")

    assert eventually(lambda: product.calls)
    assert product.calls[0].fields["To"] == OFFICE


def test_a_line_heard_for_the_first_time_gets_its_own_contact(stage: Stage, quiet_page: Page) -> None:
    quiet_page.goto(stage.url)
    quiet_page.get_by_label("Text from Omar Haddad").fill("half a sentence")
    stage.post(To=OMAR, From=OFFICE, Body="The office here")

    expect(quiet_page.locator("#phone-12065550112 .contact")).to_have_count(2)
    expect(quiet_page.get_by_label("Text from Omar Haddad")).to_have_value("half a sentence")


def test_a_sample_and_a_picture_from_the_disk_are_sent_and_seen(
    stage: Stage, product: Product, quiet_page: Page
) -> None:
    quiet_page.goto(stage.url)
    phone = quiet_page.locator("#phone-12065550111")
    phone.get_by_label("Add a picture").click()
    phone.get_by_role("button", name="Send a child's drawing").click()
    drawing = phone.get_by_alt_text("Picture from Rosa Morales")
    expect(drawing).to_have_count(1)
    assert eventually(lambda: drawing.evaluate("picture => picture.naturalWidth") > 100)

    sample = stage.http.get(drawing.get_attribute("src") or "").content
    phone.get_by_label("Add a picture").click()
    phone.get_by_label("From this computer").set_input_files(
        {"name": "leo.png", "mimeType": "image/png", "buffer": sample}
    )
    expect(phone.get_by_text("leo.png")).to_be_visible()
    phone.get_by_label("Text from").fill("Mira")
    phone.get_by_role("button", name="Send", exact=True).click()

    expect(drawing).to_have_count(2)
    expect(phone.get_by_text("leo.png")).to_be_hidden()
    assert product.calls[1].fields["Body"] == "Mira"


def test_a_text_that_the_school_never_got_says_so(raise_stage: Raise, quiet_page: Page) -> None:
    stage = raise_stage(product_url="http://127.0.0.1:9")
    quiet_page.goto(stage.url)
    field = quiet_page.get_by_label("Text from Rosa Morales")
    field.fill("¿Hay alguien?")
    field.press("Enter")

    expect(quiet_page.get_by_text("Not delivered to the school")).to_be_visible()


def test_a_call_is_taken_heard_and_hung_up_by_keyboard_in_spanish_too(
    raise_stage: Raise, product: Product, quiet_page: Page
) -> None:
    stage = raise_stage(key_seconds=10.0)
    again = f'<Response><Gather action="{product.url}/keys"><Say language="es-US">Otra vez.</Say></Gather></Response>'
    product.says.append(again)
    quiet_page.goto(f"{stage.url}/?lang=es")
    stage.twilio().calls.create(to=ROSA, from_=LINE, twiml=again.replace("Otra vez.", "Hoy no hay clases."))
    phone = quiet_page.locator("#phone-12065550111")
    expect(phone.get_by_role("heading", name="Llamada de Ms. Lee")).to_be_visible()
    assert_accessible(quiet_page)

    phone.get_by_role("button", name="Contestar").focus()
    quiet_page.keyboard.press("Enter")
    expect(phone.get_by_role("log", name="Lo que se escucha")).to_contain_text("Hoy no hay clases.")
    expect(phone.get_by_role("button", name="1", exact=True)).to_be_focused()
    assert_accessible(quiet_page)
    quiet_page.keyboard.press("Enter")
    expect(phone.get_by_role("log", name="Lo que se escucha")).to_contain_text("Otra vez.")
    assert product.calls[-1].fields["Digits"] == "1"
    phone.get_by_role("button", name="Colgar").focus()
    quiet_page.keyboard.press("Enter")
    expect(phone.locator(".call")).to_have_count(0)
    expect(phone.get_by_label("Mensaje de")).to_be_focused()


def test_on_a_small_screen_there_is_one_phone_at_a_time_and_a_switch(stage: Stage, quiet_page: Page) -> None:
    quiet_page.set_viewport_size(PHONE_SCREEN)
    quiet_page.goto(stage.url)
    expect(quiet_page.locator("#phone-12065550111")).to_be_visible()
    expect(quiet_page.locator("#phone-12065550112")).to_be_hidden()
    stage.post(To=OMAR, Body="Hello")
    switch = quiet_page.get_by_role("button", name="Omar Haddad")
    expect(switch.locator(".unread")).to_be_visible()

    switch.click()

    expect(quiet_page.locator("#phone-12065550112")).to_be_visible()
    expect(quiet_page.locator("#phone-12065550111")).to_be_hidden()
    assert quiet_page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("screen", [PHONE_SCREEN, ViewportSize(width=1280, height=900)])
def test_axe_finds_nothing(stage: Stage, quiet_page: Page, language: str, screen: ViewportSize) -> None:
    for sender, to, body in ((ROSA, LINE, "STOP"), (ROSA, OFFICE, "¿Hay clases mañana?"), (OMAR, LINE, "")):
        stage.control("texts", {"from": sender, "to": to, "body": body, "media": [] if body else ["note"]})
    stage.control("faults", {"drop_callbacks": True})
    quiet_page.set_viewport_size(screen)
    quiet_page.goto(f"{stage.url}/?lang={language}")
    assert_accessible(quiet_page)

    quiet_page.locator(".pictures summary").first.click()
    assert_accessible(quiet_page)
