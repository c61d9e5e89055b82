"""One family of an event as a line on a page: whose it is, how many come, what it needs and wrote, how to reach it."""

from dataclasses import dataclass

from app.dashboard.events.words import DISHES, NEED_STATES, NEEDS, WHY_NOT
from app.dashboard.reader import Reader
from app.dashboard.rendering import with_query
from app.events.board.guest_list import GuestLine, Stand
from app.events.need_task import NeedState
from app.foundation.i18n import _l
from app.roster.queries import Family
from app.sms.phone_number import display

CALLED = frozenset({Stand.NOT_REACHED})
"""With whom the families' numbers stand, because somebody has to call them."""


@dataclass(frozen=True)
class GuestRow:
    """A family on a list."""

    id: int
    name: str
    guardians: str
    facts: list[str]
    note: str
    e164: str
    call: str
    """Its number, where somebody is to call it."""
    url: str
    """Its conversation, where there is one."""


def guest_row(reader: Reader, line: GuestLine, event_date_id: int | None, region: str) -> GuestRow:
    """What is to know of a family with one date in mind."""
    stand = line.stand(event_date_id) if event_date_id is not None else line.without_answer
    name, guardians = names_of(reader, line, region)
    return GuestRow(
        id=line.guest_id,
        name=name,
        guardians=guardians,
        facts=[*_facts(reader, line, event_date_id), *needs_said(reader, line)],
        note=line.note,
        e164=line.phone,
        call=display(line.phone, region) if stand in CALLED else "",
        url=conversation_url(line.thread_id),
    )


def names_of(reader: Reader, line: GuestLine, region: str) -> tuple[str, str]:
    """The children's first names, and who answers the phone."""
    children, guardians = reader.listed(line.children), reader.listed(line.guardians)
    return (children, guardians) if children else (guardians or display(line.phone, region), "")


def names_of_family(reader: Reader, family: Family) -> str:
    """As in "Ana and Leo (María González)"."""
    children = reader.listed([student.first_name for student in family.students])
    guardians = reader.listed([guardian.name for guardian in family.guardians])
    return f"{children} ({guardians})" if children else guardians


def people_words(reader: Reader, people: int) -> str:
    """As in "3 people"."""
    return reader.ngettext("%(num)s person", "%(num)s people", people)


def conversation_url(thread_id: int | None) -> str:
    return with_query("/inbox", queue="all", thread=thread_id) if thread_id else ""


def needs_said(reader: Reader, line: GuestLine) -> list[str]:
    """As in "Ride (Done)", "Interpreter (Open)"."""
    return [
        f"{reader.gettext(NEEDS[need.need][0])} ({reader.gettext(NEED_STATES[need.state])})"
        for need in line.needs
        if need.state is not NeedState.WITHDRAWN
    ]


def _facts(reader: Reader, line: GuestLine, event_date_id: int | None) -> list[str]:
    _ = reader.gettext
    facts = []
    answer = line.answers.get(event_date_id) if event_date_id is not None else None
    if answer is not None:
        if answer.seat.value in {Stand.COMING, Stand.WAITING, Stand.BY_PHONE}:
            facts.append(people_words(reader, answer.people))
        if answer.dish is not None:
            facts.append(_(DISHES[answer.dish]))
        if answer.waiting_since is not None:
            facts.append(_(_l("since %(when)s")) % {"when": reader.when(answer.waiting_since)})
        if answer.is_by_staff:
            facts.append(_(_l("written down by staff")))
        if answer.arrived_at is not None:
            facts.append(_(_l("was there")))
    elif line.why_not is not None:
        facts.append(_(WHY_NOT[line.why_not]))
    if line.waits_for_a_person:
        facts.append(_(_l("wrote something that needs a person")))
    return facts
