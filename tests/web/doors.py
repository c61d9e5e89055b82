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


DINNER = {
    "inbox": "{inbox}",
    "title_en": "Dinner",
    "title_es": "Cena",
    "place_en": "Gym",
    "place_es": "Gimnasio",
    "audience_kind": "sections",
    "section": "{section}",
    "day": "{day}",
    "begins": "17:30",
    "ends": "19:00",
    "needs_due_days": "2",
    "step": "save",
}
NO_TIPS = {"per_week": "0", "at": "", "paused_until": ""}
IDEA = {"en": "We sing in the car.", "es": "Cantamos en el carro."}
IN_BOTH = {"text_en": "We cook together.", "text_es": "Cocinamos juntos."}

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

EVENTS: dict[Route, list[Door]] = {
    ("GET", "/events/{event_id}"): [Door("/events/{event}"), Door("/events/{draft}")],
    ("GET", "/events/{event_id}/invitation"): [Door("/events/{draft}/invitation")],
    ("GET", "/events/{event_id}/edit"): [Door("/events/{draft}/edit")],
    ("GET", "/events/{event_id}/change"): [Door("/events/{event}/change")],
    ("GET", "/events/{event_id}/call-off"): [Door("/events/{event}/call-off")],
    ("GET", "/events/{event_id}/flyer"): [Door("/events/{event}/flyer")],
    ("GET", "/events/{event_id}/needs"): [Door("/events/{event}/needs")],
    ("GET", "/events/{event_id}/guests/{guest_id}"): [Door("/events/{event}/guests/{guest}")],
    ("GET", "/events/{event_id}/check-in/{number}"): [Door("/events/{evening}/check-in/1")],
    ("POST", "/events/{event_id}/invite"): [Door("/events/{draft}/invite", {"when": "now"})],
    ("POST", "/events/{event_id}/take-back"): [Door("/events/{draft}/take-back")],
    ("POST", "/events/{event_id}/edit"): [
        Door("/events/{draft}/edit", {**DINNER, "step": "rows"}),
        Door("/events/{draft}/edit", DINNER),
    ],
    ("POST", "/events/{event_id}/discard"): [Door("/events/{draft}/discard")],
    ("POST", "/events/{event_id}/ask-again"): [Door("/events/{event}/ask-again")],
    ("POST", "/events/{event_id}/latecomers"): [Door("/events/{event}/latecomers")],
    ("POST", "/events/{event_id}/mailings/{mailing_id}/pause"): [
        Door("/events/{event}/mailings/{reminder}/pause")
    ],
    ("POST", "/events/{event_id}/mailings/{mailing_id}/resume"): [
        Door("/events/{event}/mailings/{reminder}/resume")
    ],
    ("POST", "/events/{event_id}/needs/{need_id}/take"): [Door("/events/{event}/needs/{ride}/take")],
    ("POST", "/events/{event_id}/needs/{need_id}/give-back"): [
        Door("/events/{event}/needs/{ride}/give-back")
    ],
    ("POST", "/events/{event_id}/needs/{need_id}/met"): [Door("/events/{event}/needs/{ride}/met")],
    ("POST", "/events/{event_id}/needs/{need_id}/not-met"): [Door("/events/{event}/needs/{diet}/not-met")],
    ("POST", "/events/{event_id}/replies/{reply_id}"): [
        Door("/events/{event}/replies/{reply}", {"date_1": "coming", "people": "2"})
    ],
    ("POST", "/events/{event_id}/guests/{guest_id}"): [
        Door("/events/{event}/guests/{guest}", {"date_1": "maybe"})
    ],
    ("POST", "/events/{event_id}/check-in/{number}/{guest_id}"): [
        Door("/events/{evening}/check-in/1/{arrival}", {"people": "3"})
    ],
    ("POST", "/events/{event_id}/check-in/{number}/{guest_id}/undo"): [
        Door("/events/{evening}/check-in/1/{arrival}/undo")
    ],
    ("POST", "/events/{event_id}/check-in/{number}/walk-in"): [
        Door("/events/{evening}/check-in/1/walk-in", {"phone": "206-555-0142", "people": "2"})
    ],
    ("POST", "/events/{event_id}/change"): [
        Door("/events/{event}/change", {"place_en": "Gym", "place_es": "Gimnasio"})
    ],
    ("POST", "/events/{event_id}/call-off"): [Door("/events/{event}/call-off")],
}
"""For those alone who may see the inbox whose event it is; in an order in which each can be done after the others."""

IDEAS: dict[Route, list[Door]] = {
    ("GET", "/tips/ideas/{idea_id}"): [Door("/tips/ideas/{idea}"), Door("/tips/ideas/{agreed}")],
    ("POST", "/tips/ideas/{idea_id}/answer"): [
        Door("/tips/ideas/{idea}/answer", {"message": "{said}", "answer": "without_name"})
    ],
    ("POST", "/tips/ideas/{idea_id}/words"): [Door("/tips/ideas/{idea}/words", IN_BOTH)],
    ("POST", "/tips/ideas/{idea_id}/ask"): [Door("/tips/ideas/{idea}/ask")],
    ("POST", "/tips/ideas/{idea_id}/approve"): [Door("/tips/ideas/{idea}/approve", {"language": "en"})],
    ("POST", "/tips/ideas/{idea_id}/withdraw"): [Door("/tips/ideas/{idea}/withdraw")],
    ("POST", "/tips/ideas/{idea_id}/share"): [Door("/tips/ideas/{agreed}/share", {"when": "usual"})],
    ("GET", "/messages/{message_id}/idea"): [Door("/messages/{remark}/idea")],
    ("POST", "/messages/{message_id}/idea"): [
        Door("/messages/{remark}/idea", {"section": "{section}", **IN_BOTH})
    ],
}
"""The same of what a family wrote to share with its class."""

