from datetime import UTC, datetime

from app.foundation.database import Database
from app.inbox.drafts import LONGEST_DRAFT, drop_draft, find_draft, keep_draft
from tests.dashboard.school import lincoln

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


def test_a_draft_is_kept_replaced_and_forgotten(database: Database) -> None:
    with database.writing() as session:
        yard = lincoln(session, NOW)
        thread, lee = yard.threads["Ana"], yard.staff["Ms. Lee"]
        for words in ("Buenos", "Buenos días,"):
            keep_draft(session, thread, words, by=lee, now=NOW)
            assert find_draft(session, thread, by=lee) == words
        keep_draft(session, thread, "  ", by=lee, now=NOW)
        assert find_draft(session, thread, by=lee) == ""
        drop_draft(session, thread, by=lee)


def test_everybody_has_a_draft_of_their_own(database: Database) -> None:
    with database.writing() as session:
        yard = lincoln(session, NOW)
        thread, lee, diaz = yard.threads["Ana"], yard.staff["Ms. Lee"], yard.staff["Mr. Diaz"]
        keep_draft(session, thread, "Lee's", by=lee, now=NOW)
        keep_draft(session, thread, "Diaz'", by=diaz, now=NOW)
        assert find_draft(session, thread, by=lee) == "Lee's"
        assert find_draft(session, yard.threads["Leo"], by=diaz) == ""


def test_a_draft_does_not_grow_without_end(database: Database) -> None:
    with database.writing() as session:
        yard = lincoln(session, NOW)
        keep_draft(session, yard.threads["Ana"], "x" * 10_000, by=yard.staff["Ms. Lee"], now=NOW)
        assert len(find_draft(session, yard.threads["Ana"], by=yard.staff["Ms. Lee"])) == LONGEST_DRAFT
