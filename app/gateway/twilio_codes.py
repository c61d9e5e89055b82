"""Twilio's error codes and status words, in our own words.

One table for the answer to a call and for the reports that follow: a code means the same in both.
"""

from app.gateway.port import FailureReason as Reason
from app.gateway.port import NextStep as Step
from app.gateway.port import NumberNews, ReportedStatus, StatusReport, Verdict

_VERDICTS: dict[Verdict, str] = {
    # The account: nothing leaves until somebody mends it.
    Verdict(Reason.ACCOUNT_PROBLEM, Step.STOP_ACCOUNT): "20003 20005 20404 21609 21704 21705 30002",
    # A trial account writes to verified phones only: this phone is the trouble, other texts still leave.
    Verdict(Reason.ACCOUNT_PROBLEM, Step.GIVE_UP): "21219 21608",
    # The line.
    Verdict(
        Reason.LINE_PROBLEM, Step.STOP_LINE
    ): "21210 21212 21603 21606 21607 21659 21660 21661 21703 63007",
    Verdict(Reason.REGISTRATION_PROBLEM, Step.STOP_LINE): "30024 30032 30033 30034 30035",
    # The number.
    Verdict(Reason.NUMBER_INVALID, Step.GIVE_UP, NumberNews.OUT_OF_SERVICE): "21211 21217 21401",
    Verdict(Reason.NUMBER_INVALID, Step.GIVE_UP): "21265 21266 21604 63003 63024",
    Verdict(Reason.NUMBER_OUT_OF_SERVICE, Step.GIVE_UP, NumberNews.OUT_OF_SERVICE): "30005",
    Verdict(Reason.LANDLINE, Step.GIVE_UP, NumberNews.LANDLINE): "21614 30006",
    Verdict(Reason.PHONE_UNREACHABLE, Step.TRY_AGAIN_IN_HOURS, NumberNews.SUSPECT): "30003",
    Verdict(Reason.OPTED_OUT, Step.GIVE_UP): "21610",
    Verdict(Reason.BLOCKED, Step.GIVE_UP): "21214 21216 21612 30004 63014 63033",
    Verdict(Reason.FOREIGN_NUMBER, Step.GIVE_UP): "21215 21408",
    # The words.
    Verdict(Reason.FILTERED, Step.GIVE_UP): "30007",
    Verdict(Reason.EMPTY, Step.GIVE_UP): "21602 21619",
    Verdict(Reason.TOO_LONG, Step.GIVE_UP): "21605 21617 32018",
    Verdict(Reason.PICTURE_REFUSED, Step.GIVE_UP): "11751 21620 21623 30011 30019",
    Verdict(Reason.TOO_LATE, Step.GIVE_UP): "30036",
    # Templates, send times and windows are WhatsApp's and the scheduler's: we use neither.
    Verdict(Reason.UNEXPLAINED, Step.GIVE_UP): "21655 21656 21658 35114 35115 35117 63016 63027 63028",
    # Too much at once.
    Verdict(Reason.CONGESTED, Step.TRY_AGAIN): "10004 14107 20429 21611 30017 30022 63017 63018 63038",
    Verdict(Reason.CONGESTED, Step.TRY_AGAIN_ONCE): "30001",
    Verdict(Reason.DAILY_CAP, Step.WAIT_FOR_MIDNIGHT): "30023 30027",
    # The provider's own trouble. Of 20500 Twilio says that sending is not idempotent: it may have gone out.
    Verdict(Reason.PROVIDER_TROUBLE, Step.FIND_OUT): "20500 20503",
    Verdict(Reason.PROVIDER_TROUBLE, Step.TRY_AGAIN_ONCE): "30020 30021 30410 30500",
    Verdict(Reason.UNEXPLAINED, Step.TRY_AGAIN_ONCE): "30008",
}

_BY_CODE = {code: verdict for verdict, codes in _VERDICTS.items() for code in codes.split()}

_UNKNOWN_CODE = Verdict(Reason.UNEXPLAINED, Step.GIVE_UP)

_STATUSES = {
    "accepted": ReportedStatus.ACCEPTED,
    "scheduled": ReportedStatus.ACCEPTED,
    "queued": ReportedStatus.ACCEPTED,
    "sending": ReportedStatus.ACCEPTED,
    "sent": ReportedStatus.SENT,
    "delivered": ReportedStatus.DELIVERED,
    "read": ReportedStatus.DELIVERED,
    "undelivered": ReportedStatus.UNDELIVERED,
    "failed": ReportedStatus.FAILED,
    "canceled": ReportedStatus.FAILED,
}

_DID_NOT_ARRIVE = {ReportedStatus.UNDELIVERED, ReportedStatus.FAILED}


def read_code(code: str) -> Verdict:
    """What a code means; one we have never heard of is not tried again."""
    return _BY_CODE.get(code, _UNKNOWN_CODE)


def health_of(code: str) -> NumberNews | None:
    """What a code teaches about the number, if anything."""
    return read_code(code).number_news


def reported_status(provider_word: str) -> ReportedStatus | None:
    """How far the text has come; None for a word that we do not know."""
    return _STATUSES.get(provider_word.strip().lower())


def report_of(provider_sid: str, status: str, error_code: str) -> StatusReport:
    """A report in the provider's words and in ours."""
    meaning = reported_status(status)
    if meaning not in _DID_NOT_ARRIVE:
        return StatusReport(provider_sid, status, error_code, meaning)
    verdict = read_code(error_code)
    return StatusReport(
        provider_sid,
        status,
        error_code,
        meaning,
        reason=verdict.reason,
        next_step=verdict.next_step,
        number_news=verdict.number_news,
    )
