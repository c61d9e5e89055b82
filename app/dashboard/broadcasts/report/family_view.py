"""Families of an announcement as lines on a page: whose they are, where they stand, and what to do next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.broadcasts.recipient import ReachedHow
from app.broadcasts.report.lists import FamilyLine, Page
from app.broadcasts.report.paper import Spoken, Teller
from app.broadcasts.report.progress import Stand
from app.calls.voice_call import CallStatus
from app.dashboard.broadcasts.report.frame import Seen
from app.dashboard.broadcasts.report.words import CALLS, HOW, STANDS, why_words
from app.dashboard.events.guest_view import conversation_url
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.words import Tone
from app.foundation.i18n import _l
from app.inbox.queries import newest_threads_of
from app.sms.languages import family_languages
from app.sms.phone_number import display
from app.staff.queries import colleagues
from app.staff.staff_member import StaffMember


@dataclass(frozen=True)
class FamilyRow:
    """One family on a list."""

    id: int
    name: str
    classes: str
    guardians: str
    language: str
    mark: Mark
    """Where it stands and why, and what to do next."""
    url: str
    heard: Mark | None
    """What became of the voice call."""


@dataclass(frozen=True)
class ToTell:
    """A family that somebody is to tell, or has told."""

    row: FamilyRow
    phone: str
    call: str
    """The address by which a telephone dials it; empty for a family without a number."""
    scripts: list[tuple[str, Spoken]]
    """What to read out: first in the family's language."""
    owner: str
    is_mine: bool
    told: str
    told_icon: str
    note: str
    may_take_back: bool


@dataclass(frozen=True)
class Rows:
    """Some of the families, those left away that are none of the reader's."""

    rows: list[FamilyRow]
    elsewhere: int
    kept_apart: int
    next: str


def family_rows(session: Session, staff: SignedIn, seen: Seen, page: Page) -> Rows:
    lines = [line for line in page.lines if is_named(seen, line)]
    threads = _threads(session, seen, lines)
    rows = [_row(staff, line, threads) for line in lines]
    return Rows(rows, len(page.lines) - len(lines), page.kept_apart, page.next)


def rows_to_tell(
    session: Session, staff: SignedIn, seen: Seen, page: Page, teller: Teller
) -> tuple[list[ToTell], Rows]:
    rows = family_rows(session, staff, seen, page)
    lines = {line.recipient.id: line for line in page.lines}
    people = _people(session, staff, page.lines)
    return [_to_tell(staff, lines[row.id], row, teller, people) for row in rows.rows], rows


def sheet_families(session: Session, staff: SignedIn, lines: Collection[FamilyLine]) -> list[list[str]]:
    """A row of a spreadsheet for each, in the order of its columns."""
    reader, people = staff.reader, _people(session, staff, lines)
    rows = []
    for line in lines:
        row = _row(staff, line, {})
        name, _, _ = STANDS[line.stand]
        rows.append(
            [
                reader.listed([f"{child.first_name} {child.last_name}" for child in line.home.children]),
                row.classes,
                reader.listed(list(line.home.guardians)),
                row.language,
                _phone(staff, line),
                reader.gettext(name),
                why_words(reader, line.stand, line.why)[0] if line.why is not None else "",
                row.heard.words if row.heard else "",
                _told(reader, line, people)[0],
                line.recipient.note,
            ]
        )
    return rows


def _to_tell(
    staff: SignedIn,
    line: FamilyLine,
    row: FamilyRow,
    teller: Teller,
    people: Mapping[int, StaffMember],
) -> ToTell:
    reader, recipient = staff.reader, line.recipient
    told, icon = _told(reader, line, people)
    owner = people.get(recipient.owner_id or 0)
    return ToTell(
        row=row,
        phone=_phone(staff, line),
        call=f"tel:{line.home.e164}" if line.home.e164 else "",
        scripts=[] if told else _scripts(reader, line, teller),
        owner=owner.name if owner else "",
        is_mine=recipient.owner_id == staff.person.id,
        told=told,
        told_icon=icon,
        note=recipient.note,
        may_take_back=bool(told),
    )


