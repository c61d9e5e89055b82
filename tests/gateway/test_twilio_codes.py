"""Twilio's codes and words in our own."""

import pytest

from app.gateway.port import FailureReason, NextStep, NumberNews, ReportedStatus, StatusReport, Verdict
from app.gateway.twilio_codes import health_of, read_code, report_of, reported_status


@pytest.mark.parametrize(
    ("codes", "reason", "next_step"),
    [
        ("20003 20005 30002", FailureReason.ACCOUNT_PROBLEM, NextStep.STOP_ACCOUNT),
        ("21212 21603 21606 21659 63007", FailureReason.LINE_PROBLEM, NextStep.STOP_LINE),
        ("30024 30032 30033 30034 30035", FailureReason.REGISTRATION_PROBLEM, NextStep.STOP_LINE),
        ("21608 21219", FailureReason.ACCOUNT_PROBLEM, NextStep.GIVE_UP),
        ("21211 21217 21401", FailureReason.NUMBER_INVALID, NextStep.GIVE_UP),
        ("30005", FailureReason.NUMBER_OUT_OF_SERVICE, NextStep.GIVE_UP),
        ("21614 30006", FailureReason.LANDLINE, NextStep.GIVE_UP),
        ("30003", FailureReason.PHONE_UNREACHABLE, NextStep.TRY_AGAIN_IN_HOURS),
        ("21610", FailureReason.OPTED_OUT, NextStep.GIVE_UP),
        ("21612 30004 63014 63033", FailureReason.BLOCKED, NextStep.GIVE_UP),
        ("21408", FailureReason.FOREIGN_NUMBER, NextStep.GIVE_UP),
        ("30007", FailureReason.FILTERED, NextStep.GIVE_UP),
        ("21602", FailureReason.EMPTY, NextStep.GIVE_UP),
        ("21617", FailureReason.TOO_LONG, NextStep.GIVE_UP),
        ("11751 21620 21623 30011 30019", FailureReason.PICTURE_REFUSED, NextStep.GIVE_UP),
        ("30036", FailureReason.TOO_LATE, NextStep.GIVE_UP),
        ("20429 21611 30017 30022 63018", FailureReason.CONGESTED, NextStep.TRY_AGAIN),
        ("30001", FailureReason.CONGESTED, NextStep.TRY_AGAIN_ONCE),
        ("30023 30027", FailureReason.DAILY_CAP, NextStep.WAIT_FOR_MIDNIGHT),
        ("20500 20503", FailureReason.PROVIDER_TROUBLE, NextStep.FIND_OUT),
        ("30020 30021 30410 30500", FailureReason.PROVIDER_TROUBLE, NextStep.TRY_AGAIN_ONCE),
        ("30008", FailureReason.UNEXPLAINED, NextStep.TRY_AGAIN_ONCE),
    ],
)
def test_a_code_says_why_and_what_to_do_next(codes: str, reason: FailureReason, next_step: NextStep) -> None:
    for code in codes.split():
        verdict = read_code(code)
        assert (code, verdict.reason, verdict.next_step) == (code, reason, next_step)


@pytest.mark.parametrize("code", ["", "0", "42", "99999", "no code at all", "³"])
def test_a_code_nobody_has_heard_of_is_not_tried_again(code: str) -> None:
    assert read_code(code) == Verdict(FailureReason.UNEXPLAINED, NextStep.GIVE_UP)


@pytest.mark.parametrize(
    ("code", "news"),
    [
        ("21614", NumberNews.LANDLINE),
        ("30006", NumberNews.LANDLINE),
        ("30005", NumberNews.OUT_OF_SERVICE),
        ("21211", NumberNews.OUT_OF_SERVICE),
        ("30003", NumberNews.SUSPECT),
        ("30007", None),
        ("21610", None),
        ("20429", None),
        ("", None),
    ],
)
def test_some_codes_teach_about_the_number(code: str, news: NumberNews | None) -> None:
    assert health_of(code) is news


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("accepted scheduled queued sending Queued", ReportedStatus.ACCEPTED),
        ("sent", ReportedStatus.SENT),
        ("delivered read", ReportedStatus.DELIVERED),
        ("undelivered", ReportedStatus.UNDELIVERED),
        ("failed canceled", ReportedStatus.FAILED),
        ("received receiving partially_delivered teleported", None),
    ],
)
def test_status_words_are_read(words: str, status: ReportedStatus | None) -> None:
    assert [reported_status(word) for word in words.split()] == [status] * len(words.split())


def test_a_report_of_a_text_that_did_not_arrive_says_why() -> None:
    assert report_of("SM1", "undelivered", "30006") == StatusReport(
        "SM1",
        "undelivered",
        "30006",
        ReportedStatus.UNDELIVERED,
        FailureReason.LANDLINE,
        NextStep.GIVE_UP,
        NumberNews.LANDLINE,
    )


def test_a_failure_without_a_code_is_unexplained() -> None:
    assert report_of("SM1", "failed", "").reason is FailureReason.UNEXPLAINED


@pytest.mark.parametrize("status", ["sent", "delivered", "teleported"])
def test_a_code_beside_a_text_that_is_on_its_way_accuses_nobody(status: str) -> None:
    report = report_of("SM1", status, "30006")
    assert (report.reason, report.next_step, report.number_news) == (None, None, None)
