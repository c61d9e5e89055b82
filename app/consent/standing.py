"""May this number be texted? The one answer, for a single number and for many at once."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, BindParameter, bindparam, cast, func, select, tuple_, union_all
from sqlalchemy.orm import Session

from app.consent.opt_out import CarrierBlock, OptOut, StopReview
from app.schools.school import School


@dataclass(frozen=True)
class Standing:
    """What holds for one number at one school right now."""

    opt_out: OptOut | None
    review: StopReview | None
    blocked_lines: frozenset[int]
    """Lines on which the provider itself refuses the number."""

    @property
    def may_be_texted(self) -> bool:
        """On lines that the provider does not block."""
        return self.opt_out is None and self.review is None


CLEAR = Standing(opt_out=None, review=None, blocked_lines=frozenset())


def standing(session: Session, school: School, e164: str) -> Standing:
    """What holds for one number."""
    return standings(session, [(school.id, e164)]).get((school.id, e164), CLEAR)


def standings(session: Session, numbers: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Standing]:
    """What holds for each (school id, number); numbers about which nothing is known are left out."""
    wanted = list(_anything_known(session, set(numbers)))
    if not wanted:
        return {}
    opt_outs = {
        (row.school_id, row.e164): row
        for row in session.scalars(
            select(OptOut).where(
                tuple_(OptOut.school_id, OptOut.e164).in_(wanted), OptOut.lifted_at.is_(None)
            )
        )
    }
    reviews = {
        (row.school_id, row.e164): row
        for row in session.scalars(
            select(StopReview).where(
                tuple_(StopReview.school_id, StopReview.e164).in_(wanted), StopReview.decided_at.is_(None)
            )
        )
    }
    blocks: dict[str, set[int]] = {}
    for block in session.scalars(
        select(CarrierBlock).where(CarrierBlock.e164.in_({e164 for _, e164 in wanted}))
    ):
        blocks.setdefault(block.e164, set()).add(block.line_id)
    return {
        key: Standing(opt_outs.get(key), reviews.get(key), frozenset(blocks.get(key[1], ())))
        for key in wanted
        if key in opt_outs or key in reviews or key[1] in blocks
    }


_SCHOOLS: BindParameter[int] = bindparam("schools", expanding=True)
_NUMBERS: BindParameter[str] = bindparam("numbers", expanding=True)
# Built once: it is asked of hundreds of numbers at a time.
_NAMED = union_all(
    select(OptOut.e164).where(
        OptOut.school_id.in_(_SCHOOLS), OptOut.e164.in_(_NUMBERS), OptOut.lifted_at.is_(None)
    ),
    select(StopReview.e164).where(
        StopReview.school_id.in_(_SCHOOLS), StopReview.e164.in_(_NUMBERS), StopReview.decided_at.is_(None)
    ),
    select(CarrierBlock.e164).where(CarrierBlock.e164.in_(_NUMBERS)),
)


def _anything_known(session: Session, numbers: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of the numbers that any record names: hardly any ever, and one statement tells."""
    wanted = {
        "schools": list({school for school, _ in numbers}),
        "numbers": list({e164 for _, e164 in numbers}),
    }
    named = set(session.scalars(_NAMED, wanted))
    return {number for number in numbers if number[1] in named}


def number_key(school_id: int, e164: str) -> int:
    """A stable 63-bit name for a number at a school, for the locks below."""
    return int.from_bytes(hashlib.sha256(f"{school_id}:{e164}".encode()).digest()[:8], "big") >> 1


def stand_still(session: Session, keys: Sequence[int]) -> None:
    """Nobody else records the standing of these numbers or claims texts for them until this unit of work ends.

    It waits for a claim that is under way; every later one sees what was recorded. On SQLite the single writer is that
    guarantee already.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for key in sorted(set(keys)):  # one order for everybody: no deadlock
        session.execute(select(func.pg_advisory_xact_lock(key)))


def take_free(session: Session, keys: Sequence[int]) -> set[int]:
    """Those of the numbers that nobody else is at; they are this unit of work's own until it ends.

    It never waits, so whoever holds other locks may ask it: a number that is taken is left for the next time.
    """
    if session.get_bind().dialect.name != "postgresql":
        return set(keys)
    wanted = cast(sorted(set(keys)), ARRAY(BigInteger))
    key = func.unnest(wanted).column_valued("key")
    return set(session.scalars(select(key).where(func.pg_try_advisory_xact_lock(key))))