FAMILIES = {"kind": "sections", "section": "{section}", "inbox": "{inbox}", "urgency": "ordinary"}
ANNOUNCED: dict[Route, list[Door]] = {
    ("GET", "/announcements/{broadcast_id}/who"): [Door("/announcements/{announced_whom}/who")],
    ("GET", "/announcements/{broadcast_id}/what"): [Door("/announcements/{announced_worded}/what")],
    ("GET", "/announcements/{broadcast_id}/what/{language}"): [
        Door("/announcements/{announced_worded}/what/es")
    ],
    ("GET", "/announcements/{broadcast_id}/when"): [Door("/announcements/{announced_timed}/when")],
    ("GET", "/announcements/{broadcast_id}/review"): [
        Door("/announcements/{announced_released}/review"),
        Door("/announcements/{announced_agreed}/review"),
    ],
    ("POST", "/announcements/{broadcast_id}/who"): [
        Door("/announcements/{announced_whom}/who", {**FAMILIES, "version": "1", "step": "save"})
    ],
    ("POST", "/announcements/{broadcast_id}/what"): [
        Door("/announcements/{announced_worded}/what", {**IN_BOTH, "asks": "nothing", "version": "1"})
    ],
    ("POST", "/announcements/{broadcast_id}/when"): [
        Door("/announcements/{announced_timed}/when", {"moment": "now", "version": "1"})
    ],
    ("POST", "/announcements/{broadcast_id}/release"): [
        Door("/announcements/{announced_released}/release", {"how": "colleague", "version": "1"})
    ],
    ("POST", "/announcements/{broadcast_id}/agree"): [
        Door("/announcements/{announced_agreed}/agree", {"version": "1"})
    ],
    ("POST", "/announcements/{broadcast_id}/take-back"): [
        Door("/announcements/{announced_taken_back}/take-back", {"version": "1"})
    ],
    ("POST", "/announcements/{broadcast_id}/discard"): [
        Door("/announcements/{announced_thrown_away}/discard", {"version": "1"})
    ],
    ("POST", "/announcements/{broadcast_id}/again"): [Door("/announcements/{announced_owed}/again")],
}
"""The same of an announcement that stands in the conversations of an inbox."""

TOLD = "/announcements/{reported}/call-list/{untold}"
REPORTS: dict[Route, list[Door]] = {
    ("GET", "/announcements/{broadcast_id}"): [Door("/announcements/{reported}")],
    ("GET", "/announcements/{broadcast_id}/live"): [Door("/announcements/{reported}/live?version=0")],
    ("GET", "/announcements/{broadcast_id}/families"): [
        Door("/announcements/{reported}/families?group=not_texted&why=stopped")
    ],
    ("GET", "/announcements/{broadcast_id}/call-list"): [Door("/announcements/{reported}/call-list")],
    ("GET", "/announcements/{broadcast_id}/letters"): [Door("/announcements/{reported}/letters")],
    ("GET", "/announcements/{broadcast_id}/latecomers"): [Door("/announcements/{reported}/latecomers")],
    ("GET", "/announcements/{broadcast_id}/export.csv"): [Door("/announcements/{reported}/export.csv")],
    ("POST", "/announcements/{broadcast_id}/pause"): [Door("/announcements/{reported}/pause")],
    ("POST", "/announcements/{broadcast_id}/resume"): [Door("/announcements/{reported}/resume")],
    ("POST", "/announcements/{broadcast_id}/retry"): [
        Door("/announcements/{reported}/retry", {"why": "phone_unreachable"})
    ],
    ("POST", "/announcements/{broadcast_id}/call-list/take-next"): [
        Door("/announcements/{reported}/call-list/take-next")
    ],
    ("POST", "/announcements/{broadcast_id}/call-list/{recipient_id}/take"): [Door(f"{TOLD}/take")],
    ("POST", "/announcements/{broadcast_id}/call-list/{recipient_id}/give-back"): [Door(f"{TOLD}/give-back")],
    ("POST", "/announcements/{broadcast_id}/call-list/{recipient_id}/told"): [
        Door(f"{TOLD}/told", {"how": "called", "note": "The neighbour answered"})
    ],
    ("POST", "/announcements/{broadcast_id}/call-list/{recipient_id}/not-told"): [Door(f"{TOLD}/not-told")],
    ("POST", "/announcements/{broadcast_id}/latecomers"): [Door("/announcements/{reported}/latecomers")],
    ("POST", "/announcements/{broadcast_id}/feedback"): [Door("/announcements/{reported}/feedback")],
    ("POST", "/announcements/{broadcast_id}/cancel"): [Door("/announcements/{reported}/cancel")],
}
"""For the team of its inbox, the office and the principal; of a counselor's for the counselors alone."""

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

PLANNERS: dict[Route, list[Door]] = {("POST", "/events/new"): [Door("/events/new", DINNER)]}
"""For everybody, but in an inbox that they see and for classes that are theirs."""

ANNOUNCERS: dict[Route, list[Door]] = {
    ("POST", "/announcements/new"): [Door("/announcements/new", {**FAMILIES, "step": "save"})]
}
"""The same of an announcement."""

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
