"""The routes of announcements, from the first word to what became of them."""

from tests.web.door import IN_BOTH, Door, Route

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
"""For those alone who may see the inbox in whose conversations it stands."""

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

ANNOUNCERS: dict[Route, list[Door]] = {
    ("POST", "/announcements/new"): [Door("/announcements/new", {**FAMILIES, "step": "save"})]
}
"""For everybody, but in an inbox that they see and for classes that are theirs."""
