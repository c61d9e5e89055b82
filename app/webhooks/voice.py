"""Twilio's webhooks about calls: how each goes, and a key that was pressed, answered with what is said next.

A pressed key is kept byte for byte and worked on before the answer, as a text is: whoever presses 9 and hears that it
holds can rely on it.
"""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.calls.keys import say_next
from app.foundation.errors import Invalid
from app.gateway.twilio_voice import twiml
from app.messages.provider_event import EventKind
from app.webhooks.call import Call
from app.webhooks.twilio import (
    DATABASE_GONE,
    NOTHING_TO_SAY,
    Doorkeeper,
    database_gone,
    read_signed,
    take_call,
)
from app.webhooks.voice_events import pressed


def voice_router(keeper: Doorkeeper, voices: Mapping[str, str]) -> APIRouter:
    """The two addresses that Twilio calls about a call; `voices` are those that read each language."""
    router = APIRouter(prefix="/webhooks/twilio")

    @router.post("/call-status")
    async def call_status(request: Request) -> Response:
        call = await read_signed(request, keeper, EventKind.STATUS)
        if isinstance(call, Response):
            return call
        try:
            await run_in_threadpool(take_call, keeper, call)
        except DATABASE_GONE as gone:
            return database_gone(EventKind.STATUS, gone)
        return Response(NOTHING_TO_SAY, media_type="text/xml")

    @router.post("/voice")
    async def voice(request: Request) -> Response:
        call = await read_signed(request, keeper, EventKind.STATUS)
        if isinstance(call, Response):
            return call
        try:
            said = await run_in_threadpool(_answer_key, keeper, call, voices)
        except Invalid as refusal:
            return Response(str(refusal), 400)
        except DATABASE_GONE as gone:
            return database_gone(EventKind.STATUS, gone)
        return Response(said, media_type="text/xml")

    return router


def _answer_key(keeper: Doorkeeper, call: Call, voices: Mapping[str, str]) -> str:
    """What the key asks for is committed, and only then is it said."""
    key = pressed(call.form, call.query)
    if key.key.key is not None:
        take_call(keeper, call)
    with keeper.database.reading() as session:
        speech = say_next(session, key, catalog=keeper.front.catalog, public_url=keeper.public_url)
    return twiml(speech, voices)
