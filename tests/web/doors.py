"""Every route of the product, and who may come in by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.consent.opt_out import StopDecision
from app.dashboard.assets import asset_path
from app.demo.cast import LEE

SIGN_IN, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 303, 401, 403, 404

Route = tuple[str, str]
"""A method and the path as it is declared."""


@dataclass(frozen=True)
class Door:
    """One way to call a route; in path and form, braces name what stands behind it."""

    path: str
    form: Mapping[str, str] = field(default_factory=dict)


PUBLIC: dict[Route, tuple[Door, int]] = {
    ("GET", "/healthz"): (Door("/healthz"), 200),
    ("GET", "/readyz"): (Door("/readyz"), 200),
    ("GET", "/metrics"): (Door("/metrics"), 200),
    ("POST", "/webhooks/twilio/inbound"): (Door("/webhooks/twilio/inbound", {"Body": "Hola"}), FORBIDDEN),
    ("POST", "/webhooks/twilio/status"): (Door("/webhooks/twilio/status", {"MessageSid": "SM1"}), FORBIDDEN),
    ("GET", "/static/{digest}/{name}"): (Door(asset_path("htmx.js")), 200),
    ("GET", "/sign-in"): (Door("/sign-in"), 200),
    ("POST", "/sign-in"): (Door("/sign-in", {"email": LEE.email, "password": "a guess"}), UNAUTHORIZED),
    ("GET", "/invitations/{token}"): (Door("/invitations/made-up"), NOT_FOUND),
    ("POST", "/invitations/{token}"): (
        Door("/invitations/made-up", {"password": "a-long-password", "again": "a-long-password"}),
        NOT_FOUND,
    ),
    ("GET", "/"): (Door("/"), SIGN_IN),
}
"""Open to all, with what a stranger is answered: nothing of anybody's stands behind them."""

OWN: dict[Route, list[Door]] = {
    ("GET", "/inbox"): [Door("/inbox"), Door("/inbox?q=Carmen"), Door("/inbox?q=doctor&queue=all")],
    ("GET", "/live"): [Door("/live"), Door("/live?q=Carmen&version=0")],
    ("GET", "/account"): [Door("/account")],
    ("GET", "/translations"): [Door("/translations")],
    ("GET", "/phrases"): [Door("/phrases")],
    ("GET", "/words/date"): [Door("/words/date?on=2026-12-03")],
    ("GET", "/words/time"): [Door("/words/time?at=17:30")],
    ("POST", "/account/language"): [Door("/account/language", {"language": "en"})],
    ("POST", "/account/languages"): [Door("/account/languages", {"language": "es"})],
    ("POST", "/sign-out"): [Door("/sign-out")],
    ("POST", "/sign-out-everywhere"): [Door("/sign-out-everywhere")],
}
"""For everybody who has signed in, each with what is theirs."""

THEIRS: dict[Route, list[Door]] = {
    ("GET", "/inbox"): [Door("/inbox?thread={thread}")],
    ("GET", "/live"): [Door("/live?thread={thread}&version=0")],
    ("GET", "/media/{medium_id}"): [Door("/media/{medium}")],
    ("POST", "/threads/{thread_id}/reply"): [
        Door("/threads/{thread}/reply", {"text_es": "Hola", "seen": "{newest}"}),
        Door(
            "/threads/{thread}/reply",
            {"text_es": "Hola", "seen": "{newest}", "when": "later", "send_at": "{soon}"},
        ),
    ],
    ("POST", "/threads/{thread_id}/notes"): [Door("/threads/{thread}/notes", {"note": "Llamar a casa"})],
    ("POST", "/threads/{thread_id}/draft"): [Door("/threads/{thread}/draft", {"text_es": "Buenos"})],
    ("POST", "/threads/{thread_id}/proposal"): [
        Door("/threads/{thread}/proposal", {"text_en": "A good day", "language": "es"})
    ],
    ("POST", "/threads/{thread_id}/read-back"): [
        Door("/threads/{thread}/read-back", {"text_es": "Un buen día", "language": "es"})
    ],
    ("GET", "/threads/{thread_id}/phrases"): [Door("/threads/{thread}/phrases?q=paseo")],
    ("POST", "/threads/{thread_id}/phrases"): [Door("/threads/{thread}/phrases", {"text_en": "A good"})],
    ("GET", "/threads/{thread_id}/phrases/{phrase_id}"): [
        Door("/threads/{thread}/phrases/absence.missed_today")
    ],
    ("POST", "/threads/{thread_id}/phrases/{phrase_id}"): [
        Door("/threads/{thread}/phrases/absence.missed_today", {"slot_child": "Sam"})
    ],
    ("POST", "/threads/{thread_id}/assign"): [Door("/threads/{thread}/assign", {"to": "{owner}"})],
    ("POST", "/threads/{thread_id}/snooze"): [Door("/threads/{thread}/snooze", {"until": "{soon}"})],
    ("POST", "/threads/{thread_id}/close"): [Door("/threads/{thread}/close")],
    ("POST", "/threads/{thread_id}/reopen"): [Door("/threads/{thread}/reopen")],
    ("POST", "/threads/{thread_id}/language"): [Door("/threads/{thread}/language", {"language": "es"})],
    ("POST", "/stop-reviews/{review_id}"): [
        Door("/stop-reviews/{review}", {"decision": StopDecision.NOT_A_STOP.value})
    ],
    ("POST", "/messages/{message_id}/send-again"): [Door("/messages/{unknown}/send-again")],
    ("POST", "/messages/{message_id}/leave"): [Door("/messages/{failed}/leave")],
    ("POST", "/messages/{message_id}/release"): [Door("/messages/{held}/release")],
    ("POST", "/messages/{message_id}/cancel"): [Door("/messages/{queued}/cancel")],
    ("GET", "/messages/{message_id}/doubt"): [Door("/messages/{text}/doubt?language=en")],
    ("POST", "/messages/{message_id}/doubt"): [Door("/messages/{text}/doubt", {"language": "en"})],
}
"""For those alone who may see the conversation."""

MENDERS: dict[Route, list[Door]] = {
    ("GET", "/health"): [Door("/health")],
    ("POST", "/lines/{line_id}/resume"): [Door("/lines/{line}/resume")],
}
"""For the office and the principal, each for their own school."""

READERS_OF_ALL: dict[Route, list[Door]] = {
    ("POST", "/phrases"): [Door("/phrases", {"text_en": "The van is here.", "text_es": "Ya llegó."})],
    ("POST", "/phrases/{phrase_id}/retire"): [Door("/phrases/{phrase}/retire")],
}
"""For those who read every language of the families, each for their own school."""

LANGUAGE_KEEPERS: dict[Route, list[Door]] = {
    ("GET", "/languages"): [Door("/languages")],
    ("POST", "/languages/words"): [Door("/languages/words", {"word": "cutlass", "topic": "safety"})],
    ("POST", "/languages/words/take-out"): [Door("/languages/words/take-out", {"word": "cutlass"})],
    ("POST", "/languages/promise"): [Door("/languages/promise", {"hours": "5"})],
}
"""For the office and the principal, each with their own school's."""

CHECKERS: dict[Route, list[Door]] = {
    ("POST", "/translations/{review_id}/approve"): [
        Door("/translations/{check}/approve", {"body": "She has an appointment."})
    ],
    ("POST", "/translations/{review_id}/send-back"): [
        Door("/translations/{other_check}/send-back", {"reason": "I cannot tell."})
    ],
}
"""For those of the school who read both languages, and where it is the counselor's, for members alone."""
