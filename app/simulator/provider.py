"""Twilio's REST API, as far as a school needs it: messages, their media, and the account.

All endpoints are `async`: they wait for nothing but the pretended latency, so one process serves many.
"""

import asyncio
import hmac
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app.simulator.config import API_ROOT, SimulatorConfig
from app.simulator.message import StoredMessage
from app.simulator.parts import Parts, Simulator, the_simulator
from app.simulator.sending import form_fields, take
from app.simulator.wire import error_response, media_json, message_json, page_json

PAGE_SIZE, LARGEST_PAGE = 50, 1000
_MESSAGES = "/Messages/{message_sid}"


class ApiRefusal(Exception):
    """An answer in the provider's error shape."""

    def __init__(self, code: int, status: int, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.status, self.detail = code, status, detail


async def refusal_answer(_request: Request, refusal: Exception) -> Response:
    """Turns a refusal into its JSON."""
    if not isinstance(refusal, ApiRefusal):
        raise refusal
    return error_response(refusal.code, refusal.status, refusal.detail)


async def authenticated(request: Request, account_sid: str) -> None:
    """Only whoever holds the credentials of the account comes in."""
    simulator = the_simulator(request)
    config = simulator.config
    if simulator.faults.down:
        raise ApiRefusal(20503, 503)
    given = request.headers.get("authorization", "")
    if not any([hmac.compare_digest(given.encode(), known.encode()) for known in _credentials(config)]):  # noqa: C419
        raise ApiRefusal(20003, 401)
    if account_sid != config.account_sid:
        raise ApiRefusal(20404, 404, request.url.path)


def _credentials(config: SimulatorConfig) -> list[str]:
    pairs = [(config.account_sid, config.auth_token)]
    if config.api_key and config.api_secret:
        pairs.append((config.api_key, config.api_secret))
    return ["Basic " + b64encode(f"{name}:{secret}".encode()).decode() for name, secret in pairs]


router = APIRouter(prefix=API_ROOT + "/Accounts/{account_sid}", dependencies=[Depends(authenticated)])


@router.post("/Messages.json")
async def create_message(request: Request, simulator: Parts) -> Response:
    """Accept or refuse one text. The latency comes after storing: a caller who gives up has sent it."""
    with simulator.counted():
        answer = take(simulator, form_fields(await request.body()))
        await _think(simulator)
    return answer


@router.get("/Messages.json")
async def list_messages(request: Request, simulator: Parts) -> Response:
    """Newest first, filtered, in pages."""
    await _think(simulator)
    query = request.query_params
    where, values = _filters(dict(query))
    page, page_size = _whole_number(query.get("Page"), 0), _whole_number(query.get("PageSize"), PAGE_SIZE)
    page_size = min(max(page_size, 1), LARGEST_PAGE)
    before = re.fullmatch(r"PA(\d+)", query.get("PageToken", ""), re.ASCII)
    if before:
        where, values = [*where, "seq < ?"], [*values, int(before[1])]
    found = simulator.store.select(where, values, order="seq desc", limit=page_size + 1)
    shown = found[:page_size]
    return JSONResponse(
        page_json(
            "messages",
            [message_json(message, simulator.config) for message in shown],
            uri=f"{simulator.config.account_path}/Messages.json",
            filters=[(k, v) for k, v in query.multi_items() if k not in {"Page", "PageSize", "PageToken"}],
            page=page,
            page_size=page_size,
            next_token=f"PA{shown[-1].seq}" if len(found) > page_size else None,
        )
    )


@router.get(_MESSAGES + ".json")
async def fetch_message(message_sid: str, simulator: Parts) -> Response:
    """One text as it stands."""
    await _think(simulator)
    return JSONResponse(message_json(_existing(simulator, message_sid), simulator.config))


@router.post(_MESSAGES + ".json")
async def update_message(message_sid: str, request: Request, simulator: Parts) -> Response:
    """Cancel what has not left yet, or redact the words."""
    await _think(simulator)
    message = _existing(simulator, message_sid)
    fields = form_fields(await request.body())
    now = simulator.clock().timestamp()
    if fields.get("Status") == ["canceled"]:
        if message.status != "queued":
            raise ApiRefusal(30409, 409)
        simulator.store.set_status(message_sid, "canceled", now=now)
    if "Body" in fields:
        if fields["Body"] != [""]:
            raise ApiRefusal(20001, 400, "Body can only be made empty")
        simulator.store.redact(message_sid, now=now)
    return JSONResponse(message_json(_existing(simulator, message_sid), simulator.config))


@router.delete(_MESSAGES + ".json")
async def delete_message(message_sid: str, simulator: Parts) -> Response:
    """The provider forgets it."""
    await _think(simulator)
    simulator.store.delete(_existing(simulator, message_sid).sid)
    return Response(status_code=204)


@router.get(_MESSAGES + "/Media.json")
async def list_media(message_sid: str, simulator: Parts) -> Response:
    """The pictures of one text."""
    await _think(simulator)
    _existing(simulator, message_sid)
    pictures = simulator.store.pictures_of(message_sid)
    return JSONResponse(
        page_json(
            "media_list",
            [media_json(picture, message_sid, simulator.config) for picture in pictures],
            uri=f"{simulator.config.account_path}/Messages/{message_sid}/Media.json",
            filters=[],
            page=0,
            page_size=PAGE_SIZE,
        )
    )


@router.get(_MESSAGES + "/Media/{media_sid}.json")
async def describe_media(message_sid: str, media_sid: str, simulator: Parts) -> Response:
    """What is known of a picture."""
    await _think(simulator)
    picture = simulator.store.find_picture(media_sid, message_sid)
    if picture is None:
        raise ApiRefusal(20404, 404)
    return JSONResponse(media_json(picture, message_sid, simulator.config))


@router.delete(_MESSAGES + "/Media/{media_sid}.json")
async def delete_media(message_sid: str, media_sid: str, simulator: Parts) -> Response:
    """The provider forgets a picture."""
    await _think(simulator)
    if simulator.store.find_picture(media_sid, message_sid) is None:
        raise ApiRefusal(20404, 404)
    simulator.store.delete_picture(media_sid)
    return Response(status_code=204)


@router.get(_MESSAGES + "/Media/{media_sid}")
async def download_media(message_sid: str, media_sid: str, simulator: Parts) -> Response:
    """The bytes of a picture."""
    await _think(simulator)
    picture = simulator.store.find_picture(media_sid, message_sid)
    if picture is None:
        raise ApiRefusal(20404, 404)
    return Response(
        picture.data, media_type=picture.content_type, headers={"X-Content-Type-Options": "nosniff"}
    )


account_router = APIRouter(prefix=API_ROOT)


@account_router.get("/Accounts/{account_sid}.json", dependencies=[Depends(authenticated)])
async def fetch_account(account_sid: str, simulator: Parts) -> Response:
    """The account itself: a cheap way to ask whether the credentials are right."""
    config = simulator.config
    return JSONResponse(
        {
            "sid": account_sid,
            "friendly_name": "Simulator",
            "status": "active",
            "type": "Full",
            "owner_account_sid": account_sid,
            "subresource_uris": {"messages": f"{config.account_path}/Messages.json"},
            "uri": f"{config.account_path}.json",
        }
    )


async def _think(simulator: Simulator) -> None:
    if simulator.api_latency > 0:
        await asyncio.sleep(simulator.api_latency)


def _existing(simulator: Simulator, sid: str) -> StoredMessage:
    message = simulator.store.find(sid)
    if message is None or message.deleted:
        raise ApiRefusal(20404, 404, f"/Messages/{sid}.json")
    return message


def _filters(query: dict[str, str]) -> tuple[list[str], list[object]]:
    where: list[str] = ["deleted = 0"]
    values: list[object] = []
    for name, condition in (("To", "recipient = ?"), ("From", "sender = ?")):
        if query.get(name):
            where.append(condition)
            values.append(query[name])
    # Twilio writes `DateSent>` and means "on or after"; `DateSent` alone means that whole day in UTC. A text not
    # sent yet has no date and meets no filter.
    for name, conditions in (
        ("DateSent", ("sent_at >= ?", "sent_at < ?")),
        ("DateSent>", ("sent_at >= ?",)),
        ("DateSent<", ("sent_at < ?",)),
    ):
        if query.get(name):
            start, end = _moment(query[name][:10] if name == "DateSent" else query[name])
            where += conditions
            values += [start, end] if len(conditions) > 1 else [start if ">=" in conditions[0] else end]
    return where, values


def _moment(text: str) -> tuple[float, float]:
    """The span that a date (a day) or a time (a second) means."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ApiRefusal(20001, 400, f"{text} is not a date") from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    span = timedelta(seconds=1) if "T" in text or " " in text else timedelta(days=1)
    return moment.timestamp(), (moment + span).timestamp()


def _whole_number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text, re.ASCII) else default
