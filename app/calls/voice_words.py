"""What a call says, piece by piece: who calls, the words, and which keys there are. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.calls.aloud import read_aloud
from app.gateway.voice import Say, Speech
from app.sms.catalog import Catalog


@dataclass(frozen=True)
class Script:
    """The words of one call, and the school that makes it."""

    school: str
    office_phone: str
    words: tuple[Say, ...]
    """In the order in which they are read out: one where the family's language is known, else one for each."""


def first_speech(catalog: Catalog, script: Script, key_url: str) -> Speech:
    """Who calls, then the words, then the keys; and once more for a machine, or for who was slow to listen."""
    greeting = "voice_greeting" if len(script.words) == 1 else "voice_greeting_unknown"
    return Speech(
        key_url=key_url,
        until_a_key=(
            *_said(catalog, script, greeting),
            *script.words,
            *_said(catalog, script, "voice_keys"),
        ),
        afterwards=(*script.words, *_said(catalog, script, "voice_goodbye")),
    )


def once_more(catalog: Catalog, script: Script, key_url: str) -> Speech:
    """The words again, because somebody asked for them."""
    return Speech(
        key_url=key_url,
        until_a_key=(*script.words, *_said(catalog, script, "voice_keys")),
        afterwards=_said(catalog, script, "voice_goodbye"),
    )


def keys_again(catalog: Catalog, script: Script, key_url: str) -> Speech:
    """Which keys there are, because somebody pressed another."""
    return Speech(
        key_url=key_url,
        until_a_key=_said(catalog, script, "voice_keys"),
        afterwards=_said(catalog, script, "voice_goodbye"),
    )


def farewell(catalog: Catalog, script: Script) -> Speech:
    """It has been read out often enough."""
    return Speech(None, _said(catalog, script, "voice_goodbye"))


def no_more_calls(catalog: Catalog, script: Script) -> Speech:
    """The wish for no more calls is confirmed at once."""
    return Speech(None, _said(catalog, script, "voice_no_calls"))


NOTHING_TO_SAY = Speech(None, ())
"""For a call that nobody knows of."""


def aloud(words: Sequence[Say]) -> tuple[Say, ...]:
    """Words that were written to be read, as they are said."""
    return tuple(Say(one.language, read_aloud(one.words, one.language)) for one in words)


def _said(catalog: Catalog, script: Script, name: str) -> tuple[Say, ...]:
    return tuple(_in_each(catalog, script, name))


def _in_each(catalog: Catalog, script: Script, name: str) -> Iterator[Say]:
    values = {"school": script.school, "office_phone": script.office_phone}
    for one in script.words:
        wording = catalog.wording(name, one.language)
        filled = wording.fill(**{slot: values[slot] for slot in wording.slots})
        yield Say(one.language, read_aloud(filled, one.language))
