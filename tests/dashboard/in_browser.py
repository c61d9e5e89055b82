"""What every way through a real browser begins with."""

from playwright.sync_api import Page, ViewportSize

from tests.dashboard.conftest import Site
from tests.dashboard.school import PASSWORD

PHONE: ViewportSize = {"width": 390, "height": 844}


def sign_in(page: Page, site: Site, name: str = "Ms. Lee") -> None:
    """The person's inbox is open."""
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mail address").fill(site.yard.staff[name].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox*")
