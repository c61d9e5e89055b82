"""The page of phones: where one texts as a family and watches the school's answer arrive."""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, Response

from app.simulator.handset import Showroom, element_id, has_arrived
from app.simulator.inbound import Attachment
from app.simulator.page import HEADERS, back, field, page, render
from app.simulator.parts import Parts, Simulator
from app.simulator.phone_calls import call_html
from app.simulator.samples import SAMPLES, sample_picture
from app.simulator.wording import Wording, wording

PICTURE_LIMIT = 5 * 1024 * 1024
CHANGES_AT_ONCE = 500
SLOW_ANSWER_SECONDS, SLOW_DELIVERY_SECONDS, SLOW_ENGINE_SECONDS = 3.0, 6.0, 8.0
UNKNOWN_STATUS = "teleported"
SHOWABLE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})

router = APIRouter()


@router.get("/")
async def show_phones(request: Request, simulator: Parts) -> Response:
    """The whole page."""
    words = wording(request.query_params.get("lang", ""))
    room = _showroom(simulator, words)
    return page(
        "phones.html",
        words,
        handsets=room.handsets(),
        version=simulator.store.version,
        calls={phone.number: call_html(simulator, words, phone.number) for phone in simulator.config.phones},
        calls_version=simulator.switchboard.version,
        time_zone=simulator.config.time_zone,
        dashboard_url=simulator.config.signed_url,
        other_language="en" if words.language == "es" else "es",
        fates=simulator.config.fates,
        faults=simulator.faults,
        slow_answers=bool(simulator.faults.api_latency),
        slow_delivery=bool(simulator.faults.status_delay),
        trouble=_trouble(simulator, words),
    )


@router.get("/phones/one/{number}")
async def show_phone(number: str, request: Request, simulator: Parts) -> Response:
    """One phone afresh, for a page that met a line it did not know."""
    phone = simulator.config.find_phone(number)
    if phone is None:
        return Response(status_code=404)
    words = wording(request.query_params.get("lang", ""))
    return page(
        "_handset.html",
        words,
        handset=_showroom(simulator, words).handset(phone),
        calls={number: call_html(simulator, words, number)},
    )


@router.get("/phones/updates")
async def updates(request: Request, simulator: Parts, after: int = 0) -> Response:
    """The bubbles that are new or changed since that version; 204 when there are none."""
    store = simulator.store
    if store.has_lost(after):
        return JSONResponse({"reload": True}, headers=HEADERS)
    changed = store.changed_after(after, limit=CHANGES_AT_ONCE)
    if not changed:
        return Response(status_code=204, headers=HEADERS)
    words = wording(request.query_params.get("lang", ""))
    room = _showroom(simulator, words)
    kinds = store.picture_kinds(message.sid for message in changed if message.media_count)
    items = []
    # In the order in which they were written: STOP changes once more after the carrier has answered it.
    for message in sorted(changed, key=lambda message: message.seq):
        phone = simulator.config.find_phone(message.phone)
        if phone is not None and has_arrived(message):
            bubble = room.bubble(message, phone, kinds)
            items.append(
                {
                    "phone": element_id(phone.number),
                    "number": phone.number,
                    "line": message.line,
                    "mine": bubble.is_mine,
                    "day": bubble.day,
                    "day_label": bubble.day_label,
                    "html": render("_bubble.html", words, bubble=bubble),
                }
            )
    return JSONResponse({"version": changed[-1].version, "items": items}, headers=HEADERS)


@router.get("/phones/pictures/{sid}")
async def show_picture(sid: str, simulator: Parts) -> Response:
    """A picture as the handset keeps it."""
    picture = simulator.store.find_picture(sid)
    if picture is None:
        return Response(status_code=404)
    # Anything a browser might run is handed over as a file instead.
    kind = picture.content_type.partition(";")[0].strip().lower()
    media_type = kind if kind in SHOWABLE else "application/octet-stream"
    return Response(picture.data, media_type=media_type, headers=HEADERS | {"Cache-Control": "max-age=3600"})


@router.post("/phones/send")
async def send(request: Request, simulator: Parts) -> Response:
    """Send as a family: a form post comes back to the page, the page's own script gets a bare answer."""
    async with request.form(max_files=1, max_part_size=PICTURE_LIMIT) as form:
        words = wording(field(form, "lang"))
        phone = simulator.config.find_phone(field(form, "from"))
        line = field(form, "to")
        if phone is None or not line:
            return Response(status_code=404)
        # A browser writes line ends as on a typewriter; a phone does not.
        body = field(form, "body").replace("\r\n", "\n").strip()
        attachments = await _attachments(form)
    problem = _problem(body, attachments, words)
    if not problem:
        _ = simulator.family_texts.write(phone.number, line, body, attachments)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"problem": problem}, status_code=422 if problem else 202)
    return back(words, element_id(phone.number))


@router.post("/phones/network")
async def set_network(request: Request, simulator: Parts) -> Response:
    """Misbehave as ticked, and no otherwise."""
    async with request.form() as form:
        words = wording(field(form, "lang"))
        upcoming = field(form, "next")
        simulator.faults.clear()
        if "well" not in form:
            simulator.faults.change(
                {
                    "down": "down" in form,
                    "api_latency": SLOW_ANSWER_SECONDS if "slow_answers" in form else None,
                    "status_delay": SLOW_DELIVERY_SECONDS if "slow_delivery" in form else None,
                    "reorder_callbacks": "reorder" in form,
                    "duplicate_callbacks": int("duplicate" in form),
                    "drop_callbacks": "drop" in form,
                    "unknown_status": UNKNOWN_STATUS if "unknown" in form else "",
                    "next_refused": int(upcoming == "busy"),
                    "next_store_then_drop": int(upcoming == "dropped"),
                    "next_store_then_500": int(upcoming == "failed"),
                    "engine_down": "engine_down" in form,
                    "engine_latency": SLOW_ENGINE_SECONDS if "engine_slow" in form else 0.0,
                    "engine_mangles": "engine_mangles" in form,
                }
            )
    return back(words, "network")


def _trouble(simulator: Simulator, words: Wording) -> str:
    """What is amiss, in a few words; nothing where all is well."""
    active = simulator.faults.active()
    if not active:
        return ""
    is_engine = all(name.startswith("engine_") for name in active)
    return words.engine_troubled if is_engine else words.network_troubled


async def _attachments(form: FormData) -> list[Attachment]:
    sample = field(form, "sample")
    if sample in SAMPLES:
        return [Attachment("image/png", sample_picture(sample))]
    upload = form.get("picture")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return []
    return [
        Attachment(upload.content_type or "application/octet-stream", await upload.read(PICTURE_LIMIT + 1))
    ]


def _problem(body: str, attachments: list[Attachment], words: Wording) -> str:
    if not body and not attachments:
        return words.nothing_to_send
    return words.picture_too_big if any(len(a.data) > PICTURE_LIMIT for a in attachments) else ""


def _showroom(simulator: Simulator, words: Wording) -> Showroom:
    return Showroom(simulator.config, simulator.store, words, simulator.clock())
