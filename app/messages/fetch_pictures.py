"""Fetching the pictures of families' texts, in the worker: read (nothing open while downloading), clean, store."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.foundation.logging import get_logger
from app.gateway.port import FetchedMedia, MediaGone, MediaLater
from app.messages.delivery import Delivery
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Message
from app.messages.pictures import CleanPicture, clean_picture
from app.messages.thread import Thread

log = get_logger(__name__)

MOST_BYTES = 16_000_000
"""What is downloaded at most; what is stored afterwards is smaller (see `pictures.py`)."""
MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=5)
LEASE = timedelta(minutes=2)
"""How long one worker has for a picture before another may try."""
BATCH = 10


def fetch_pictures(parts: Delivery) -> int:
    """Every picture that is due has been tried once; returns how many were stored."""
    stored = 0
    with parts.database.writing() as session:
        due = _take_due(session, now=parts.clock())
    for media_id, url in due:
        fetched = parts.gateway.fetch_media(url, most_bytes=MOST_BYTES)
        picture = clean_picture(fetched.content) if isinstance(fetched, FetchedMedia) else None
        with parts.database.writing() as session:
            medium = session.get_one(MessageMedia, media_id)
            if medium.state is MediaState.WAITING:
                stored += _settle(session, medium, fetched, picture, now=parts.clock())
    return stored


def _take_due(session: Session, *, now: datetime) -> list[tuple[int, str]]:
    media = session.scalars(
        select(MessageMedia)
        .where(MessageMedia.state == MediaState.WAITING, MessageMedia.next_try_at <= now)
        .order_by(MessageMedia.next_try_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for medium in media:
        medium.next_try_at = now + LEASE
    return [(medium.id, medium.provider_url) for medium in media]


def _settle(
    session: Session,
    medium: MessageMedia,
    fetched: FetchedMedia | MediaGone | MediaLater,
    picture: CleanPicture | None,
    *,
    now: datetime,
) -> bool:
    medium.tries += 1
    if picture is not None:
        medium.state, medium.content, medium.content_type = (
            MediaState.STORED,
            picture.content,
            picture.content_type,
        )
    elif isinstance(fetched, MediaLater) and medium.tries < MOST_TRIES:
        medium.next_try_at = now + FIRST_WAIT * 2**medium.tries
        return False
    else:
        medium.state = MediaState.REFUSED
        why = "not a picture" if isinstance(fetched, FetchedMedia) else fetched.why
        log.warning("picture_refused", media_id=medium.id, why=why)
    thread_id = select(Message.thread_id).where(Message.id == medium.message_id).scalar_subquery()
    session.execute(
        update(Thread).where(Thread.id == thread_id).values(version=Thread.version + 1, touched_at=now)
    )
    return picture is not None
