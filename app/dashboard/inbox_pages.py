"""The inbox: three panes on a laptop, one at a time on a phone, kept fresh while it is open."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.dashboard.composer import Attempt, compose
from app.dashboard.fields import AskedWords, MaybeId
from app.dashboard.health_view import strip_of
from app.dashboard.inbox_view import default_queue, look, version_of
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page
from app.dashboard.session import CurrentStaff, SignedIn
from app.dashboard.wanted import Wanted, read_place
from app.inbox.queries import sight_of
from app.inbox.queues import Queue
from app.inbox.search import LONGEST_QUERY

NO_CONTENT = 204

router = APIRouter()


def read_queue(words: str) -> Queue | None:
    """None for anything that is no queue, so that an old bookmark opens the first one."""
    return Queue(words) if words in set(Queue) else None


@router.get("/")
def home() -> Response:
    return RedirectResponse("/inbox", status_code=303)


@router.get("/inbox")
def inbox(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    *,
    queue: AskedWords = "",
    thread: MaybeId = None,
    q: AskedWords = "",
    after: AskedWords = "",
    before: MaybeId = None,
    pane: AskedWords = "",
) -> Response:
    return inbox_page(
        request,
        parts,
        staff,
        queue=read_queue(queue),
        thread_id=thread,
        query=q,
        after=after,
        before_id=before,
        pane=pane,
    )


@router.get("/live")
def live(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    *,
    queue: AskedWords = "",
    thread: MaybeId = None,
    q: AskedWords = "",
    after: AskedWords = "",
    version: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The pieces of an open page that have changed since `version`, or nothing."""
    with parts.database.reading() as session:
        if version_of(session, sight_of(session, staff.school, staff.person), staff.reader) == version:
            return Response(status_code=NO_CONTENT, headers={"Cache-Control": "no-store"})
    return inbox_page(
        request,
        parts,
        staff,
        template="live.html",
        queue=read_queue(queue),
        thread_id=thread,
        query=q,
        after=after,
    )


def inbox_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    *,
    template: str = "inbox.html",
    status: int = 200,
    attempt: Attempt | None = None,
    queue: Queue | None = None,
    thread_id: int | None = None,
    query: str = "",
    after: str = "",
    before_id: int | None = None,
    pane: str = "",
) -> Response:
    """The one way in which the inbox is shown: to a visitor, to an open page, and after a refusal."""
    with parts.database.reading() as session:
        sight = sight_of(session, staff.school, staff.person)
        wanted = Wanted(
            queue=queue or default_queue(sight),
            thread_id=thread_id,
            query=query.strip()[:LONGEST_QUERY],
            after=read_place(after),
            before_id=before_id,
            pane=pane,
        )
        screen = look(session, staff, sight, wanted)
        strip = strip_of(session, staff)
        composer = compose(session, parts, staff, screen.conversation, attempt or Attempt())
    return page(
        request,
        template,
        staff.reader,
        status=status,
        staff=staff,
        strip=strip,
        screen=screen,
        composer=composer,
        after=after,
    )
