"""An announcement from the first word to the sending, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Site
from tests.dashboard.in_browser import PHONE, faults_unfolded, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def test_a_snow_day_on_a_phone_takes_three_presses_to_the_review(page: Page, site: Site) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, site, "Dr. Okafor")
    page.get_by_role("link", name="Announcements").click()
    page.get_by_role("link", name="Emergency: Closure").click()
    page.get_by_role("button", name="Review these words").first.click()
    page.wait_for_url("**/review")
    expect(page.get_by_text("hoy, lunes, 23 de noviembre, no hay clases")).to_be_visible()
    expect(page.get_by_role("link", name="Lucía (Rosa Muñoz)")).to_be_visible()
    page.get_by_label("Why it cannot wait").fill("Ice on every road, no bus can run")
    page.get_by_role("button", name="Send to 2 families now").click()
    page.wait_for_url("**/announcements/1")
    expect(page.get_by_role("heading", name="Closure, Monday, November 23")).to_be_visible()


def test_a_poll_of_one_class_but_one_family(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("link", name="Announcements").click()
    page.get_by_role("link", name="New announcement").click()
    page.get_by_label("3A Ms. Lee").first.uncheck()
    expect(page.locator("#count")).to_contain_text("Choose whom it is for.")
    page.get_by_label("3A Ms. Lee").first.check()
    expect(page.locator("#count")).to_contain_text("5 families")
    page.get_by_text("Except…").click()
    page.get_by_label("A name in the family").fill("noa")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Noah (Jordan Carter)").check()
    expect(page.locator("#count")).to_contain_text("4 families")
    page.get_by_role("button", name="Go on to the words").click()
    page.get_by_label("English").first.fill("Which day suits you?")
    page.get_by_label("Spanish").first.fill("¿Qué día prefiere?")
    page.locator("#slot-date").fill("2026-12-03")
    page.get_by_role("button", name="Insert the day").click()
    expect(page.get_by_label("Spanish").first).to_have_value("¿Qué día prefiere? jueves, 3 de diciembre")
    expect(page.locator("#size-en")).to_contain_text("1 segment")
    page.get_by_label("A poll").check()
    for number, english, spanish in ((1, "Monday", "El lunes"), (2, "Friday", "El viernes")):
        answer = page.get_by_role("group", name=f"Answer {number}")
        answer.get_by_label("English").fill(english)
        answer.get_by_label("Spanish").fill(spanish)
    page.get_by_label("Answers count until").fill("2026-11-30T18:00")
    page.get_by_role("button", name="Save and review").click()
    expect(page.get_by_text("1) El lunes 2) El viernes")).to_be_visible()
    page.get_by_role("button", name="Send to 1 family now").click()
    page.wait_for_url("**/announcements/1")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(screen: Page, site: Site) -> None:
    okafor = site.as_staff("Dr. Okafor")
    okafor.post("/announcements/emergency/closure", starter="closure.closed_today")
    section = site.yard.sections["3A Ms. Lee"].id
    who = {"kind": "sections", "section": section, "inbox": "class", "urgency": "ordinary", "step": "save"}
    okafor.post("/announcements/new", who)
    sign_in(screen, site, "Dr. Okafor")
    steps = [f"/announcements/{i}/{step}" for i in (1, 2) for step in ("who", "what", "when", "review")]
    others = [f"/announcements{other}" for other in ("", "/new", "/emergency/weather", "/rules")]
    assert faults_unfolded(screen, site, others + steps) == []
