"""Calls on the page of phones: a phone rings, somebody picks up, reads what others hear, presses a key, hangs up."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.simulator.call_api import do
from app.simulator.calls import PhoneCall
from app.simulator.handset import element_id, line_of
from app.simulator.page import HEADERS, back, field, render
from app.simulator.parts import Parts, Simulator
from app.simulator.wording import Wording, wording

KEYS = ("1", "9")

router = APIRouter()


@router.get("/phones/calls")
async def show_calls(request: Request, simulator: Parts, after: int = -1) -> Response:
    """What every phone shows of its call; 204 when nothing has changed since that version."""
    if simulator.switchboard.version == after:
        return Response(status_code=204, headers=HEADERS)
    words = wording(request.query_params.get("lang", ""))
    drawn = {
        element_id(phone.number): call_html(simulator, words, phone.number)
        for phone in simulator.config.phones
    }
    return JSONResponse({"version": simulator.switchboard.version, "phones": drawn}, headers=HEADERS)


@router.post("/phones/call")
async def act(request: Request, simulator: Parts) -> Response:
    """Pick up, press a key or hang up: a form post comes back to the page, the script gets a bare answer."""
    async with request.form() as form:
        words, number = wording(field(form, "lang")), field(form, "number")
        deed, key = field(form, "deed"), field(form, "key")
    call = simulator.switchboard.latest_of(number)
    is_done = call is not None and do(call, "press" if key else deed, key)
    if "application/json" in request.headers.get("accept", ""):
        return HTMLResponse(status_code=204 if is_done else 409, headers=HEADERS)
    return back(words, element_id(number))


def call_html(simulator: Simulator, words: Wording, number: str) -> str:
    """The call of one phone as it is drawn; nothing where there is none."""
    call, phone = simulator.switchboard.latest_of(number), simulator.config.find_phone(number)
    if call is None or phone is None or not _is_heard(call):
        return ""
    return render(
        "_call.html",
        words,
        call=call,
        number=number,
        caller=line_of(phone, call.sender).label,
        element_id=element_id(number),
        keys=KEYS,
    )


def _is_heard(call: PhoneCall) -> bool:
    """The phone knows of a call once it rings."""
    return call.status in {"ringing", "in-progress"}
