"""What an announcement says and asks, as its form shows it: every language with what its words take to send."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast
from app.dashboard.broadcasts.fields import ChoiceTyped, WhatTyped
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.said import NOTHING_SAID, Said, say
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price, hints_of, size_words, size_words_with_picture
from app.dashboard.words import Tone
from app.foundation.i18n import _l
from app.interpreting.drafting import Typed, find_proposal
from app.interpreting.trust import Trust
from app.schools.school import School
from app.sms.languages import family_languages

LONGEST_NAME = "Maximiliano"


@dataclass(frozen=True)
class Side:
    """The words in one language."""

    language: str
    name: str
    words: str
    size: str
    hints: list[str]
    mark: Mark | None
    said: Said = NOTHING_SAID
    """What is told about a translation that was asked for."""
    may_translate: bool = False


def sides_of(
    session: Session,
    staff: SignedIn,
    broadcast: Broadcast,
    typed: WhatTyped,
    price: Price,
    trust: Trust,
) -> list[Side]:
    """The writer's own language first. Where nothing stands, what is known to translate their words is put."""
    own = staff.person.language
    return [
        _side(
            staff, broadcast, typed, language, price, _said(session, staff, broadcast, typed, language, trust)
        )
        for language in sorted(family_languages(), key=lambda code: code != own)
    ]


def _said(
    session: Session,
    staff: SignedIn,
    broadcast: Broadcast,
    typed: WhatTyped,
    language: str,
    trust: Trust,
) -> Said:
    """What came of asking for a translation of the words that are kept; nothing where none was asked for."""
    own = staff.person.language
    source = broadcast.words.get(own, "")
    if language == own or not source or typed.words.get(language):
        return NOTHING_SAID
    proposal = find_proposal(session, Typed(staff.school, None, source, own, language), trust=trust)
    return say(staff.reader, proposal, language) if proposal else NOTHING_SAID


def typed_words(broadcast: Broadcast, reader: Reader) -> WhatTyped:
    """A draft as the form shows it."""
    return WhatTyped(
        words=dict(broadcast.words),
        asks=broadcast.asks.value,
        choices=tuple(
            ChoiceTyped(dict(one["words"]), "" if one.get("places") is None else str(one["places"]))
            for one in broadcast.choices
        ),
        answers_until=reader.to_local(broadcast.answers_until) if broadcast.answers_until else "",
        version=broadcast.version,
    )


def fills(school: School) -> dict[str, str]:
    """What stands in the places of a wording while it is measured."""
    return {"child": LONGEST_NAME, "school": school.name, "office_phone": school.office_phone}


def _side(
    staff: SignedIn, broadcast: Broadcast, typed: WhatTyped, language: str, price: Price, said: Said
) -> Side:
    reader = staff.reader
    words = typed.words.get(language, "") or said.body
    filled = words
    for slot, value in fills(staff.school).items():
        filled = filled.replace("{" + slot + "}", value)
    has_picture = broadcast.picture_id is not None and not typed.without_picture
    sized = size_words_with_picture if has_picture else size_words
    return Side(
        language,
        reader.language_name(language),
        words,
        sized(reader, filled, price),
        list(hints_of(reader, filled, leaves=True)),
        None if said.label else _mark(reader, broadcast, language, words),
        said,
        may_translate=language != staff.person.language,
    )


def _mark(reader: Reader, broadcast: Broadcast, language: str, words: str) -> Mark | None:
    """What the words in this language still need, as far as it is known."""
    named = {"language": reader.language_word(language)}
    if not words.strip():
        lacks = reader.say(_l("No words in %(language)s yet: nothing leaves without them."), named)
        return Mark(lacks, Tone.BAD, "triangle-alert") if broadcast.words else None
    if _is_machines(broadcast.machine_words, words, language) and broadcast.checked_by is None:
        made = reader.gettext(_l("Machine translation: somebody who reads both languages looks at it first."))
        return Mark(made, Tone.WAIT, "languages")
    return None


def _is_machines(machine: Mapping[str, str], words: str, language: str) -> bool:
    return machine.get(language, "").split() == words.split()
