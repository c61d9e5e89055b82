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

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-color-emoji")
ADVICE = (
    f"The browser journeys need Chromium: `apt-get install {' '.join(PACKAGES)}`, "
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
    missing = [package for package in PACKAGES if not is_installed(package)]
    if find_chromium():
        missing = [package for package in missing if package != "chromium"]
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {', '.join(missing)} for the browser journeys …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    patient = ("-qq", "-o", "DPkg::Lock::Timeout=120")
    for command in (
        ["apt-get", "update", *patient],
        ["apt-get", "install", *patient, "--yes", "--no-install-recommends", *missing],
    ):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode != 0:
            sys.stderr.buffer.write(done.stdout)
            return


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
