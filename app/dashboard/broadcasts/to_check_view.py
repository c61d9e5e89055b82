"""What a machine wrote of an announcement, for somebody who reads both languages."""

from dataclasses import dataclass

from app.broadcasts.broadcast import Broadcast
from app.broadcasts.planning.needs import sayings, unchecked_languages
from app.dashboard.reader import Reader


@dataclass(frozen=True)
class ToCheck:
    """Words of a machine beside those they translate."""

    key: str
    language: str
    name: str
    words: str
    source: str
    source_language: str


def to_check(reader: Reader, broadcast: Broadcast) -> list[ToCheck]:
    """What a machine wrote and nobody has looked at, beside what a person wrote."""
    unchecked = unchecked_languages(broadcast)
    source_language = next((code for code in broadcast.words if code not in unchecked), "")
    said = sayings(broadcast.words, broadcast.choices)
    found = []
    for key in broadcast.machine_words:
        language, _, number = key.partition(" ")
        if language in unchecked and key in said:
            source = said.get(f"{source_language} {number}".strip(), "")
            name = reader.language_name(language)
            found.append(ToCheck(key, language, name, said[key], source, source_language))
    return found
