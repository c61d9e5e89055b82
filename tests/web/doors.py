"""Every route of the product, and who may come in by it."""

from app.consent.opt_out import StopDecision
from app.dashboard.assets import asset_path
from app.demo.cast import LEE
from tests.web.announced_doors import ANNOUNCED
from tests.web.door import IDEA, IN_BOTH, Door, Route
from tests.web.planned_doors import EVENTS, IDEAS

SIGN_IN, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 303, 401, 403, 404

NO_TIPS = {"per_week": "0", "at": "", "paused_until": ""}

PUBLIC: dict[Route, tuple[Door, int]] = {
    ("GET", "/healthz"): (Door("/healthz"), 200),
    ("GET", "/readyz"): (Door("/readyz"), 200),
    ("GET", "/metrics"): (Door("/metrics"), 200),
    ("POST", "/webhooks/twilio/inbound"): (Door("/webhooks/twilio/inbound", {"Body": "Hola"}), FORBIDDEN),
    ("POST", "/webhooks/twilio/status"): (Door("/webhooks/twilio/status", {"MessageSid": "SM1"}), FORBIDDEN),
    ("POST", "/webhooks/twilio/voice"): (Door("/webhooks/twilio/voice", {"CallSid": "CA1"}), FORBIDDEN),
    ("POST", "/webhooks/twilio/call-status"): (
        Door("/webhooks/twilio/call-status", {"CallSid": "CA1", "CallStatus": "busy"}),
        FORBIDDEN,
    ),
    ("GET", "/static/{digest}/{name}"): (Door(asset_path("htmx.js")), 200),
    ("GET", "/sign-in"): (Door("/sign-in"), 200),
    ("POST", "/sign-in"): (Door("/sign-in", {"email": LEE.email, "password": "a guess"}), UNAUTHORIZED),
    ("GET", "/invitations/{token}"): (Door("/invitations/made-up"), NOT_FOUND),
    ("POST", "/invitations/{token}"): (
        Door("/invitations/made-up", {"password": "a-long-password", "again": "a-long-password"}),
        NOT_FOUND,
    ),
    ("GET", "/"): (Door("/"), SIGN_IN),
    ("GET", "/calendar/{public_id}.ics"): (Door("/calendar/made-up.ics"), NOT_FOUND),
    ("GET", "/pictures/{key}"): (Door("/pictures/made-up"), NOT_FOUND),
    ("HEAD", "/pictures/{key}"): (Door("/pictures/made-up"), NOT_FOUND),
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
    ("GET", "/events"): [Door("/events")],
    ("GET", "/events/new"): [Door("/events/new")],
    ("GET", "/events/audience"): [Door("/events/audience?audience_kind=sections")],
    ("GET", "/groups"): [Door("/groups")],
    ("GET", "/announcements"): [Door("/announcements")],
    ("GET", "/announcements/new"): [Door("/announcements/new")],
    ("GET", "/announcements/audience"): [Door("/announcements/audience?kind=sections&section={section}")],
    ("GET", "/tips"): [Door("/tips")],
    ("GET", "/tips/play"): [Door("/tips/play")],
    ("GET", "/calendar"): [Door("/calendar")],
    ("GET", "/schedule"): [Door("/schedule")],
    ("GET", "/schedule/not-sent"): [Door("/schedule/not-sent?what=tips&day={yesterday}&why=stopped")],
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
    ("GET", "/threads/{thread_id}/wishes"): [Door("/threads/{thread}/wishes")],
    ("POST", "/threads/{thread_id}/wishes"): [
        Door("/threads/{thread}/wishes", {"hours": "own", "begin": "12:00", "end": "15:00", **NO_TIPS})
    ],
    ("POST", "/threads/{thread_id}/wishes/calls"): [Door("/threads/{thread}/wishes/calls", {"how": "phone"})],
    ("POST", "/stop-reviews/{review_id}"): [
        Door("/stop-reviews/{review}", {"decision": StopDecision.NOT_A_STOP.value})
    ],
    ("POST", "/messages/{message_id}/send-again"): [Door("/messages/{unknown}/send-again")],
    ("POST", "/messages/{message_id}/leave"): [Door("/messages/{failed}/leave")],
    ("POST", "/messages/{message_id}/release"): [Door("/messages/{held}/release")],
    ("POST", "/messages/{message_id}/count-as-{choice}"): [Door("/messages/{vote}/count-as-2")],
    ("POST", "/messages/{message_id}/cancel"): [Door("/messages/{queued}/cancel")],
    ("GET", "/messages/{message_id}/doubt"): [Door("/messages/{text}/doubt?language=en")],
    ("POST", "/messages/{message_id}/doubt"): [Door("/messages/{text}/doubt", {"language": "en"})],
    ("GET", "/schedule/not-sent"): [
        Door("/schedule/not-sent?what=invitation&day={yesterday}&why=stopped&event={event}")
    ],
    **EVENTS,
    **IDEAS,
    **ANNOUNCED,
}
"""For those alone who may see the conversation, or the inbox in which the event or the idea is at home."""

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

KEEPERS: dict[Route, list[Door]] = {
    ("GET", "/groups/{group_id}"): [Door("/groups/{group}"), Door("/groups/{group}?section={section}")],
    ("GET", "/groups/{group_id}/flyer"): [Door("/groups/{group}/flyer")],
    ("POST", "/groups/{group_id}/name"): [Door("/groups/{group}/name", {"name": "Robots and friends"})],
    ("POST", "/groups/{group_id}/students"): [Door("/groups/{group}/students", {"student": "{student}"})],
    ("POST", "/groups/{group_id}/take-out"): [Door("/groups/{group}/take-out", {"student": "{student}"})],
    ("POST", "/groups/{group_id}/word"): [
        Door("/groups/{group}/word", {"word": "robots", "until": "{last_day}"})
    ],
    ("GET", "/groups/requests/{request_id}"): [Door("/groups/requests/{request}")],
    ("POST", "/groups/requests/{request_id}/accept"): [Door("/groups/requests/{request}/accept")],
    ("POST", "/groups/requests/{request_id}/refuse"): [Door("/groups/requests/{other_request}/refuse")],
    ("POST", "/groups/{group_id}/word/take-back"): [Door("/groups/{group}/word/take-back")],
}
"""For whoever made the group, the office and the principal; in an order in which each can be done after the others."""

