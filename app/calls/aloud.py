"""A text as it is said: phone numbers digit by digit, spans of time in words, no links and no pictures. Pure."""

import re
from collections.abc import Mapping

import regex  # type: ignore[import-untyped]

_PHONE = re.compile(r"(?<![\w+])\+?(?:1[-. ])?\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}(?!\d)", re.ASCII)
_LINK = re.compile(r"(?:https?://|www\.)(?P<host>[^\s/?#]+)[^\s]*", re.IGNORECASE)
_SPAN = re.compile(r"(?<=[\d.mM])\s?[-\u2013]\s?(?=\d{1,2}(?::\d\d| ?[ap]\.?\s?m))", re.IGNORECASE)
_DECORATION = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f\u20e3*_#~|<>\[\]{}]+")
_HALF_DAY = re.compile(r"(?<=\d)\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE)

_TO: Mapping[str, str] = {"en": "to", "es": "a"}
_DOT: Mapping[str, str] = {"en": "dot", "es": "punto"}
_OFFICE_EXTENSION = re.compile(r"\b(?:ext|x)\.?\s?(?P<number>\d{1,6})\b", re.IGNORECASE)
_EXTENSION: Mapping[str, str] = {"en": "extension", "es": "extensión"}


def read_aloud(text: str, language: str) -> str:
    """The words for a voice. A language that nobody has added above keeps its spans and links as they are."""
    said = _LINK.sub(lambda link: _spoken_host(link["host"], language), text)
    said = _PHONE.sub(lambda number: _digit_by_digit(number.group()), said)
    if language in _EXTENSION:
        said = _OFFICE_EXTENSION.sub(lambda found: f"{_EXTENSION[language]} {_spaced(found['number'])}", said)
    if language in _TO:
        said = _SPAN.sub(f" {_TO[language]} ", said)
    said = _HALF_DAY.sub(lambda found: f" {found['half'].lower()}.m.", said)
    said = _DECORATION.sub(" ", said)
    lines = (" ".join(line.split()) for line in said.splitlines())
    return "\n".join(line for line in lines if line)


def _digit_by_digit(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    area, rest = digits[-10:-7], digits[-7:]
    return ", ".join(_spaced(group) for group in (area, rest[:3], rest[3:]))


def _spaced(digits: str) -> str:
    return " ".join(digits)


def _spoken_host(host: str, language: str) -> str:
    dot = _DOT.get(language)
    return host.removeprefix("www.").replace(".", f" {dot} ") if dot else host
