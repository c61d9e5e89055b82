"""What every way through a real browser begins with, and what no page may have."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.dashboard.school import PASSWORD

if TYPE_CHECKING:
    from tests.dashboard.conftest import Site

LAPTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}


def sign_in(page: Page, site: "Site", name: str = "Ms. Lee") -> None:
    """The person's inbox is open."""
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mail address").fill(site.yard.staff[name].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox*")


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands, and whether it scrolls sideways."""
    violations = Axe().run(page).response["violations"]
    found = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in violations]
    assert page.viewport_size is not None
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        found.append("scrolls sideways")
    return found


def faults_unfolded(page: Page, site: "Site", paths: Iterable[str]) -> list[tuple[str, str]]:
    """The same of each of these pages, with everything on it unfolded."""
    found = []
    for path in paths:
        page.goto(site.url + path)
        page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
        found += [(path, fault) for fault in faults(page)]
    return found