GROUP_MAKERS: dict[Route, list[Door]] = {("POST", "/groups"): [Door("/groups", {"name": "Chess"})]}
"""For everybody, each at their own school."""

CHECKERS: dict[Route, list[Door]] = {
    ("POST", "/translations/{review_id}/approve"): [
        Door("/translations/{check}/approve", {"body": "She has an appointment."})
    ],
    ("POST", "/translations/{review_id}/send-back"): [
        Door("/translations/{other_check}/send-back", {"reason": "I cannot tell."})
    ],
    ("POST", "/announcements/{broadcast_id}/check"): [
        Door("/announcements/{announced_to_check}/check", {"saying_es": "Traigan abrigo.", "version": "1"})
    ],
}
"""For those of the school who read both languages, and where it is the counselor's, for members alone."""

COLLEAGUES: dict[Route, list[Door]] = {
    ("GET", "/tips/{track_id}"): [Door("/tips/{track}?weeks=all")],
    ("GET", "/tips/{track_id}/print"): [Door("/tips/{track}/print")],
    ("GET", "/tips/texts/{tip_id}"): [Door("/tips/texts/{tip}")],
    ("POST", "/tips/texts/{tip_id}/approve"): [Door("/tips/texts/{tip}/approve", {"language": "en"})],
}
"""For everybody of the school: what it shares with all its families is no secret between its teachers."""

ARRANGERS: dict[Route, list[Door]] = {
    ("GET", "/tips/{track_id}/texts/new"): [Door("/tips/{track}/texts/new")],
    ("POST", "/tips/{track_id}/texts"): [
        Door(
            "/tips/{track}/texts", {"week": "32", "place": "1", "step": "tip", "topic_en": "Food", **IN_BOTH}
        )
    ],
    ("POST", "/tips/{track_id}/hour"): [Door("/tips/{track}/hour", {"hour": "17:00"})],
    ("POST", "/tips/{track_id}/run"): [Door("/tips/{track}/run")],
    ("POST", "/tips/{track_id}/hold"): [Door("/tips/{track}/hold")],
    ("POST", "/tips/texts/{tip_id}/words"): [
        Door("/tips/texts/{tip}/words", {f"put_{code}": words for code, words in IDEA.items()} | IN_BOTH)
    ],
    ("POST", "/tips/texts/{tip_id}/skip"): [Door("/tips/texts/{tip}/skip")],
    ("POST", "/tips/texts/{tip_id}/bring-back"): [Door("/tips/texts/{tip}/bring-back")],
    ("POST", "/tips/texts/{tip_id}/move"): [Door("/tips/texts/{tip}/move", {"week": "31", "place": "2"})],
    ("POST", "/schedule/tracks/{track_id}/run"): [Door("/schedule/tracks/{track}/run")],
    ("POST", "/schedule/tracks/{track_id}/hold"): [Door("/schedule/tracks/{track}/hold")],
    ("POST", "/schedule/ideas/{idea_id}/pause"): [Door("/schedule/ideas/{agreed}/pause")],
    ("POST", "/schedule/ideas/{idea_id}/resume"): [Door("/schedule/ideas/{agreed}/resume")],
    ("POST", "/schedule/ideas/{idea_id}/cancel"): [Door("/schedule/ideas/{agreed}/cancel")],
    ("POST", "/schedule/events/{event_id}/mailings/{mailing_id}/pause"): [
        Door("/schedule/events/{evening}/mailings/{thanks}/pause")
    ],
    ("POST", "/schedule/events/{event_id}/mailings/{mailing_id}/resume"): [
        Door("/schedule/events/{evening}/mailings/{thanks}/resume")
    ],
    ("POST", "/schedule/events/{event_id}/mailings/{mailing_id}/cancel"): [
        Door("/schedule/events/{evening}/mailings/{thanks}/cancel")
    ],
}
"""For the office and the principal, of what is their school's and no counselor's."""

RULERS: dict[Route, list[Door]] = {
    ("POST", "/tips"): [Door("/tips", {"band": "{band}"})],
    ("POST", "/calendar"): [Door("/calendar", {"first_day": "{first_day}", "last_day": "{last_day}"})],
    ("GET", "/announcements/emergency/{topic}"): [Door("/announcements/emergency/closure")],
    ("POST", "/announcements/emergency/{topic}"): [
        Door("/announcements/emergency/closure", {"starter": "closure.closed_today"})
    ],
    ("POST", "/announcements/drill"): [Door("/announcements/drill")],
    ("GET", "/announcements/rules"): [Door("/announcements/rules")],
    ("POST", "/announcements/rules"): [Door("/announcements/rules", {"count": "90", "second": "0"})],
    ("POST", "/announcements/rules/line"): [Door("/announcements/rules/line", {"line": ""})],
    ("POST", "/schedule/pause"): [Door("/schedule/pause")],
    ("POST", "/schedule/resume"): [Door("/schedule/resume")],
    ("POST", "/schedule/allowance"): [Door("/schedule/allowance", {"texts": "5"})],
}
"""For the office and the principal, each of their own whole school."""
