"""The findings that tips rest on, as `docs/research.md` tells them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from app.tips.curriculum import RESEARCH

_HEADING = re.compile(r"^###? (?P<key>.+)$", re.MULTILINE)
_ADDRESS = re.compile(r",? *<(https?://[^>\s]+)>")
_TITLE = re.compile(r'"([A-Z][^"]+ [^"]+)"')


@dataclass(frozen=True)
class Source:
    """Where a finding was read."""

    title: str
    """The work where the document names it, else the site."""
    url: str


@dataclass(frozen=True)
class Finding:
    """What a study found, in plain words, and where one can read it."""

    words: str
    sources: tuple[Source, ...]


def find_finding(key: str, path: Path = RESEARCH) -> Finding | None:
    """None for a key that is not there, and where the documents did not come with the installation."""
    return _findings(path).get(key)


@cache
def _findings(path: Path) -> dict[str, Finding]:
    if not path.exists():
        return {}
    parts = _HEADING.split(path.read_text(encoding="utf-8"))[1:]
    return {key: _finding(body) for key, body in zip(parts[::2], parts[1::2], strict=True)}


def _finding(body: str) -> Finding:
    words = " ".join(_ADDRESS.sub("", body).split())
    title = _TITLE.search(words)
    sources = []
    for number, url in enumerate(_ADDRESS.findall(body)):
        is_named = title is not None and number == 0
        sources.append(Source(title[1] if title and is_named else urlsplit(url).netloc, url))
    return Finding(words, tuple(sources))
