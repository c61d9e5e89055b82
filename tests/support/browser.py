"""A real Chromium for the journeys.

    python -m tests.support.browser

makes sure that there is one: as root on Debian and its kin it installs Chromium and the fonts, otherwise it
says what to install. Under CI a missing browser is an error; elsewhere the journeys are reported as not run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium")
"""The first knows no windows and needs a quarter less of the processor; not every system has it."""
NAMES = (*BROWSERS, "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FONTS = ("fonts-noto-core", "fonts-noto-color-emoji")
ADVICE = (
    f"The browser journeys need Chromium: `apt-get install {' '.join([BROWSERS[-1], *FONTS])}`, "
    "or name an installed one in CHROMIUM."
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or next((place for place in PLACES if Path(place).exists()), None)


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser without a window."""
    path = find_chromium()
    if path is None:
        raise FileNotFoundError(ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def install() -> None:
    """Install what is missing, where we may."""
    fonts = [package for package in FONTS if not is_installed(package)]
    browsers = [] if find_chromium() else [[browser] for browser in BROWSERS]
    wanted = [[*browser, *fonts] for browser in browsers or [[]]]
    if wanted == [[]] or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing what the browser journeys need …", flush=True)
    failed = apt_get("update")
    for packages in wanted if failed is None else []:
        failed = apt_get("install", "--yes", "--no-install-recommends", *packages)
        if failed is None:
            return
    sys.stderr.buffer.write(failed or b"")


def apt_get(command: str, *arguments: str) -> bytes | None:
    """What it said when it failed; None once it is done."""
    done = subprocess.run(
        ["apt-get", command, "-qq", "-o", "DPkg::Lock::Timeout=120", *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout if done.returncode else None


def is_installed(package: str) -> bool:
    """True for a Debian package that is there; a system without dpkg has none."""
    if not shutil.which("dpkg-query"):
        return False
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout == "installed"


def main() -> int:
    install()
    if find_chromium():
        return 0
    print(ADVICE, file=sys.stderr)
    return 1 if is_ci() else 0


if __name__ == "__main__":
    sys.exit(main())
