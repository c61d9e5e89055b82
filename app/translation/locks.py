"""Names, times, dates, amounts, phone numbers, links and keywords, kept whole on the way through an engine.

Each is replaced by a made-up proper noun before a text goes to an engine, and must come back exactly as often as it
left. Otherwise the engine has broken a lock, and what it wrote is not used.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import regex  # type: ignore[import-untyped]
from babel import Locale

from app.sms.encoding import with_plain_punctuation
from app.translation.clock_times import WrittenTime, counted_article, with_article
from app.translation.dates import TAKEN, WrittenDate, numeric_dates, with_day_article
from app.translation.finding import Lock, LockKind, find_locks, keywords_in, links_in
from app.translation.names import NOBODY, Names
from app.translation.nouns import Nouns
from app.translation.sentences import split_into_sentences

__all__ = ["NOBODY", "Lock", "LockKind", "Masked", "Names", "align", "mask", "numeric_dates"]


def mask(text: str, *, language: str, names: Names, family: Names = NOBODY) -> "Masked":
    """The text with all that must be kept set apart. `names` are the whole roster's, `family` this conversation's."""
    text = text.replace(TAKEN, "")
    parts: list[str | Lock] = []
    position = 0
    for start, end, lock in find_locks(text, language, names=names, family=family):
        parts += [text[position:start], lock] if start > position else [lock]
        position = end
    if position < len(text):
        parts.append(text[position:])
    return Masked(language, tuple(parts))


def align(source: "Masked", target: "Masked") -> str | None:
    """The target in its canonical form, its slots numbered as the source's; the same date has the same slot in both.

    None where the two do not hold the same things equally often: such a pair says nothing about other names or times.
    """
    if _counted(source) != _counted(target):
        return None
    return target.canonical_with(source.slots)


@dataclass(frozen=True)
class Masked:
    """A text in which all that must be kept is set apart."""

    language: str
    parts: tuple[str | Lock, ...]

    @property
    def text(self) -> str:
        """As it was typed."""
        return "".join(part if isinstance(part, str) else part.typed for part in self.parts)

    @cached_property
    def locks(self) -> tuple[Lock, ...]:
        return tuple(part for part in self.parts if isinstance(part, Lock))

    @property
    def has_words(self) -> bool:
        """Whether anything is left to translate."""
        return any(character.isalpha() for part in self.parts if isinstance(part, str) for character in part)

    @cached_property
    def for_engine(self) -> str:
        """What an engine gets: made-up nouns for the locks, the same one for what is typed the same."""
        written = ""
        for part in self.parts:
            piece = part if isinstance(part, str) else self._nouns.of(part)
            # "1)Yes": the engine must be able to see where a noun ends.
            written += f" {piece}" if written and _is_word(written[-1]) and _is_word(piece[0]) else piece
        return written

    @cached_property
    def _nouns(self) -> Nouns[Lock]:
        return Nouns(self.locks, unlike=self.text)

    def restore(self, translated: str, language: str) -> str | None:
        """The engine's words with everything back, dates and times written for that language.

        None when anything is lost, doubled, altered or invented: then the translation must not be used by itself.
        """
        words = translated.replace("\r\n", "\n").strip()
        if TAKEN in words or not self._nouns.are_whole(words, original=self.for_engine):
            return None
        rest, typed = self._nouns.without(words), self._nouns.without(self.for_engine)
        if self.has_words and not any(character.isalpha() for character in rest):
            return None
        if Counter(links_in(rest)) - Counter(links_in(typed)) or keywords_in(rest) - keywords_in(typed):
            return None
        return self._outer_blanks(_written_out(words, self._nouns.pattern, self._nouns.meant_by, language))

    @cached_property
    def canonical(self) -> str:
        """The text with `{name1}`, `{date1}` … in place of the locks, as a person can still read it.

        Titles, articles, the endings of ordinals and keywords stay: "Ms. {name1}" and "Mr. {name1}" are two sentences.
        """
        return self.canonical_with(self.slots)

    @cached_property
    def key(self) -> str:
        """The canonical form without what makes no other sentence of it: blanks, capitals and the marks at its end.

        A question stays a question, and a word in capitals alone stays one, so that "us" is not "US". Whoever asks
        for a sentence gets only what was approved of the same words in the same order.
        """
        return _key_of(self.canonical)

    def memory_key(self, language: str) -> str:
        """The key, and how either language counts each number: "{number1} fish" of one and of two are not the same."""
        counted = [
            f"{Locale.parse(spoken).plural_form(_last_number(lock.text))}"
            for lock in self.locks
            if lock.kind is LockKind.NUMBER
            for spoken in (self.language, language)
        ]
        return "\n".join([self.key, *counted])

    def fill_memory(self, target: str, language: str) -> str | None:
        """An approved target, in its canonical form, filled with these names, dates and times.

        None when its slots are not this text's.
        """
        lock_of: dict[str, Lock] = {}
        for lock in self.locks:
            if lock.kind is not LockKind.KEYWORD:
                lock_of.setdefault(self.slots[_identity(lock)], lock)
        found = {slot["slot"] for slot in _SLOT.finditer(target) if slot["slot"]}
        if found != set(lock_of):
            return None

        def value(match: "regex.Match[str]") -> Lock | str:
            slot = match["slot"]
            return _bare(lock_of[slot]) if slot else match.group()[0]

        return self._outer_blanks(_written_out(target.strip(), _SLOT, value, language))

    def sentences(self) -> "tuple[Masked, ...]":
        """Each sentence by itself, with the blanks that follow it. None is cut within a lock."""
        ends = set(itertools.accumulate(len(piece) for piece in split_into_sentences(self.text)))
        pieces: list[list[str | Lock]] = [[]]
        position = 0
        for part in self.parts:
            typed = part if isinstance(part, str) else part.typed
            cuts = [end - position for end in sorted(ends) if position < end <= position + len(typed)]
            if isinstance(part, Lock):
                pieces[-1].append(part)
                pieces += [[] for cut in cuts if cut == len(typed)]
            else:
                for start, end in itertools.pairwise([0, *cuts, len(typed)]):
                    pieces[-1] += [typed[start:end]] if end > start else []
                    pieces += [[]] if end in cuts else []
            position += len(typed)
        return tuple(Masked(self.language, tuple(piece)) for piece in pieces if piece)

    @cached_property
    def slots(self) -> dict["Identity", str]:
        """The name of each slot: `name1` for the first name, the same wherever the same name stands."""
        slots: dict[Identity, str] = {}
        counts: Counter[LockKind] = Counter()
        for lock in self.locks:
            if lock.kind is not LockKind.KEYWORD and _identity(lock) not in slots:
                counts[lock.kind] += 1
                slots[_identity(lock)] = f"{lock.kind}{counts[lock.kind]}"
        return slots

    def canonical_with(self, slots: dict["Identity", str]) -> str:
        """The canonical form, its slots named as these are."""
        written = []
        for part in self.parts:
            if isinstance(part, str) or part.kind is LockKind.KEYWORD:
                typed = part if isinstance(part, str) else part.typed
                written.append(typed.replace("{", "{{").replace("}", "}}"))
            else:
                lead = counted_article(self.language, part.lead) if part.kind is LockKind.TIME else part.lead
                written.append(f"{lead}{{{slots[_identity(part)]}}}{part.tail}")
        return "".join(written).strip()

    def _outer_blanks(self, written: str) -> str:
        """With the blanks around it that the original has."""
        typed = self.text
        before, after = typed[: len(typed) - len(typed.lstrip())], typed[len(typed.rstrip()) :]
        return f"{before}{written}{after}" if typed.strip() else typed


Identity = tuple[LockKind, object]
"""What makes two locks the same thing."""

_SLOT = regex.compile(r"\{\{|\}\}|\{(?P<slot>[a-z]+[0-9]+)\}")


def _counted(masked: Masked) -> Counter[Identity]:
    return Counter(_identity(lock) for lock in masked.locks)


def _identity(lock: Lock) -> Identity:
    return lock.kind, lock.value


def _bare(lock: Lock) -> Lock:
    """Without the title or ending that the approved sentence has in its own words."""
    return Lock(lock.kind, lock.text, lock.value, moment=lock.moment)


def _written_out(
    text: str, places: "regex.Pattern[str]", value: Callable[["regex.Match[str]"], Lock | str], language: str
) -> str:
    """The text with a value in each place, as that language writes dates and times and the words before them."""
    written, position = "", 0
    for found in places.finditer(text):
        written += text[position : found.start()]
        position = found.end()
        lock = value(found)
        if isinstance(lock, str):
            written += lock
            continue
        words = lock.typed
        if isinstance(lock.moment, WrittenDate):
            written, words = with_day_article(written, language), lock.moment.written(language)
            words = words[:1].upper() + words[1:] if _BEGINS.search(written) else words
        elif isinstance(lock.moment, WrittenTime):
            written, words = with_article(written, lock.moment, language), lock.moment.written(language)
        written += words
        if words.endswith(".") and text.startswith(".", position) and not text.startswith("..", position):
            position += 1  # "6:30 p.m." ends its sentence too
    return str(_BLANKS.sub(" ", written + text[position:]))


_BEGINS = regex.compile(
    r"(?:^|[.!?\u2026\n][\s\u00bf\u00a1\"'\u201c\u00ab(]*|^[\s\u00bf\u00a1\"'\u201c\u00ab(]+)$"
)
_BLANKS = regex.compile(r"(?<=\S)[ ]{2,}(?=\S)")


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _key_of(canonical: str) -> str:
    words = with_plain_punctuation(canonical)
    shouts = not any(character.islower() for character in _SLOT.sub("", words))
    words = _CASED_WORD.sub(
        lambda word: word[0] if _is_acronym(word[0]) and not shouts else word[0].casefold(), words
    )
    words = _ASKS.sub("?", regex.sub("[\u00bf\u00a1]", "", words))
    words = _STOPS.sub(".", words)
    return " ".join(str(words).split()).rstrip(". ")


_CASED_WORD = regex.compile(r"[\p{L}\p{M}]+")
_ASKS = regex.compile(r"[.!?\u2026]*\?[.!?\u2026]*")
_STOPS = regex.compile(r"[.!\u2026]+(?=\s|$)")


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _last_number(typed: str) -> int:
    digits = regex.findall(r"\d+", typed)
    return int(digits[-1]) if digits else 0
