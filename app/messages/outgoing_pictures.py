"""Pictures of the school's own: kept safe to send, and found again by the address that the provider is given."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _l
from app.foundation.ids import new_token
from app.foundation.text import display_text
from app.gateway.port import FailureReason
from app.messages.outgoing_picture import OutgoingPicture
from app.messages.pictures import CleanPicture, clean_picture, moves
from app.schools.school import School
from app.sms.languages import family_languages
from app.staff.staff_member import StaffMember

MOST_MEGABYTES = 5
"""Twilio takes no larger MMS; it makes a JPEG, PNG or GIF smaller itself for carriers that take less."""
LONGEST_DESCRIPTION = 200
PATH = "/pictures/"

_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
"""Of a JPEG, a PNG and a GIF: the three that every carrier and every phone shows."""


@dataclass(frozen=True)
class AddressedPicture:
    """A picture without its bytes, and what it shows."""

    key: str
    described: Mapping[str, str]

    @property
    def path(self) -> str:
        return path_of(self.key)

    def description(self, language: str) -> str:
        """In that language, or in whatever there is."""
        return self.described.get(language) or next(filter(None, self.described.values()), "")


def path_of(key: str) -> str:
    """Where the picture is, from the school's public address on."""
    return PATH + key


@dataclass(frozen=True)
class PictureToSend:
    """A picture that a text can carry, before it is kept."""

    picture: CleanPicture
    described: Mapping[str, str]


def picture_to_send(content: bytes, *, described: Mapping[str, str]) -> PictureToSend:
    """The picture drawn anew from its pixels, which takes its time: no unit of work should wait for it.

    Where and when a photo was taken stands in its file, and a family has no business with the place of another's home:
    nothing of the file goes out but what can be seen. Raises Invalid for what cannot be sent, and where it is not
    described in every language, for families who cannot see it.
    """
    if not content:
        raise Invalid(_l("Choose a picture."))
    if not content.startswith(_BEGINNINGS):
        raise Invalid(
            _l("Phones show only pictures of the kinds JPEG, PNG and GIF. Please save it as one of these.")
        )
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise Invalid(_l("A picture can have at most %(most)s megabytes."), most=MOST_MEGABYTES)
    if moves(content):
        raise Invalid(_l("Moving pictures cannot be sent. Please choose one that stands still."))
    words = _described(described)
    picture = clean_picture(content)
    if picture is None:
        raise Invalid(_l("This picture cannot be read: it is damaged, or far too large."))
    return PictureToSend(picture, words)


def add_picture(
    session: Session, school: School, picture: PictureToSend, *, by: StaffMember, now: datetime
) -> OutgoingPicture:
    """The school has one more picture that a text can carry."""
    row = OutgoingPicture(
        school_id=school.id,
        key=new_token(),
        content=picture.picture.content,
        content_type=picture.picture.content_type,
        described=dict(picture.described),
        made_by=by.id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def get_picture(session: Session, key: str) -> OutgoingPicture:
    """The picture at that address, for whoever knows it; raises NotFound."""
    is_key = re.fullmatch(r"[A-Za-z0-9_-]{1,64}", key)  # a database may not even be asked for just any text
    picture = session.scalar(select(OutgoingPicture).where(OutgoingPicture.key == key)) if is_key else None
    if picture is None:
        raise NotFound(_l("There is no such picture."))
    return picture


def addresses_of(session: Session, picture_ids: Collection[int]) -> dict[int, AddressedPicture]:
    """Pictures by their ids, the bytes left where they are; asks nothing where there is none to ask for."""
    if not picture_ids:
        return {}
    rows = session.execute(
        select(OutgoingPicture.id, OutgoingPicture.key, OutgoingPicture.described).where(
            OutgoingPicture.id.in_(picture_ids)
        )
    )
    return {picture_id: AddressedPicture(key, described) for picture_id, key, described in rows}


def goes_along(picture_id: int | None, reason: FailureReason | None) -> int | None:
    """The picture of a text that failed and goes once more: none where that itself was what nobody took."""
    return None if reason is FailureReason.PICTURE_REFUSED else picture_id


def _described(described: Mapping[str, str]) -> dict[str, str]:
    words = {
        language: " ".join(display_text(described.get(language, "")).split())
        for language in family_languages()
    }
    if not all(words.values()):
        raise Invalid(_l("Say in every language what the picture shows, for families who cannot see it."))
    if any(len(said) > LONGEST_DESCRIPTION for said in words.values()):
        raise Invalid(_l("Describe the picture in at most %(count)s characters."), count=LONGEST_DESCRIPTION)
    return words
