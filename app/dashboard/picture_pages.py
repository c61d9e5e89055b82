"""The address of a picture that goes out with texts, open to the provider and whoever else knows it."""

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from app.dashboard.fields import Name
from app.dashboard.media_pages import PICTURE_HEADERS
from app.dashboard.parts import PartsHere
from app.foundation.errors import NotFound
from app.messages.outgoing_pictures import PATH, get_picture

_HEADERS = PICTURE_HEADERS | {
    # The bytes behind a key never change, and everybody who has it may have them.
    "Cache-Control": "public, max-age=86400, immutable",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

router = APIRouter()


# Twilio asks by HEAD what it is, and only then fetches it.
@router.get(PATH + "{key}")
@router.head(PATH + "{key}")
def outgoing_picture(parts: PartsHere, key: Name) -> Response:
    """A stranger who guesses learns nothing, not even in which language the school speaks."""
    with parts.database.reading() as session:
        try:
            found = get_picture(session, key)
        except NotFound:
            return Response("There is no such picture.", 404, media_type="text/plain")
        kind = found.content_type.partition("/")[2]
        own = {
            "Content-Disposition": f'inline; filename="picture.{kind}"',
            # MMS carries no description; the pretend provider reads this one to its phones.
            "Content-Description": quote(" / ".join(found.described.values())),
        }
        return Response(found.content, media_type=found.content_type, headers=_HEADERS | own)
