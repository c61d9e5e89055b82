"""The pictures of the README, taken from a running demo of its own.

    python scripts/pictures.py [picture …]    all of them, or those named: inbox, conversation, spanish, phones,
                                              board, schedule, emergency, report

The demo begins afresh in a temporary folder, so the pictures show what a newcomer sees.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from app.demo.cast import DEMO_PASSWORD, LEE, NEWCOMER, OKAFOR, ROSA, RUIZ, Colleague
from app.demo.phones import PHONES
from tests.support.browser import running_chromium
from tests.support.servers import Server, free_port

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SETTLES_MS = 800


@dataclass(frozen=True)
class Screen:
    """What somebody sits in front of."""

    width: int
    height: int
    scale: float
    is_touch: bool = False


LAPTOP = Screen(1360, 850, 1.5)
PHONE = Screen(390, 844, 2, is_touch=True)
WIDE = Screen(1440, 940, 1)
TALL = Screen(1240, 1260, 1.2)


def main() -> None:
    wanted = sys.argv[1:] or list(SHOTS)
    dashboard, phones = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="puente-pictures-") as folder:
        ports = ("--port", str(dashboard), "--phones-port", str(phones))
        with Server(["demo", *ports, "--folder", f"{folder}/demo"], Path(folder), {}) as demo:
            demo.wait_until(lambda: "Ctrl-C" in demo.words())
            urls = Urls(f"http://127.0.0.1:{dashboard}", f"http://127.0.0.1:{phones}")
            with running_chromium() as browser:
                for name in wanted:
                    take(browser, urls, name)


@dataclass(frozen=True)
class Urls:
    """Where the demo of the moment is."""

    dashboard: str
    phones: str


def take(browser: Browser, urls: Urls, name: str) -> None:
    """One picture is in its file."""
    screen, show = SHOTS[name]
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.scale,
        has_touch=screen.is_touch,
        is_mobile=screen.is_touch,
        locale="en-US",
        reduced_motion="reduce",
    )
    page = context.new_page()
    show(page, urls)
    page.wait_for_timeout(SETTLES_MS)
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    path.write_bytes(smaller(page.screenshot()))
    context.close()
    print(f"{path.relative_to(Path.cwd())}: {path.stat().st_size // 1024} KB")


def smaller(png: bytes) -> bytes:
    """The very same picture in fewer bytes."""
    out = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()


def sign_in(page: Page, urls: Urls, colleague: Colleague) -> None:
    page.goto(f"{urls.dashboard}/sign-in?lang={colleague.language}")
    page.locator("[name=email]").fill(colleague.email)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/inbox*")


def show_inbox(page: Page, urls: Urls) -> None:
    sign_in(page, urls, LEE)
    open_thread(page, ROSA.name)
    page.locator("textarea").first.wait_for()


def show_conversation(page: Page, urls: Urls) -> None:
    sign_in(page, urls, LEE)
    open_thread(page, ROSA.name)


def show_spanish_inbox(page: Page, urls: Urls) -> None:
    sign_in(page, urls, RUIZ)
    open_thread(page, NEWCOMER.number[-4:])


def show_board(page: Page, urls: Urls) -> None:
    sign_in(page, urls, LEE)
    page.goto(f"{urls.dashboard}/events")
    page.get_by_role("link", name="Family dinners").first.click()
    page.wait_for_url(re.compile(r"/events/\d+$"))
    page.mouse.move(0, 0)


def show_schedule(page: Page, urls: Urls) -> None:
    sign_in(page, urls, OKAFOR)
    page.goto(f"{urls.dashboard}/schedule")


def show_emergency(page: Page, urls: Urls) -> None:
    sign_in(page, urls, OKAFOR)
    page.goto(f"{urls.dashboard}/announcements/emergency/closure")
    page.get_by_role("button", name="Review these words").first.click()
    page.wait_for_url("**/review")


def show_report(page: Page, urls: Urls) -> None:
    sign_in(page, urls, OKAFOR)
    page.goto(f"{urls.dashboard}/announcements")
    page.get_by_role("link", name="Picture day").first.click()
    page.mouse.move(0, 0)


def show_phones(page: Page, urls: Urls) -> None:
    page.goto(urls.phones)
    page.get_by_role("heading", name=PHONES[0].name).wait_for()


def open_thread(page: Page, words: str) -> None:
    page.get_by_role("link", name=re.compile(re.escape(words))).first.click()
    page.wait_for_url("**thread=*")


SHOTS: dict[str, tuple[Screen, Callable[[Page, Urls], None]]] = {
    "inbox": (LAPTOP, show_inbox),
    "conversation": (PHONE, show_conversation),
    "spanish": (LAPTOP, show_spanish_inbox),
    "phones": (WIDE, show_phones),
    "board": (TALL, show_board),
    "schedule": (TALL, show_schedule),
    "report": (TALL, show_report),
    "emergency": (PHONE, show_emergency),
}


if __name__ == "__main__":
    main()
