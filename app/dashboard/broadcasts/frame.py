"""The frame of the five steps of an announcement."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts
from app.dashboard.session import SignedIn
from app.foundation.errors import Conflict, DomainError
from app.foundation.i18n import _l


@dataclass(frozen=True)
class StepLink:
    """One of the five steps as the head of every page shows them."""

    number: int
    name: str
    url: str
    is_here: bool
    is_done: bool


STEPS = {
    "who": _l("Who"),
    "what": _l("What"),
    "when": _l("When"),
    "review": _l("Review"),
    "report": _l("Report"),
}


def refuse_what_is_no_draft(broadcast: Broadcast) -> None:
    """Raises Conflict: what has been released is looked at, and taken back before it is changed."""
    if broadcast.state is not BroadcastState.DRAFT:
        raise Conflict(_l("This announcement is not a draft any more."))


def broadcast_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    template: str,
    refusal: DomainError | None = None,
    *,
    broadcast: Broadcast | None,
    here: str,
    **context: Any,  # noqa: ANN401 - templates read anything
) -> Response:
    """A page of one of the steps, with the way to the others."""
    return framed_page(
        request,
        parts,
        staff,
        template,
        refusal,
        broadcast=broadcast,
        steps=_steps(staff, broadcast, here),
        **context,
    )


def _steps(staff: SignedIn, broadcast: Broadcast | None, here: str) -> list[StepLink]:
    """Steps lead to one another while it is a draft; once it is released, to the review and the report."""
    is_draft = broadcast is None or broadcast.state is BroadcastState.DRAFT
    is_released = not is_draft and broadcast is not None and broadcast.state is not BroadcastState.SUBMITTED
    done = {
        "who": broadcast is not None and bool(broadcast.audience),
        "what": broadcast is not None and bool(broadcast.words),
        "when": not is_draft or (broadcast is not None and broadcast.send_at is not None),
        "review": not is_draft,
        "report": False,
    }
    links = []
    for number, (step, name) in enumerate(STEPS.items(), 1):
        is_open = broadcast is not None and (
            step == "review" or (step == "report" and is_released) or (is_draft and step != "report")
        )
        target = f"/announcements/{broadcast.id}" if broadcast is not None else ""
        url = (target if step == "report" else f"{target}/{step}") if is_open else ""
        links.append(StepLink(number, staff.reader.gettext(name), url, step == here, done[step]))
    return links
