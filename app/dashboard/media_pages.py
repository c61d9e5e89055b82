"""Pictures that families sent, for those who may see the conversation."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.dashboard.fields import Id
from app.dashboard.parts import PartsHere
from app.dashboard.session import CurrentStaff
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.inbox.queries import get_medium, sight_of
from app.messages.media import MediaState

PICTURE_HEADERS = {
    # Whatever the bytes are, a browser shows them as a picture of nobody's page and runs nothing in them.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": "inline",
    "Cache-Control": "private, max-age=86400, immutable",
}

router = APIRouter()


@router.get("/media/{medium_id}")
def picture(parts: PartsHere, staff: CurrentStaff, medium_id: Id) -> Response:
    with parts.database.reading() as session:
        medium = get_medium(session, sight_of(session, staff.school, staff.person), medium_id)
        if medium.state is not MediaState.STORED or medium.content is None or medium.content_type is None:
            raise NotFound(_l("There is no such picture."))
        return Response(medium.content, media_type=medium.content_type, headers=PICTURE_HEADERS)
