"""The list of groups, one group with everybody in it, and what changes it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.fields import AskedWords, Id, MaybeId, Words
from app.dashboard.frame import framed_page
from app.dashboard.groups.fields import ChosenHere, a_day
from app.dashboard.groups.group_view import look_at_group
from app.dashboard.groups.list_view import list_groups
from app.dashboard.groups.sight import only_own, see_group
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.foundation.errors import Conflict, DomainError, Invalid
from app.foundation.i18n import _l
from app.roster.group_phones import take_phones_out
from app.roster.groups import LONGEST_NAME, create_group, put_in_group, rename_group, take_out
from app.roster.join_words import LONGEST_WORD, give_join_word, take_join_word
from app.staff.permissions import may_keep_all_groups

router = APIRouter()


@router.get("/groups")
def groups_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    return _list_page(request, parts, staff)


@router.post("/groups")
def make_group(request: Request, parts: PartsHere, staff: ActingStaff, *, name: Words = "") -> Response:
    """An empty group, and the page on which it is filled."""
    try:
        with parts.database.writing() as session:
            group = create_group(session, staff.school, name, by=staff.person.id, now=staff.now)
            group_id = group.id
    except (Invalid, Conflict) as refusal:
        return _list_page(request, parts, staff, refusal, name=name)
    return see_other(f"/groups/{group_id}")


@router.get("/groups/{group_id}")
def group_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    group_id: Id,
    *,
    q: AskedWords = "",
    section: MaybeId = None,
) -> Response:
    return _group_page(request, parts, staff, group_id, q=q, section=section)


@router.post("/groups/{group_id}/name")
def name_group(
    request: Request, parts: PartsHere, staff: ActingStaff, group_id: Id, *, name: Words = ""
) -> Response:
    try:
        with parts.database.writing() as session:
            rename_group(session, see_group(session, staff, group_id), name)
    except (Invalid, Conflict) as refusal:
        return _group_page(request, parts, staff, group_id, refusal, name=name)
    return see_other(f"/groups/{group_id}")


@router.post("/groups/{group_id}/students")
def add_students(parts: PartsHere, staff: ActingStaff, group_id: Id, chosen: ChosenHere) -> Response:
    with parts.database.writing() as session:
        group = see_group(session, staff, group_id)
        only_own(session, staff, chosen.students)
        put_in_group(session, staff.school, group, chosen.students)
    return see_other(f"/groups/{group_id}")


@router.post("/groups/{group_id}/take-out")
def take_out_of_group(parts: PartsHere, staff: ActingStaff, group_id: Id, chosen: ChosenHere) -> Response:
    with parts.database.writing() as session:
        group = see_group(session, staff, group_id)
        take_out(session, group, chosen.students)
        take_phones_out(session, group, chosen.phones)
    return see_other(f"/groups/{group_id}")


@router.post("/groups/{group_id}/word")
def set_join_word(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    group_id: Id,
    *,
    word: Words = "",
    until: Words = "",
) -> Response:
    """Families join by it from now on; its flyer is ready to be printed."""
    try:
        day = a_day(until)
        if day is None:
            raise Invalid(_l("Choose a last day that is still ahead."))  # noqa: TRY301 - shown as any other refusal
        with parts.database.writing() as session:
            group = see_group(session, staff, group_id)
            give_join_word(session, staff.school, group, word, day, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _group_page(request, parts, staff, group_id, refusal, word=word, until=until)
    return see_other(f"/groups/{group_id}#word")


@router.post("/groups/{group_id}/word/take-back")
def take_back_join_word(parts: PartsHere, staff: ActingStaff, group_id: Id) -> Response:
    with parts.database.writing() as session:
        take_join_word(session, see_group(session, staff, group_id))
    return see_other(f"/groups/{group_id}#word")


def _list_page(
    request: Request, parts: Parts, staff: SignedIn, refusal: DomainError | None = None, *, name: str = ""
) -> Response:
    with parts.database.reading() as session:
        groups = list_groups(session, staff)
    return framed_page(
        request,
        parts,
        staff,
        "groups.html",
        refusal,
        groups=groups,
        name=name,
        longest_name=LONGEST_NAME,
        is_everybodys=may_keep_all_groups(staff.person),
    )


def _group_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    group_id: int,
    refusal: DomainError | None = None,
    *,
    q: str = "",
    section: int | None = None,
    name: str | None = None,
    word: str | None = None,
    until: str | None = None,
) -> Response:
    with parts.database.reading() as session:
        group = look_at_group(
            session, staff, see_group(session, staff, group_id), query=q, section_id=section
        )
    return framed_page(
        request,
        parts,
        staff,
        "group.html",
        refusal,
        group=group,
        q=q,
        section=section,
        name=group.name if name is None else name,
        word=group.word if word is None else word,
        until=group.last_day if until is None else until,
        longest_name=LONGEST_NAME,
        longest_word=LONGEST_WORD,
    )
