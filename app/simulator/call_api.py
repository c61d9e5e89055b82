"""Twilio's REST API for calls, as far as a school needs it: place one, list them, look at one."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, HTTPException, Request
from starlette.responses import JSONResponse, Response

from app.simulator.calls import PhoneCall
from app.simulator.config import API_ROOT, API_VERSION, SimulatorConfig
from app.simulator.faults import ACCEPTED, Answer, Verdict
from app.simulator.parts import Parts, Simulator
from app.simulator.provider import ApiRefusal, authenticated
from app.simulator.sending import form_fields, is_number, is_web_address, last
from app.simulator.wire import DroppedConnection, email_date, error_response, page_json

PAGE_SIZE, LONGEST_RING, LONGEST_TWIML = 50, 600, 4000
USUAL_RING = 60
USUAL_EVENTS = ("completed",)

router = APIRouter(prefix=API_ROOT + "/Accounts/{account_sid}", dependencies=[Depends(authenticated)])
control_router = APIRouter(prefix="/control")


@router.post("/Calls.json")
async def create_call(request: Request, simulator: Parts) -> Response:
    """Take or refuse one call. The latency comes after: a caller who gives up has let the phone ring."""
    with simulator.counted():
        answer = _take(simulator, form_fields(await request.body()))
        if simulator.api_latency > 0:
            await asyncio.sleep(simulator.api_latency)
    return answer


@router.get("/Calls.json")
async def list_calls(request: Request, simulator: Parts) -> Response:
    """Newest first, of one phone or of all; all that are asked for fit on one page."""
    query = request.query_params
    wanted = [
        call
        for call in reversed(simulator.switchboard.all())
        if query.get("To", call.recipient) == call.recipient
        and query.get("From", call.sender) == call.sender
        and query.get("Status", call.status) == call.status
    ]
    return JSONResponse(
        page_json(
            "calls",
            [call_json(call, simulator.config) for call in wanted[:PAGE_SIZE]],
            uri=f"{simulator.config.account_path}/Calls.json",
            filters=[],
            page=0,
            page_size=PAGE_SIZE,
        )
    )


@router.get("/Calls/{call_sid}.json")
async def fetch_call(call_sid: str, simulator: Parts) -> Response:
    """One call as it stands."""
    call = simulator.switchboard.find(call_sid)
    if call is None:
        raise ApiRefusal(20404, 404, f"/Calls/{call_sid}.json")
    return JSONResponse(call_json(call, simulator.config))


@control_router.get("/calls")
async def calls(simulator: Parts) -> list[dict[str, object]]:
    """Every call that was taken, with what was heard and which keys were pressed."""
    return [
        {
            "sid": call.sid,
            "to": call.recipient,
            "from": call.sender,
            "status": call.status,
            "callback": call.callback,
            "twiml": call.twiml,
            "heard": [{"language": said.language, "words": said.words} for said in call.heard],
            "asks_for_key": call.asks_for_key,
            "keys": call.keys,
            "created_at": datetime.fromtimestamp(call.created_at, UTC).isoformat(),
        }
        for call in simulator.switchboard.all()
    ]


@control_router.post("/calls/{sid}/{deed}")
async def act(
    sid: str, deed: str, simulator: Parts, key: Annotated[str, Body(embed=True)] = ""
) -> dict[str, str]:
    """As a person at the phone: `answer`, `press` a key, or `hang-up`."""
    call = simulator.switchboard.find(sid)
    if call is None or not do(call, deed, key):
        raise HTTPException(422, "no such call, or nothing of the kind can be done now")
    return {"status": call.status}


def do(call: PhoneCall, deed: str, key: str = "") -> bool:
    """A person at the phone has done it; False for what cannot be done."""
    if call.is_over:
        return False
    match deed:
        case "answer":
            call.picked_up.set()
        case "hang-up":
            call.hung_up.set()
        case "press" if key and call.status == "in-progress":
            call.key = key[:1]
            call.pressed.set()
        case _:
            return False
    return True


def _take(simulator: Simulator, fields: dict[str, list[str]]) -> Response:
    to, sender, twiml, url, callback = (
        last(fields, name) for name in ("To", "From", "Twiml", "Url", "StatusCallback")
    )
    ring = last(fields, "Timeout") or str(USUAL_RING)
    checks = (
        (not to, 21201, ""),
        (not is_number(to), 21211, to),
        (not is_number(sender), 21212, sender),
        (not twiml and not is_web_address(url), 21205, url),
        (len(twiml) > LONGEST_TWIML, 32018, ""),
        (callback and not is_web_address(callback), 21609, callback),
        (not ring.isascii() or not ring.isdigit() or not 0 < int(ring) <= LONGEST_RING, 21208, ring),
    )
    refusal = next(((code, detail) for wrong, code, detail in checks if wrong), None)
    if refusal:
        return error_response(refusal[0], 400, refusal[1])
    verdict = _judge(simulator, to)
    if verdict.answer == Answer.REFUSE:
        return error_response(verdict.code, verdict.status, retry_after=verdict.retry_after)
    call = simulator.switchboard.ring(
        sender=sender,
        recipient=to,
        twiml=twiml,
        url=url,
        callback=callback,
        events=frozenset(fields.get("StatusCallbackEvent", USUAL_EVENTS)),
        ring_seconds=min(float(ring), simulator.config.ring_seconds),
    )
    match verdict.answer:
        case Answer.STORE_THEN_DROP:
            return DroppedConnection()
        case Answer.STORE_THEN_500:
            return error_response(verdict.code, verdict.status)
    return JSONResponse(call_json(call, simulator.config), status_code=201)


def _judge(simulator: Simulator, phone: str) -> Verdict:
    verdict = simulator.fates.judge_call(phone)
    return simulator.faults.judge_next() if verdict == ACCEPTED else verdict


def call_json(call: PhoneCall, config: SimulatorConfig) -> dict[str, object]:
    """A Call resource."""
    return {
        "account_sid": config.account_sid,
        "api_version": API_VERSION,
        "answered_by": None,
        "date_created": email_date(call.created_at),
        "date_updated": email_date(call.created_at),
        "direction": "outbound-api",
        "duration": None,
        "from": call.sender,
        "from_formatted": call.sender,
        "price": None,
        "price_unit": "USD",
        "sid": call.sid,
        "start_time": None,
        "status": call.status,
        "to": call.recipient,
        "to_formatted": call.recipient,
        "uri": f"{config.account_path}/Calls/{call.sid}.json",
    }
