from datetime import UTC, datetime

from app.foundation.database import Database
from app.inbox.drafts import LONGEST_DRAFT, drop_draft, find_draft, keep_draft
from app.inbox.inbox import Draft
from tests.dashboard.school import lincoln

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


def words_in(draft: Draft | None) -> str:
    assert draft is not None
    return draft.body


def test_what_is_typed_in_a_second_language_is_kept_even_alone(database: Database) -> None:
    with database.writing() as session:
        yard = lincoln(session, NOW)
        thread, lee = yard.threads["Ana"], yard.staff["Ms. Lee"]
        keep_draft(session, thread, "", by=lee, translations={"es": "Buenos días", "so": " "}, now=NOW)
        kept = find_draft(session, thread, by=lee)
        assert kept is not None
        assert (kept.body, kept.translations) == ("", {"es": "Buenos días"})


def test_a_draft_is_kept_replaced_and_forgotten(database: Database) -> None:
    with database.writing() as session:
        yard = lincoln(session, NOW)
        thread, lee = yard.threads["Ana"], yard.staff["Ms. Lee"]
        for words in ("Buenos", "Buenos días,"):
            keep_draft(session, thread, words, by=lee, now=NOW)
            assert words_in(find_draft(session, thread, by=lee)) == words
        keep_draft(session, thread, "  ", by=lee, now=NOW)
        assert find_draft(session, thread, by=lee) is None
        drop_draft(session, thread, by=lee)


def test_everybody_has_a_draft_of_their_own(database: Database) -> None:
    with database.writing() as session:
        yard = lincoln(session, NOW)
        thread, lee, diaz = yard.threads["Ana"], yard.staff["Ms. Lee"], yard.staff["Mr. Diaz"]
        keep_draft(session, thread, "Lee's", by=lee, now=NOW)
        keep_draft(session, thread, "Diaz'", by=diaz, now=NOW)
        assert words_in(find_draft(session, thread, by=lee)) == "Lee's"
        assert find_draft(session, yard.threads["Leo"], by=diaz) is None


def test_a_draft_does_not_grow_without_end(database: Database) -> None:
    with database.writing() as session:
        yard = lincoln(session, NOW)
        keep_draft(session, yard.threads["Ana"], "x" * 10_000, by=yard.staff["Ms. Lee"], now=NOW)
        assert (
            len(words_in(find_draft(session, yard.threads["Ana"], by=yard.staff["Ms. Lee"]))) == LONGEST_DRAFT
        )
