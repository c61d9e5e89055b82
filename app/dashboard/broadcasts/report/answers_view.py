"""What families have answered, as a report shows it: a poll by language, places and who waits, what is owed to them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer, Place
from app.broadcasts.answers.question import asks_something
from app.broadcasts.answers.results import SMALLEST_GROUP, Results, results_of
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.planning.needs import FEEDBACK_WITHIN
from app.broadcasts.planning.queries import with_cancelled_feedback
from app.broadcasts.recipient import BroadcastRecipient
from app.broadcasts.report.households import Household, households_of
from app.dashboard.broadcasts.report.frame import UNRELEASED, Seen
from app.dashboard.broadcasts.words import in_reader_language
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.words import Tone
from app.foundation.i18n import _l
from app.sms.phone_number import display
from app.staff.permissions import may_announce_to_school

MOST_NAMED = 200

TITLES = {
    Asks.POLL: _l("Answers to the poll"),
    Asks.SIGN_UP: _l("Who has signed up"),
    Asks.NOTHING: _l("Who has confirmed the number"),
}
"""What asks nothing else is a drill."""


@dataclass(frozen=True)
class ChoiceLine:
    """One choice and how many took it."""

    number: int
    words: str
    families: int
    width: float
    """Of its bar, in hundredths of all answers."""
    places: str
    has: list[str]
    """Of a sign-up: whose families have a place."""
    waits: list[str]
    """Whose families wait for one, the first first."""


@dataclass(frozen=True)
class GroupLine:
    """How those answered who were asked in one language."""

    name: str
    answered: str
    by_choice: tuple[int, ...]


@dataclass(frozen=True)
class Feedback:
    """What families who answered are told about it."""

    mark: Mark
    url: str
    """Where what is written, or begun, stands."""
    may_write: bool
    is_owed_again: bool = False
    """What they were to be told was cancelled."""


@dataclass(frozen=True)
class Answers:
    """All of it."""

    title: str
    answered: str
    until: str
    choices: list[ChoiceLine]
    groups: list[GroupLine]
    hidden: str
    feedback: Feedback | None


def look_at_answers(session: Session, staff: SignedIn, seen: Seen) -> Answers | None:
    """None for what asks nothing."""
    broadcast, reader = seen.broadcast, staff.reader
    if not asks_something(broadcast):
        return None
    results = results_of(session, broadcast)
    named = _named(session, staff, seen) if broadcast.asks is Asks.SIGN_UP else {}
    ends_at = broadcast.answers_until
    until = _l("Answers count until %(when)s") if ends_at and ends_at > staff.now else _l("Closed: %(when)s")
    return Answers(
        title=reader.gettext(TITLES[broadcast.asks]),
        answered=reader.say(
            _l("%(answered)s of %(asked)s families have answered"),
            {"answered": results.answered, "asked": results.asked},
        ),
        until=reader.say(until, {"when": reader.when(ends_at)}) if ends_at else "",
        choices=_choices(reader, results, named),
        groups=_groups(reader, results),
        hidden=_hidden(reader, results),
        feedback=_feedback(session, staff, seen, results),
    )


_Named = dict[tuple[int, Place | None], list[str]]


def _choices(reader: Reader, results: Results, named: _Named) -> list[ChoiceLine]:
    lines = []
    for one in results.choices:
        places = ""
        if one.places is not None:
            values = {"taken": one.taken, "places": one.places}
            places = reader.say(_l("%(taken)s of %(places)s places are taken"), values)
        if one.waiting:
            waits = reader.ngettext("%(num)s family waits", "%(num)s families wait", one.waiting)
            places = f"{places} · {waits}"
        words = in_reader_language(reader, one.words) or reader.gettext(_l("Has got it"))
        width = round(100 * one.families / results.answered, 2) if results.answered else 0
        has = named.get((one.number, Place.HAS), []) + named.get((one.number, None), [])
        lines.append(
            ChoiceLine(
                one.number,
                words,
                one.families,
                width,
                places,
                has,
                named.get((one.number, Place.WAITING), []),
            )
        )
    return lines


def _groups(reader: Reader, results: Results) -> list[GroupLine]:
    every = reader.gettext(_l("Every language, or not known"))
    return [
        GroupLine(
            reader.language_name(group.language) if group.language else every,
            reader.say(_l("%(answered)s of %(asked)s"), {"answered": group.answered, "asked": group.asked}),
            group.by_choice,
        )
        for group in results.groups
    ]


def _hidden(reader: Reader, results: Results) -> str:
    if not results.hidden:
        return ""
    sentence = _l("%(num)s answers are not shown by language: fewer than %(least)s would tell who they are.")
    return reader.say(sentence, {"num": results.hidden, "least": SMALLEST_GROUP})


def _named(session: Session, staff: SignedIn, seen: Seen) -> _Named:
    """Of a sign-up, by choice and place: whose they are and what they wrote besides; those first who came first."""
    rows = session.execute(
        select(BroadcastAnswer, BroadcastRecipient)
        .join(
            BroadcastRecipient,
            (BroadcastRecipient.broadcast_id == BroadcastAnswer.broadcast_id)
            & (BroadcastRecipient.phone_number_id == BroadcastAnswer.phone_number_id),
        )
        .where(BroadcastAnswer.broadcast_id == seen.broadcast.id)
        .order_by(BroadcastAnswer.waiting_since, BroadcastAnswer.answered_at, BroadcastAnswer.id)
        .limit(MOST_NAMED)
    ).all()
    homes = households_of(session, staff.school, [recipient for _, recipient in rows])
    found: _Named = defaultdict(list)
    for answer, recipient in _shown(rows, seen, homes):
        home = homes[recipient.id]
        children = [child.first_name for child in home.children] or list(home.guardians)
        name = staff.reader.listed(children) or display(home.e164, staff.school.region)
        found[answer.choice, answer.place].append(f"{name}: {answer.words}" if answer.words else name)
    return found


def _shown(
    rows: Sequence[Row[BroadcastAnswer, BroadcastRecipient]], seen: Seen, homes: dict[int, Household]
) -> list[Row[BroadcastAnswer, BroadcastRecipient]]:
    return [
        row
        for row in rows
        if not homes[row[1].id].is_kept_apart
        and (seen.sections is None or not homes[row[1].id].section_ids.isdisjoint(seen.sections))
    ]


def _feedback(session: Session, staff: SignedIn, seen: Seen, results: Results) -> Feedback | None:
    """What came of a poll is owed to whoever answered it; a sign-up speaks for itself."""
    reader, broadcast = staff.reader, seen.broadcast
    if broadcast.asks is not Asks.POLL or not results.answered or broadcast.answers_until is None:
        return None
    told = session.scalars(
        select(Broadcast)
        .where(Broadcast.follows_id == broadcast.id, Broadcast.state != BroadcastState.CANCELLED)
        .order_by(Broadcast.id.desc())
        .limit(1)
    ).first()
    if told is not None and told.state not in UNRELEASED:
        when = {"when": reader.when(told.send_at or told.changed_at)}
        words = reader.say(_l("Families have been told what came of it: %(when)s"), when)
        if told.send_at is not None and told.send_at > reader.now:
            words = reader.say(_l("Families will be told what came of it: %(when)s"), when)
        return Feedback(Mark(words, Tone.GOOD, "check"), f"/announcements/{told.id}", may_write=False)
    due_at = broadcast.answers_until + FEEDBACK_WITHIN
    is_late = due_at < reader.now
    sentence = (
        _l("Families should have been told what came of it by %(when)s")
        if is_late
        else _l("Tell families what came of it by %(when)s")
    )
    mark = Mark(
        reader.say(sentence, {"when": reader.when(due_at)}),
        Tone.BAD if is_late else Tone.WAIT,
        "message-circle-reply",
    )
    may_write = told is None and (
        broadcast.inbox_id in seen.sight.inboxes
        if broadcast.inbox_id is not None
        else may_announce_to_school(staff.person)
    )
    is_owed_again = bool(with_cancelled_feedback(session, [broadcast.id]))
    return Feedback(mark, f"/announcements/{told.id}/what" if told else "", may_write, is_owed_again)
