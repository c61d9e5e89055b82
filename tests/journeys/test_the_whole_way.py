"""What a stranger sees who types `make demo`: a mother's text reaches the teacher, and the answer reaches the phone."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo.cast import CARMEN, DEMO_PASSWORD, LEE, LINES, ROSA, found_cast
from app.foundation.clock import system_clock
from app.foundation.database import Database
from app.foundation.migrations import migrate
from app.messages.open_thread import open_thread
from tests.support.installation import Installation, Provider

pytestmark = pytest.mark.browser

WITHIN_MS = 10_000
NEW_TEXT_WITHIN_MS = 2_000


class Stage:
    """The school with its web, worker and provider, and a browser that shows both sides."""

    def __init__(
        self, installation: Installation, web_url: str, provider: Provider, browser: Browser
    ) -> None:
        self.installation = installation
        self.web_url = web_url
        self.provider = provider
        self.browser = browser

    def phones(self) -> Page:
        page = self.browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{self.provider.server.url}/?show=0111,0112")
        return page

    def teacher(self) -> Page:
        page = self.browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{self.web_url}/sign-in")
        page.get_by_label("E-mail address").fill(LEE.email)
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/inbox*")
        return page


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("journey")
    database = Database(f"sqlite:///{folder / 'puente.db'}")
    migrate(database)
    began: datetime = system_clock() - timedelta(days=30)
    with database.writing() as session:
        cast = found_cast(session, now=began)
        thread = open_thread(
            session,
            school_id=cast.school.id,
            phone_number_id=cast.phones[ROSA.number].id,
            inbox_id=cast.inboxes[LEE.name].id,
            arrived_on=None,
            now=began,
        )
        thread.last_message_id = 0
    with Installation(folder, f"sqlite:///{folder / 'puente.db'}") as installation:
        provider = installation.start_provider()
        web = installation.start_web()
        installation.start_worker()
        yield Stage(installation, web.url, provider, browser)
    database.close()


def test_a_text_reaches_the_teacher_within_two_seconds_and_the_answer_reaches_the_phone(stage: Stage) -> None:
    phones, teacher = stage.phones(), stage.teacher()
    rosa = phones.locator(f"[data-number='{ROSA.number}']")
    rosa.get_by_role("textbox").fill("Buenos días, maestra. ¿Ana necesita su suéter mañana?")
    rosa.get_by_role("textbox").press("Enter")
    row = teacher.get_by_role("link", name=re.compile("Ana and Leo"))
    expect(row).to_be_visible(timeout=NEW_TEXT_WITHIN_MS)
    expect(rosa.get_by_text("Delivered to the school").last).to_be_visible(timeout=WITHIN_MS)
    row.click()
    expect(teacher.get_by_text("¿Ana necesita su suéter mañana?").last).to_be_visible()
    teacher.get_by_label(re.compile("Text to Rosa Morales")).fill("¡Sí, gracias! Hace frío en el patio.")
    teacher.keyboard.press("Control+Enter")
    expect(rosa.get_by_text("¡Sí, gracias! Hace frío en el patio.")).to_be_visible(timeout=WITHIN_MS)
    expect(teacher.locator("main").get_by_text(re.compile(r"Delivered \d")).last).to_be_visible(
        timeout=WITHIN_MS
    )
    assert [text.body for text in stage.provider.taken()].count("¡Sí, gracias! Hace frío en el patio.") == 1


def test_a_picture_arrives_without_where_it_was_taken(stage: Stage) -> None:
    answer = stage.provider.text_as_family(CARMEN.number, LINES[0], "Mire lo que hizo Sofía", ["drawing"])
    assert answer == 200
    teacher = stage.teacher()
    teacher.get_by_role("link", name=re.compile("Sofía")).click()
    picture = teacher.locator("main img").last
    expect(picture).to_be_visible(timeout=WITHIN_MS)
    expect(picture).to_have_js_property("complete", True, timeout=WITHIN_MS)
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_alto_ends_texting_and_the_teacher_is_told_why(stage: Stage) -> None:
    phones, teacher = stage.phones(), stage.teacher()
    carmen = phones.locator(f"[data-number='{CARMEN.number}']")
    carmen.get_by_role("textbox").fill("ALTO")
    carmen.get_by_role("textbox").press("Enter")
    expect(carmen.get_by_text(re.compile("INICIAR"))).to_be_visible(timeout=WITHIN_MS)
    teacher.goto(f"{stage.web_url}/inbox?queue=all")
    teacher.get_by_role("link", name=re.compile("Sofía")).click()
    expect(teacher.get_by_text(re.compile("Nothing can be sent to this number")).first).to_be_visible(
        timeout=WITHIN_MS
    )
    expect(teacher.get_by_label(re.compile("Text to"))).to_have_count(0)
