"""An announcement that leaves while somebody looks on, and the families whom it did not reach, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from tests.dashboard.announced import announced
from tests.dashboard.conftest import Site
from tests.dashboard.in_browser import PHONE, faults_unfolded, sign_in
from tests.dashboard.two_languages import at_work

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def test_the_report_moves_by_itself_and_the_rest_is_told_by_phone(page: Page, site: Site) -> None:
    made = announced(site)
    sign_in(page, site)
    page.goto(site.url + made.path)
    expect(page.locator(".report-sum")).to_contain_text("10 families = 1 delivered")
    with at_work(site) as (session, _):
        text = session.get_one(BroadcastRecipient, made.recipients["Noah"]).message_id
        session.get_one(Message, text).status = DeliveryStatus.DELIVERED
    expect(page.locator(".report-sum")).to_contain_text("10 families = 2 delivered")
    page.get_by_text("Cancel the rest", exact=True).click()
    expect(page.get_by_text("2 families will not get it.")).to_be_visible()
    page.get_by_role("button", name="Yes, cancel the rest").click()
    expect(page.locator(".report-sum")).to_contain_text("2 cancelled")
    with site.database.reading() as session:
        assert session.get_one(Broadcast, made.id).state is BroadcastState.CANCELLED

    page.set_viewport_size(PHONE)
    page.get_by_role("link", name=re.compile("^Call list")).click()
    page.get_by_role("button", name=re.compile("^I take this on.*Lucía")).click()
    lucia = page.get_by_role("article", name="Lucía")
    expect(lucia.get_by_text("Hola, le llamo de Lincoln Elementary.")).to_be_visible()
    lucia.get_by_label("Note").fill("Contestó la abuela")
    lucia.get_by_role("button", name="I called").press("Enter")
    expect(page.get_by_text("1 has been told")).to_be_visible()
    page.get_by_role("link", name="Told", exact=True).click()
    expect(page.get_by_text("Ms. Lee called, 12:02")).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(screen: Page, site: Site) -> None:
    made = announced(site, asks=Asks.POLL)
    sign_in(screen, site, "Dr. Okafor")
    parts = ("", "/families?group=not_texted", "/call-list", "/letters", "/latecomers")
    assert faults_unfolded(screen, site, [made.path + part for part in parts]) == []
