"""A group from its name to its flyer and its first family, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Site
from tests.dashboard.in_browser import PHONE, faults_unfolded, sign_in
from tests.dashboard.test_group_pages import STRANGER, text_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def test_from_the_name_to_the_first_family(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("link", name="Groups").click()
    page.get_by_label("Name of a new group").fill("Robot club")
    page.get_by_role("button", name="Make the group").click()
    page.get_by_role("button", name="Show the class").click()
    expect(page.get_by_role("checkbox", name=re.compile("Ana González"))).to_be_checked()
    page.get_by_label(re.compile("Noah Carter")).uncheck()
    page.get_by_role("button", name="Add those ticked").click()
    expect(page.get_by_text("4 students · 0 phones joined by text")).to_be_visible()
    page.get_by_role("button", name=re.compile("Take out.*Emma Novak")).click()
    expect(page.get_by_text("3 students")).to_be_visible()
    page.get_by_label("Word", exact=True).fill("Robots")
    page.get_by_label("Last day").fill("2027-06-11")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Flyer to print").click()
    expect(page.get_by_text("UNIRME ROBOTS")).to_be_visible()

    text_in(site, STRANGER, "UNIRME ROBOTS")
    text_in(site, STRANGER, "Noah, con la maestra Lee")
    page.goto(f"{site.url}/inbox")
    page.get_by_role("link", name=re.compile("Asking to join")).click()
    page.get_by_role("link", name="Decide").click()
    page.set_viewport_size(PHONE)
    page.get_by_label(re.compile("Noah Carter")).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Accept and tell the family").press("Enter")
    expect(page.get_by_text("4 students · 1 phone joined by text")).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(screen: Page, site: Site) -> None:
    office = site.as_staff("Dr. Okafor")
    office.post("/groups", name="Robot club")
    office.post("/groups/1/students", student=[1, 2])
    office.post("/groups/1/word", word="robots", until="2027-06-11")
    for number in (STRANGER, "+12065550178"):
        text_in(site, number, "JOIN ROBOTS")
        text_in(site, number, "Ana, maestra Lee")
    office.post("/groups/requests/2/accept")
    sign_in(screen, site, "Dr. Okafor")
    paths = ("/groups", "/groups/1", "/groups/1?q=a", "/groups/1/flyer", "/groups/requests/1")
    assert faults_unfolded(screen, site, paths) == []
