"""The address of a school's picture, and its way through the provider to a phone."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Page, expect
from starlette.types import ASGIApp

from app.broadcasts.broadcast import Broadcast
from app.foundation.settings import Settings
from app.gateway.port import Accepted, OutgoingText
from app.gateway.twilio import TwilioGateway
from app.main import create_app
from app.messages.outgoing_pictures import add_picture, picture_to_send
from app.schools.school import School
from app.simulator import Phone, SchoolLine, SimulatorConfig
from app.simulator.app import create_simulator
from app.staff.staff_member import StaffMember
from tests.dashboard.conftest import Site
from tests.dashboard.in_browser import sign_in
from tests.dashboard.two_languages import at_work
from tests.gateway.pretend_host import ACCOUNT, TOKEN
from tests.messages.test_pictures import drawn, written
from tests.support.cast import MAIN, MAYA, NOON
from tests.support.installation import http_client
from tests.support.servers import free_port

SNOW = {"en": "Snow on the school bus.", "es": "Nieve sobre el autobús escolar."}


@pytest.fixture
def key(site_on_either: Site) -> str:
    with at_work(site_on_either) as (session, yard):
        school, by = yard.school, yard.staff["Ms. Lee"]
        picture = picture_to_send(written(drawn(), "JPEG"), described=SNOW)
        return add_picture(session, school, picture, by=by, now=NOON).key


@contextmanager
def served(program: ASGIApp, port: int) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(program, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    give_up_at = time.monotonic() + 10
    while not server.started and time.monotonic() < give_up_at:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def visitor_of(url: str) -> httpx.Client:
    """Straight there: no proxy of the environment stands between this machine and itself."""
    return http_client(url)


def test_whoever_knows_the_address_gets_the_picture_and_nothing_that_runs(
    site_on_either: Site, key: str
) -> None:
    with visitor_of(site_on_either.url) as provider:
        asked, got = provider.head(f"/pictures/{key}"), provider.get(f"/pictures/{key}")
    assert (asked.status_code, got.status_code, asked.content) == (200, 200, b"")
    assert got.content.startswith(b"\xff\xd8\xff")
    for answer in (asked, got):
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "immutable" in answer.headers["cache-control"]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("guess", ["1", "made-up", "%00", "x" * 5000])
def test_a_guess_finds_nothing(site_on_either: Site, key: str, guess: str) -> None:
    with visitor_of(site_on_either.url) as stranger:
        for path in (guess, key[:-1], key.swapcase()):
            answer = stranger.get(f"/pictures/{path}")
            assert (answer.status_code, answer.headers.get("cache-control")) == (404, None)


def test_a_picture_reaches_the_phone_with_what_it_shows(site_on_either: Site, key: str) -> None:
    product = site_on_either.url
    own_url = f"http://127.0.0.1:{(port := free_port())}"
    phone = Phone(MAYA, "Maya's father", lines=(SchoolLine(MAIN, "Ms. Lee"),))
    config = SimulatorConfig(ACCOUNT, TOKEN, product_url=product, own_url=own_url, delay=0, phones=(phone,))
    text = OutgoingText(
        MAYA, MAIN, "Two hours later", f"{product}/status", picture_url=f"{product}/pictures/{key}"
    )
    with served(create_simulator(config), port), visitor_of(own_url) as browser:
        gateway = TwilioGateway(account_sid=ACCOUNT, username=ACCOUNT, password=TOKEN, api_url=own_url)
        accepted = gateway.send(text)
        gateway.close()
        assert isinstance(accepted, Accepted)
        assert accepted.provider_sid.startswith("MM")
        page, give_up_at = "", time.monotonic() + 10
        while "/phones/pictures/" not in page and time.monotonic() < give_up_at:
            time.sleep(0.02)
            page = unescape(browser.get("/").text)
    assert 'alt="Snow on the school bus. / Nieve sobre el autobús escolar."' in page


def test_only_a_form_with_a_picture_may_be_as_large_as_a_picture(tmp_path: Path) -> None:
    product = create_app(Settings(_env_file=None, database_url=f"sqlite:///{tmp_path / 'none.db'}"))
    with served(product, free_port()) as url, visitor_of(url) as stranger:
        large = {"picture": ("bus.jpg", b"\xff\xd8\xff" + b"x" * 6_000_000, "image/jpeg")}
        answers = [
            stranger.post(path, data={"csrf": ""}, files=large).status_code
            for path in ("/announcements/1/what", "/announcements/1/who")
        ]
    assert answers == [303, 413]


@pytest.mark.browser
@pytest.mark.usefixtures("complaints")
def test_a_picture_turns_segments_into_one_message_while_somebody_writes(page: Page, site: Site) -> None:
    with at_work(site) as (session, yard):
        school, by = (
            session.get_one(School, yard.school.id),
            session.get_one(StaffMember, yard.staff["Ms. Lee"].id),
        )
        broadcast = Broadcast(
            school_id=school.id,
            author_id=by.id,
            inbox_id=yard.inboxes["Ms. Lee"].id,
            title="Snow day",
            made_at=site.clock(),
            changed_at=site.clock(),
        )
        session.add(broadcast)
        session.flush()
        path = f"/announcements/{broadcast.id}/what"
    sign_in(page, site)
    page.goto(site.url + path)
    words = page.locator("textarea[data-language=en]")
    words.fill("The buses come two hours later today. " * 5)
    size = page.locator("#size-en")
    expect(size).to_contain_text("2 segments")
    page.get_by_text("A picture", exact=True).click()
    page.locator("[name=picture]").set_input_files(
        {"name": "bus.jpg", "mimeType": "image/jpeg", "buffer": written(drawn(), "JPEG")}
    )
    expect(size).to_have_text("189 characters · one message with a picture · about $0.03, an estimate")
    page.locator("[name=described_en]").fill(SNOW["en"])
    page.locator("[name=described_es]").fill(SNOW["es"])
    page.get_by_role("button", name="Go on to when it leaves").click()
    page.wait_for_url("**/when")
    page.goto(site.url + path)
    expect(page.get_by_alt_text(SNOW["en"])).to_be_visible()
    assert page.get_by_alt_text(SNOW["en"]).evaluate("picture => picture.naturalWidth") == 60
    expect(size).to_contain_text("one message with a picture")
    page.get_by_label("Send it without the picture").check()
    expect(size).to_contain_text("2 segments")
