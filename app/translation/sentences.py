"""A text cut into its sentences, so that each can be recognised by itself.

Our own: what a library has learnt from books does not hold for texts, with their choices in one line, emoji for full
stops and sentences begun in small letters. Cutting too rarely costs a sentence that is not recognised; cutting within
one would make halves that nobody approved. So in doubt nothing is cut.
"""

import regex  # type: ignore[import-untyped]

_EMOJI = r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\ufe0f\u200d]"
_BREAK = regex.compile(
    rf"""
    (?P<stop>[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964]+)
        ["'\u201d\u2019\u00bb)\]]*(?:[ ]*{_EMOJI}+)*(?P<gap>\s+|$)
    |{_EMOJI}+(?P<gap>\s+)(?=[\p{{Lu}}\u00bf\u00a1])
    |(?P<gap>[ \t]*[\r\n]\s*)
    |(?P<gap>[ \t]+)(?=\p{{N}}{{1,2}}\)[ \t]*\S)
    """,
    regex.VERBOSE,
)
_LAST_WORD = regex.compile(r"(?<![\p{L}\p{N}.])(?:\p{L}+\.)*[\p{L}\p{M}]+$")
_LIST_NUMBER = regex.compile(r"\s*\p{N}{1,2}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BEFORE_A_NAME = _words(
    "dr dra fr jr lic lcda mr mrs ms mt mx prof profa profr rev sr sra sres srita srta sto vda vs"
)
_BEFORE_A_NUMBER = _words("ext no nro num núm p pág tel tels")
_WITHIN = _words("am apt apto aprox av ave blvd dept depto ej esp etc incl pm st ud uds")
"""These may also end a sentence: they do where the next word has a capital."""


def split_into_sentences(text: str) -> list[str]:
    """The sentences, each with the blanks and line breaks that follow it: joined they are the text again."""
    pieces: list[str] = []
    start = 0
    for found in _BREAK.finditer(text):
        if text[start : found.end()].strip() and _ends(text, start, found):
            pieces.append(text[start : found.end()])
            start = found.end()
    if text[start:].strip() or (text and not pieces):
        return [*pieces, text[start:]]
    return pieces


def _ends(text: str, start: int, found: "regex.Match[str]") -> bool:
    stop, following = found["stop"], text[found.end() :]
    if stop is None or not following or "\n" in found["gap"]:
        return True
    if stop == ".":
        return not _belongs_to_its_word(text[start : found.start("stop")], following)
    return not (stop[0] in ".\u2026" and following[0].islower())  # "well... maybe"


def _belongs_to_its_word(before: str, following: str) -> bool:
    """Whether this full stop is none: "Ms. Lee", "at 6 p.m. in the gym", "No. 5", "J. Smith", "1. Coat"."""
    if _LIST_NUMBER.fullmatch(before):
        return True
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last.group().casefold()
    if word in _BEFORE_A_NAME:
        return True
    if word in _BEFORE_A_NUMBER:
        return following[0].isdigit()
    if word in _WITHIN or "." in word:
        return not (following[0].isupper() or following[0] in "\u00bf\u00a1")
    return len(word) == 1 and last.group().isupper() and following[0].isupper()