def _people(session: Session, staff: SignedIn, lines: Collection[FamilyLine]) -> Mapping[int, StaffMember]:
    """Those who have told these families, or will."""
    named = {who for line in lines for who in (line.recipient.owner_id, line.recipient.reached_by) if who}
    return colleagues(session, staff.school, named) if named else {}


def _phone(staff: SignedIn, line: FamilyLine) -> str:
    """As one would dial it."""
    return display(line.home.e164, staff.school.region) if line.home.e164 else ""


def _told(reader: Reader, line: FamilyLine, people: Mapping[int, StaffMember]) -> tuple[str, str]:
    """Who told it how and when, with a drawing; nothing while nobody has."""
    recipient = line.recipient
    if recipient.reached_how is None or recipient.reached_at is None:
        return "", ""
    _, sentence, icon = HOW[recipient.reached_how]
    who = people.get(recipient.reached_by or 0)
    values = {"who": who.name if who else "", "when": reader.when(recipient.reached_at)}
    return reader.say(sentence, values), icon


def _scripts(reader: Reader, line: FamilyLine, teller: Teller) -> list[tuple[str, Spoken]]:
    """In the family's language, and in the reader's, so that one knows what one reads out."""
    wanted = [line.recipient.language] if line.recipient.language else list(family_languages())
    languages = dict.fromkeys([*wanted, reader.language])
    children = [child.first_name for child in line.home.children]
    return [
        (reader.language_name(one), teller.script(children, line.why, one))
        for one in languages
        if teller.broadcast.words.get(one)
    ]


def how_choices(reader: Reader) -> list[tuple[str, str, str]]:
    return [(how.value, reader.gettext(HOW[how][0]), HOW[how][2]) for how in ReachedHow]


def names_of(reader: Reader, line: FamilyLine) -> str:
    """By the children's first names; of a family that cannot be texted at all by the whole ones."""
    if line.recipient.phone_number_id is None:
        whole = [f"{child.first_name} {child.last_name}" for child in line.home.children]
        return reader.listed(whole) or reader.gettext(_l("A child who has left"))
    children = [child.first_name for child in line.home.children]
    return reader.listed(children) or reader.listed(list(line.home.guardians)) or line.home.e164


def mark_of(reader: Reader, line: FamilyLine) -> Mark:
    words, advice = why_words(reader, line.stand, line.why)
    name, icon, tone = STANDS[line.stand]
    if line.why is not None and line.stand is not Stand.WAITING:
        words = f"{reader.gettext(name)}: {words}"
    return Mark(words, tone, icon, "" if line.is_told else advice)


def is_named(seen: Seen, line: FamilyLine) -> bool:
    return seen.sections is None or not line.home.section_ids.isdisjoint(seen.sections)


def _threads(session: Session, seen: Seen, lines: Collection[FamilyLine]) -> Mapping[int, int]:
    """By phone, a conversation that the reader may open."""
    phones = [one.recipient.phone_number_id for one in lines if one.recipient.phone_number_id is not None]
    return newest_threads_of(session, seen.sight, phones) if phones else {}


def _row(staff: SignedIn, line: FamilyLine, threads: Mapping[int, int]) -> FamilyRow:
    reader, home, recipient = staff.reader, line.home, line.recipient
    language = recipient.language
    has_children = bool(home.children)
    return FamilyRow(
        id=recipient.id,
        name=names_of(reader, line),
        classes=", ".join(home.classes),
        guardians=reader.listed(list(home.guardians)) if has_children else "",
        language=_language(reader, line) if language is None else reader.language_name(language),
        mark=mark_of(reader, line),
        url=conversation_url(threads.get(recipient.phone_number_id or 0)),
        heard=_heard(reader, line),
    )


def _language(reader: Reader, line: FamilyLine) -> str:
    if line.recipient.phone_number_id is None:
        return reader.gettext(_l("Language not known"))
    return reader.gettext(_l("Every language"))


def _heard(reader: Reader, line: FamilyLine) -> Mark | None:
    if line.call is None:
        return None
    words, tone = CALLS[line.call.status]
    said = reader.gettext(words)
    if line.call.status is CallStatus.ANSWERED and line.call.answered_at is not None:
        said = f"{said}, {reader.when(line.call.answered_at)}"
    return Mark(said, tone, "phone-call" if tone is Tone.GOOD else "phone")
