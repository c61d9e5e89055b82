"""What a broadcast still needs before it may leave: what its author can see to, and whom it waits for. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from babel import Locale

from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState, Words
from app.broadcasts.sending.wording import missing_languages
from app.foundation.i18n import _l
from app.schools.school import School
from app.sms.languages import family_languages
from app.staff.permissions import may_repeat_drill, may_send_emergencies
from app.staff.staff_member import StaffMember

FEWEST_LETTERS_OF_A_REASON = 10
DRILLED_EVERY = timedelta(days=300)
FEEDBACK_WITHIN = timedelta(days=14)
FEWEST_CHOICES = {Asks.POLL: 2, Asks.SIGN_UP: 1}


class Step(StrEnum):
    """Where it is seen to."""

    KIND = "kind"
    WHO = "who"
    WHAT = "what"
    WHEN = "when"


@dataclass(frozen=True)
class Need:
    """Something that its author can see to, in a sentence for them."""

    step: Step
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


class Awaits(StrEnum):
    """Whom it waits for."""

    CHECK = "check"
    """Somebody who reads both languages looks at what an engine proposed."""
    SECOND_PERSON = "second_person"


@dataclass(frozen=True)
class Facts:
    """What a broadcast is measured by besides itself."""

    families: int
    """For how many it is."""
    words_problem: Need | None = None
    """What keeps its words from going out."""
    owed_title: str | None = None
    """An earlier poll whose families have waited too long to hear what came of it."""
    last_drill_at: datetime | None = None


def missing(broadcast: Broadcast, facts: Facts, *, by: StaffMember, now: datetime) -> list[Need]:
    """In the order of the steps; nothing of it may leave before the list is empty."""
    return [
        *_of_kind(broadcast, facts, by=by, now=now),
        *_of_families(broadcast, facts),
        *_of_words(broadcast, facts, now=now),
        *_of_moment(broadcast, now=now),
    ]


def awaited(
    school: School, broadcast: Broadcast, *, families: int, by: StaffMember | None = None
) -> frozenset[Awaits]:
    """Whom it would wait for if `by` released it as it is; without `by`, whom it waits for now.

    Whoever reads both languages has checked the words by releasing them.
    """
    found = set()
    if unchecked_languages(broadcast) and (by is None or not can_check(broadcast, by)):
        found.add(Awaits.CHECK)
    if broadcast.second_by is None and needs_second_person(school, broadcast, families=families):
        found.add(Awaits.SECOND_PERSON)
    return frozenset(found)


def needs_second_person(school: School, broadcast: Broadcast, *, families: int) -> bool:
    """An emergency, unless its sender says why it is one; all else above the number that the school has set."""
    if broadcast.is_emergency and not broadcast.is_drill:
        letters = sum(character.isalpha() for character in broadcast.reason)
        return letters < FEWEST_LETTERS_OF_A_REASON
    return school.second_person_above is not None and families > school.second_person_above


def must_type_count(school: School, families: int) -> bool:
    """Whether whoever releases it types the number of its families first."""
    return families > school.count_typed_above


def unchecked_languages(broadcast: Broadcast) -> tuple[str, ...]:
    """Those in which it says what an engine proposed, and nobody who reads them has said that it is right."""
    if broadcast.checked_by is not None:
        return ()
    said = sayings(broadcast.words, broadcast.choices)
    machines = {
        language_of_saying(key)
        for key, text in broadcast.machine_words.items()
        if text.split() == said.get(key, "").split()
    }
    return tuple(language for language in family_languages() if language in machines)


def can_check(broadcast: Broadcast, person: StaffMember) -> bool:
    """Whether the person reads what an engine proposed, and something that a person wrote to compare it with."""
    unchecked = unchecked_languages(broadcast)
    written = set(broadcast.words).difference(unchecked)
    return person.languages.issuperset(unchecked) and not person.languages.isdisjoint(written or unchecked)


def can_agree(broadcast: Broadcast, person: StaffMember) -> bool:
    """Whether the person may be the second one: neither its author nor whoever released it."""
    is_another = person.id not in {broadcast.author_id, broadcast.scheduled_by}
    return is_another and (not broadcast.is_emergency or may_send_emergencies(person))


def sayings(words: Words, choices: Sequence[Mapping[str, Any]]) -> Words:
    """All that families will read: the words by their language, a choice by its language and number ("es 2")."""
    said = dict(words)
    for number, choice in enumerate(choices, 1):
        said |= {f"{language} {number}": text for language, text in choice["words"].items()}
    return said


def language_of_saying(key: str) -> str:
    return key.split(" ", maxsplit=1)[0]


def _of_kind(broadcast: Broadcast, facts: Facts, *, by: StaffMember, now: datetime) -> Iterator[Need]:
    drilled_at = facts.last_drill_at if broadcast.is_drill else None
    if drilled_at is not None and now - drilled_at < DRILLED_EVERY and not may_repeat_drill(by):
        yield Need(Step.KIND, _l("There was a drill this year already. The principal can announce one more."))


def _of_families(broadcast: Broadcast, facts: Facts) -> Iterator[Need]:
    if not broadcast.audience:
        yield Need(Step.WHO, _l("Choose whose families it is for."))
    elif facts.families == 0:
        yield Need(Step.WHO, _l("Nobody would be told: no family is left of those that you have chosen."))


def _of_words(broadcast: Broadcast, facts: Facts, *, now: datetime) -> Iterator[Need]:
    lacking = missing_languages(broadcast)
    if lacking:
        yield Need(Step.WHAT, _l("Something is not worded yet in: %(languages)s."), _named(lacking))
    elif facts.words_problem is not None:
        yield facts.words_problem
    if broadcast.asks is Asks.NOTHING:
        return
    fewest = FEWEST_CHOICES[broadcast.asks]
    if len(broadcast.choices) < fewest:
        yield Need(
            Step.WHAT, _l("Families need at least %(fewest)s answers to choose from."), {"fewest": fewest}
        )
    if broadcast.asks is Asks.SIGN_UP and all(choice["places"] is None for choice in broadcast.choices):
        yield Need(Step.WHAT, _l("Say how many places there are, or make it a poll."))
    if broadcast.answers_until is None:
        yield Need(Step.WHAT, _l("Say until when families can answer."))
    elif broadcast.answers_until <= max(broadcast.send_at or now, now):
        yield Need(Step.WHAT, _l("Families would have no time to answer."))
    if broadcast.asks is Asks.POLL and facts.owed_title is not None:
        yield Need(
            Step.WHAT,
            _l("First tell families what came of “%(title)s”: they have waited for two weeks."),
            {"title": facts.owed_title},
        )


def _of_moment(broadcast: Broadcast, *, now: datetime) -> Iterator[Need]:
    """A moment that passed while a colleague was asked is not its author's to see to: then it leaves at once."""
    if broadcast.state is BroadcastState.DRAFT and broadcast.send_at is not None and broadcast.send_at < now:
        yield Need(Step.WHEN, _l("The moment at which it was to leave is past."))
    if broadcast.not_after is not None and broadcast.not_after <= max(broadcast.send_at or now, now):
        yield Need(Step.WHEN, _l("The moment until which it is worth sending is past."))


def _named(languages: Collection[str]) -> Mapping[str, object]:
    """Each language by its own name: whoever should word it reads that."""
    names = (Locale.parse(language).get_display_name() or language for language in languages)
    return {"languages": ", ".join(names)}
