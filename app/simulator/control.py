"""The strings behind the stage: write as a family, see what was accepted, and make the network misbehave."""

import asyncio
from base64 import b64decode
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Body, HTTPException, Query
from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field

from app.simulator.inbound import Attachment
from app.simulator.message import Direction, NewMessage, StoredMessage
from app.simulator.parts import Parts
from app.simulator.samples import SAMPLES, sample_picture
from app.simulator.wire import segments_of

router = APIRouter(prefix="/control")
health_router = APIRouter()


class MediaForm(BaseModel):
    """A picture given as base64, or the name of a sample."""

    model_config = ConfigDict(extra="forbid")

    content_type: str = "image/png"
    base64: Base64Bytes | None = None
    sample: Literal["drawing", "note"] | None = None

    def attachment(self) -> Attachment:
        """The bytes to send."""
        if self.sample:
            return Attachment("image/png", sample_picture(self.sample))
        return Attachment(self.content_type, self.base64 or b"")


class TextForm(BaseModel):
    """A text that a family sends."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sender: str = Field(alias="from")
    to: str
    body: str = ""
    media: list[MediaForm | str] = Field(default_factory=list, max_length=10)
    wait: bool = True


class PastTextForm(BaseModel):
    """A text of days gone by, shown on the phones as if it had travelled; nobody is called."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sender: str = Field(alias="from")
    to: str
    body: str = ""
    direction: Literal["inbound", "outbound-api"]
    at: AwareDatetime
    sid: str = ""
    media: list[MediaForm | str] = Field(default_factory=list, max_length=10)


@health_router.get("/healthz")
async def alive() -> dict[str, str]:
    """It answers, so it lives."""
    return {"status": "ok"}


@router.post("/texts")
async def send_as_family(form: TextForm, simulator: Parts) -> dict[str, object]:
    """Send it; with `wait` (the default) tell how the product's webhook answered, 0 for nobody there."""
    attachments = [_attachment(media) for media in form.media]
    message, journey = simulator.family_texts.write(form.sender, form.to, form.body, attachments)
    if not form.wait:
        return {"sid": message.sid, "webhook_status": None}
    await asyncio.wait([journey])
    arrived = simulator.store.find(message.sid)
    return {"sid": message.sid, "webhook_status": arrived.webhook_status if arrived else None}


@router.post("/history")
async def remember(texts: list[PastTextForm], simulator: Parts) -> dict[str, list[str]]:
    """Fill the phones with yesterday's texts; a known `sid` is left alone, so that a repeat adds nothing."""
    sids: list[str] = []
    for text in texts:
        if text.sid and simulator.store.find(text.sid):
            sids.append(text.sid)
            continue
        attachments = [_attachment(media) for media in text.media]
        direction = Direction(text.direction)
        message = simulator.store.add(
            NewMessage(
                direction,
                text.sender,
                text.to,
                text.body,
                "received" if direction == Direction.INBOUND else "delivered",
                text.at.timestamp(),
                segments=segments_of(text.body),
                media_count=len(attachments),
                sid=text.sid,
            )
        )
        if direction == Direction.INBOUND:
            simulator.store.set_webhook_status(message.sid, 200, "received", now=text.at.timestamp())
        for attachment in attachments:
            simulator.store.add_picture(
                message.sid, attachment.content_type, attachment.data, now=text.at.timestamp()
            )
        sids.append(message.sid)
    return {"sids": sids}


@router.get("/sent")
async def accepted_texts(
    simulator: Parts,
    to: str | None = None,
    sender: Annotated[str | None, Query(alias="from")] = None,
    after: int = 0,
    limit: int = 1_000_000,
) -> list[dict[str, object]]:
    """Everything accepted from the product, in order, deleted and redacted texts too."""
    where = ["direction = 'outbound-api'", "seq > ?"]
    values: list[object] = [after]
    for condition, value in (("recipient = ?", to), ("sender = ?", sender)):
        if value:
            where.append(condition)
            values.append(value)
    return [_account(message) for message in simulator.store.select(where, values, order="seq", limit=limit)]


@router.get("/counts")
async def counts(simulator: Parts) -> dict[str, object]:
    """Totals for proofs: `repeated` lists every (from, to, body) accepted more than once."""
    by_status = simulator.store.accepted_by_status()
    repeated = simulator.store.repeated()
    return {
        "accepted": sum(by_status.values()),
        "by_status": by_status,
        "repeated": [{"from": f, "to": t, "body": b, "times": n} for f, t, b, n in repeated],
        "in_flight": simulator.in_flight,
        "peak_in_flight": simulator.peak_in_flight,
        "webhook_answers": {str(status): n for status, n in sorted(simulator.webhooks.answers.items())},
    }


@router.get("/faults")
async def show_faults(simulator: Parts) -> dict[str, object]:
    """All switches as they stand."""
    return asdict(simulator.faults)


@router.post("/faults")
async def set_faults(wanted: Annotated[dict[str, object], Body()], simulator: Parts) -> dict[str, object]:
    """Set the named switches, leave the others."""
    try:
        simulator.faults.change(wanted)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return asdict(simulator.faults)


@router.post("/reset")
async def reset(
    simulator: Parts, wanted: Annotated[dict[str, bool] | None, Body()] = None
) -> dict[str, object]:
    """End all misbehaviour; with `{"store": true}` forget every text, picture and block too."""
    simulator.faults.clear()
    simulator.fates.forget()
    simulator.peak_in_flight = simulator.in_flight
    if wanted and wanted.get("store"):
        await simulator.webhooks.abandon()
        simulator.webhooks.answers.clear()
        simulator.store.wipe()
        simulator.switchboard.wipe()
    return asdict(simulator.faults)


def _attachment(media: MediaForm | str) -> Attachment:
    """A bare string is base64, or the name of a sample."""
    if isinstance(media, MediaForm):
        return media.attachment()
    if media in SAMPLES:
        return Attachment("image/png", sample_picture(media))
    try:
        return Attachment("image/png", b64decode(media, validate=True))
    except ValueError as error:
        raise HTTPException(422, "media must be base64 or the name of a sample") from error


def _account(message: StoredMessage) -> dict[str, object]:
    return {
        "n": message.seq,
        "sid": message.sid,
        "to": message.recipient,
        "from": message.sender,
        "body": message.body,
        "status": message.status,
        "error_code": message.error_code,
        "segments": message.segments,
        "callback": message.callback,
        "created_at": datetime.fromtimestamp(message.created_at, UTC).isoformat(),
    }
