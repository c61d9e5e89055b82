"""An event from the first word to the door, in a real browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Site
from tests.dashboard.evening import THURSDAY, family_answers, reading_night, with_answers, worker_runs
from tests.dashboard.in_browser import PHONE, faults_unfolded, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("complaints")]


def test_from_the_plan_to_the_door(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("link", name="Events").click()
    page.get_by_role("link", name="New event").click()
    for group, english, spanish in (
        ("What you invite to", "Family dinner", "Cena en familia"),
        ("Place", "Gym", "Gimnasio"),
    ):
        fields = page.get_by_role("group", name=group)
        fields.get_by_label("English").fill(english)
        fields.get_by_label("Spanish").fill(spanish)
    first = page.get_by_role("group", name="Date 1")
    first.get_by_label("Day").fill("2026-12-03")
    first.get_by_label("Begins").fill("17:30")
    first.get_by_label("Ends").fill("19:00")
    page.get_by_label("3A Ms. Lee").uncheck()
    expect(page.locator("#reach")).to_contain_text("Choose whom you invite.")
    page.get_by_label("3A Ms. Lee").check()
    expect(page.locator("#reach")).to_contain_text("5 families")
    page.get_by_label("A ride for those who need one").check()
    page.get_by_role("button", name="Save and see the invitation").click()
    expect(page.get_by_text("les invitamos! Cena en familia.")).to_be_visible()
    page.get_by_role("button", name="Invite 2 families now").click()
    expect(page.get_by_text("Families are invited.")).to_be_visible()

    worker_runs(site)
    site.clock.forward(timedelta(minutes=9))
    family_answers(site, "Ana", "1 somos 4, necesitamos transporte")
    page.reload()
    expect(page.locator(".figures .coming")).to_contain_text("4 people")
    page.get_by_role("link", name="Needs").click()
    page.get_by_role("button", name=re.compile("^Take.*Ana")).click()
    expect(page.get_by_text("Ms. Lee sees to it")).to_be_visible()
    page.get_by_text("Done: tell the family").click()
    page.get_by_role("textbox", name="Spanish").fill("La Sra. Ruiz pasa por ustedes a las 5.")
    page.get_by_role("button", name="Tell the family", exact=True).click()
    expect(page.get_by_text("0 open, 1 settled")).to_be_visible()

    site.clock.moment = THURSDAY
    sign_in(page, site)  # days later, the session is over
    page.set_viewport_size(PHONE)
    page.goto(f"{site.url}/events/1")
    page.get_by_role("link", name="Check in").click()
    page.get_by_role("searchbox").fill("ana")
    page.get_by_role("button", name="One more: Ana").click()
    page.get_by_role("button", name=re.compile("Ana.*has arrived")).click()
    expect(page.get_by_text("1 family is here (5 people)")).to_be_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(screen: Page, site: Site) -> None:
    made = with_answers(site, reading_night(site, dates=2))
    sign_in(screen, site, "Dr. Okafor")
    parts = (
        "",
        "/invitation",
        "/edit",
        "/needs",
        "/check-in/1",
        "/flyer",
        "/change",
        "/call-off",
        "/guests/1",
    )
    here = [f"/events/{made.event}{part}" for part in parts]
    assert faults_unfolded(screen, site, ["/events", "/events/new", *here]) == []
