"""The routes of events with families, and of what families share with their class."""

from tests.web.door import IN_BOTH, Door, Route

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

PLANNERS: dict[Route, list[Door]] = {("POST", "/events/new"): [Door("/events/new", DINNER)]}
"""For everybody, but in an inbox that they see and for classes that are theirs."""
