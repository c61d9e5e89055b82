"""The house rules of announcements: when a number is typed, who agrees, and the line of emergencies."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboard.fields import ChosenId, Words, whole_number
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.messages.thread import Thread
from app.schools.emergency_line import keep_for_emergencies
from app.schools.phone_line import LinePurpose
from app.schools.queries import get_school, lines_of
from app.schools.school import LARGEST_SCHOOL
from app.sms.phone_number import display
from app.staff.permissions import may_set_announcement_rules

NOT_A_NUMBER = -1
"""What is no number is refused as this one is."""

router = APIRouter()


@dataclass(frozen=True)
class LineChoice:
    """A number that emergencies may have for themselves."""

    id: int
    name: str
    is_kept: bool
    is_used: bool
    """Families write to it."""


@dataclass(frozen=True)
class Rules:
    """The two numbers as they stand in the form."""

    count: str
    second: str


@router.get("/announcements/rules")
def rules_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    _only_those_who_set_rules(staff)
    return _page(request, parts, staff)


@router.post("/announcements/rules")
def set_rules(
    request: Request, parts: PartsHere, staff: ActingStaff, *, count: Words = "", second: Words = ""
) -> Response:
    """Both or, where one cannot be meant, neither."""
    _only_those_who_set_rules(staff)
    try:
        with parts.database.writing() as session:
            school = get_school(session, staff.school.id)
            school.type_count_above(_number(count))
            school.ask_second_person_above(_number(second) if second.strip() else None)
    except Invalid as refusal:
        return _page(request, parts, staff, refusal, Rules(count, second))
    return see_other("/announcements/rules")


@router.post("/announcements/rules/line")
def set_line(request: Request, parts: PartsHere, staff: ActingStaff, *, line: ChosenId = None) -> Response:
    """Emergencies leave on this number, and nothing else does; none chosen, they leave on the others."""
    _only_those_who_set_rules(staff)
    try:
        with parts.database.writing() as session:
            used = _used_lines(session, staff)
            keep_for_emergencies(session, staff.school, line, with_conversations=used)
    except (Conflict, NotFound) as refusal:
        return _page(request, parts, staff, refusal)
    return see_other("/announcements/rules#line")


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    refusal: DomainError | None = None,
    typed: Rules | None = None,
) -> Response:
    with parts.database.reading() as session:
        school = get_school(session, staff.school.id)
        used = _used_lines(session, staff)
        lines = [
            LineChoice(
                line.id,
                " ".join(each for each in (line.label, display(line.e164, school.region)) if each),
                is_kept=line.purpose is LinePurpose.EMERGENCIES,
                is_used=line.id in used,
            )
            for line in lines_of(session, school)
        ]
    second = school.second_person_above
    return framed_page(
        request,
        parts,
        staff,
        "announcement_rules.html",
        refusal,
        typed=typed or Rules(str(school.count_typed_above), "" if second is None else str(second)),
        lines=lines,
        largest=LARGEST_SCHOOL,
    )


def _used_lines(session: Session, staff: SignedIn) -> set[int]:
    return set(session.scalars(select(Thread.line_id).where(Thread.school_id == staff.school.id).distinct()))


def _number(typed: str) -> int:
    number = whole_number(typed)
    return NOT_A_NUMBER if number is None else number


def _only_those_who_set_rules(staff: SignedIn) -> None:
    if not may_set_announcement_rules(staff.person):
        raise Forbidden(_l("The office and the principal set the rules of announcements."))
