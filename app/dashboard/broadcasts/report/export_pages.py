"""All families of an announcement as a file for a spreadsheet, written while it is fetched."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from app.broadcasts.report.lists import all_families
from app.broadcasts.report.sheet import MARK, sheet_rows
from app.dashboard.broadcasts.report.family_view import is_named, sheet_families
from app.dashboard.broadcasts.report.frame import UNRELEASED, Seen, see_report
from app.dashboard.fields import Id
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import CurrentStaff, SignedIn
from app.foundation.i18n import _l

AT_ONCE = 500
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
COLUMNS = (
    _l("Children"),
    _l("Classes"),
    _l("Grown-ups"),
    _l("Texted in"),
    _l("Phone"),
    _l("Where it stands"),
    _l("Why"),
    _l("Voice call"),
    _l("Told by a person"),
    _l("Note"),
)

router = APIRouter()


@router.get("/announcements/{broadcast_id}/export.csv")
def export(parts: PartsHere, staff: CurrentStaff, broadcast_id: Id) -> Response:
    """With the names that the reader may see, and in their language."""
    with parts.database.reading() as session:
        seen = see_report(session, staff, broadcast_id)
    if seen.broadcast.state in UNRELEASED:
        return see_other(f"/announcements/{broadcast_id}/review")
    name = f"announcement-{broadcast_id}.csv"
    return StreamingResponse(
        _file(parts, staff, seen),
        media_type="text/csv; charset=utf-8",
        headers={**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file(parts: Parts, staff: SignedIn, seen: Seen) -> Iterator[str]:
    """A short look at the database for each piece, so that a slow reader holds nothing."""
    reader = staff.reader
    yield MARK + sheet_rows([[reader.gettext(column) for column in COLUMNS]])
    after: int | None = 0
    while after is not None:
        with parts.database.reading() as session:
            lines, after = all_families(session, staff.school, seen.broadcast, after=after, limit=AT_ONCE)
            named = [line for line in lines if is_named(seen, line)]
            rows = sheet_families(session, staff, named)
        if rows:
            yield sheet_rows(rows)
