"""Which of several dates a reply speaks of, and what it says about each: "no voy el 1 pero si el 3"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from app.events.reading.claims import claims_in
from app.events.reading.meaning import Meaning
from app.events.reading.pieces import Break, Other, Piece
from app.events.reading.reply import Attendance

_JOINED_BY = {Meaning.PLUS, Meaning.FILLER, Other.WEEKDAY}


def with_loose_numbers(pieces: Sequence[Piece], dates: Sequence[date]) -> tuple[list[Piece], bool]:
    """The pieces with the number of "vamos 1 y 3" set free, and whether one such number stays unclear: "vamos 2"."""
    freed: list[Piece] = []
    is_unclear = False
    for at, piece in enumerate(pieces):
        number = piece.number or 0
        if piece.kind is not Meaning.LOOSE_TOTAL or number > len(dates):
            freed.append(piece)
            continue
        split = piece.last - 1
        words = piece.plain.rsplit(" ", 1)
        freed.append(replace(piece, kind=Meaning.COMING_SHORT, last=split, plain=words[0], number=None))
        freed.append(replace(piece, kind=Other.NUMBER, first=split, before=Break.BLANK, plain=words[-1]))
        is_listed = any(other.kind is Other.NUMBER for other in pieces[at + 1 : at + 4])
        is_unclear |= not is_listed or any(other.kind is Other.NUMBER for other in pieces[:at])
    return freed, is_unclear


def with_exceptions(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with "menos", "not" and "all but" marked where they leave out a date that is named."""
    marked = list(pieces)
    for at, piece in enumerate(pieces):
        is_all_but = piece.kind is Meaning.BUT and at > 0 and pieces[at - 1].kind is Meaning.ALL_OF_THEM
        if (piece.kind is Meaning.EXCEPT or is_all_but) and _names_a_date(pieces[at + 1 :]):
            marked[at] = replace(piece, kind=Other.LEAVING_OUT)
    return marked


def _names_a_date(rest: Sequence[Piece]) -> bool:
    kinds = [piece.kind for piece in rest if piece.kind is not Meaning.FILLER]
    return bool(kinds) and kinds[0] in _NAMES


_NAMES = {Other.NUMBER, Other.ORDINAL, Other.DATE, Other.WEEKDAY}


@dataclass(frozen=True)
class _Said:
    """One step of the reply: some dates, or what is said about some."""

    clause: int
    numbers: frozenset[int] = frozenset()
    attendance: Attendance | None = None
    is_left_out: bool = False


def attendance_of_dates(pieces: Sequence[Piece], dates: Sequence[date]) -> dict[int, Attendance] | None:
    """What is said about which date, by their numbers; None where that can be understood in more than one way."""
    steps = _steps(pieces, dates)
    if steps is None:
        return None
    said = {claim.attendance for claim in claims_in(pieces)}
    if Attendance.CANNOT in said and _all_without_exception(pieces):
        return None  # "no puedo todas" may mean some
    named = frozenset[int]().union(*(step.numbers for step in steps))
    said = {step.attendance for step in steps if step.attendance}
    left_out = frozenset[int]().union(*(step.numbers for step in steps if step.is_left_out))
    if left_out:
        return _with_left_out(steps, left_out, said)
    if not said:
        return dict.fromkeys(sorted(named), Attendance.COMING)
    if len(said) == 1:
        return _with_one_answer(steps, said.pop(), named, len(dates))
    if said == {Attendance.COMING, Attendance.BY_PHONE} and len(named) == 1:
        return dict.fromkeys(named, Attendance.BY_PHONE)
    return _with_several_answers(steps)


def _all_without_exception(pieces: Sequence[Piece]) -> bool:
    kinds = {piece.kind for piece in pieces}
    return Meaning.ALL_OF_THEM in kinds and Other.LEAVING_OUT not in kinds


def _with_left_out(
    steps: Sequence[_Said], left_out: frozenset[int], said: set[Attendance]
) -> dict[int, Attendance] | None:
    kept = frozenset[int]().union(*(step.numbers for step in steps if not step.is_left_out)) - left_out
    if said and not kept:
        return None  # "yes except 2" means others that it does not name
    last = max(step.clause for step in steps if step.is_left_out)
    if not said <= {Attendance.COMING} or any(step.attendance and step.clause > last for step in steps):
        return None
    return {
        **dict.fromkeys(sorted(kept), Attendance.COMING),
        **dict.fromkeys(sorted(left_out), Attendance.CANNOT),
    }


def _with_one_answer(
    steps: Sequence[_Said], attendance: Attendance, named: frozenset[int], count: int
) -> dict[int, Attendance] | None:
    """A plain no answers for every date; a plain yes does not say which are meant."""
    if not named:
        return dict.fromkeys(range(1, count + 1), attendance) if attendance is Attendance.CANNOT else None
    if attendance is Attendance.COMING:
        return dict.fromkeys(sorted(named), attendance)
    return _with_several_answers(steps)


def _with_several_answers(steps: Sequence[_Said]) -> dict[int, Attendance] | None:
    """By clauses, each with one answer; or, without commas, answers and dates taking turns: "1 si 2 no 3 si"."""
    clauses = [list(clause) for _, clause in groupby(steps, lambda step: step.clause)]
    found: dict[int, Attendance] = {}
    for place, clause in enumerate(clauses):
        pairs = _pairs(clause)
        is_bare = all(step.attendance is None for step in clause)
        if pairs is None or (is_bare and not _is_answered_apart(clauses, place)):
            return None
        for number, attendance in pairs:
            if found.setdefault(number, attendance) is not attendance:
                return None
    return found


def _is_answered_apart(clauses: Sequence[Sequence[_Said]], place: int) -> bool:
    """Whether dates without an answer come first and the next answer before its dates: "1 y 3, no el 2"."""
    return place == 0 and len(clauses) > 1 and clauses[1][0].attendance is not None


_ANSWER_AND_DATES = 2


def _pairs(clause: Sequence[_Said]) -> list[tuple[int, Attendance]] | None:
    answers = {step.attendance for step in clause if step.attendance}
    numbers = [number for step in clause for number in sorted(step.numbers)]
    if not numbers:
        return None
    is_taking_turns = len(clause) > _ANSWER_AND_DATES and answers != {Attendance.COMING}
    if len(answers) <= 1 and not (answers and is_taking_turns):
        return [(number, answers.copy().pop() if answers else Attendance.COMING) for number in numbers]
    is_turn = all(bool(one.numbers) != bool(other.numbers) for one, other in pairwise(clause))
    if not is_turn or len(clause) % 2:
        return None
    turns = zip(clause[::2], clause[1::2], strict=True)
    return [
        (number, attendance)
        for pair in turns
        for number in sorted(pair[0].numbers | pair[1].numbers)
        if (attendance := pair[0].attendance or pair[1].attendance)
    ]


def _steps(pieces: Sequence[Piece], dates: Sequence[date]) -> list[_Said] | None:
    """The dates and answers in their order; None where a number or name is none of the dates, or more than one."""
    claims = {claim.at: claim.attendance for claim in claims_in(pieces)}
    steps: list[_Said] = []
    clause = 0
    joined = False
    for at, piece in enumerate(pieces):
        if at and (piece.before is not Break.BLANK or piece.kind is Meaning.BUT):
            clause += 1
            joined = False
        numbers = _numbers(pieces, at, dates)
        if numbers is None:
            return None
        if numbers:
            is_left_out = _is_left_out(pieces, at)
            is_told_apart = piece.kind is Meaning.THE_OTHERS  # in "1 y el resto no" the no is not of the 1
            if joined and steps[-1].is_left_out == is_left_out and not is_told_apart:
                steps[-1] = replace(steps[-1], numbers=steps[-1].numbers | numbers)
            else:
                steps.append(_Said(clause, numbers, is_left_out=is_left_out))
            joined = True
        elif at in claims or piece.kind is Meaning.NONE_OF_THEM or _agrees_to_dates(piece, steps, clause):
            is_agreed = piece.kind is Meaning.AGREED
            attendance = Attendance.COMING if is_agreed else claims.get(at, Attendance.CANNOT)
            if not steps or steps[-1] != _Said(clause, attendance=attendance):
                steps.append(_Said(clause, attendance=attendance))
            joined = False
        elif piece.kind not in _JOINED_BY:
            joined = False
    return [step for step in steps if step.numbers or step.attendance]


def _agrees_to_dates(piece: Piece, steps: Sequence[_Said], clause: int) -> bool:
    """Whether an "ok" follows dates: "1 and 3 ok"."""
    return (
        piece.kind is Meaning.AGREED
        and bool(steps)
        and bool(steps[-1].numbers)
        and steps[-1].clause == clause
    )


def _is_left_out(pieces: Sequence[Piece], at: int) -> bool:
    """Whether "menos" stands before this date, or before the one that it is joined to."""
    for piece in reversed(pieces[:at]):
        if piece.kind is Other.LEAVING_OUT:
            return True
        if piece.kind not in _JOINED_BY | _NAMES:
            return False
    return False


def _numbers(pieces: Sequence[Piece], at: int, dates: Sequence[date]) -> frozenset[int] | None:
    """The dates that a piece names; none where it names none, None where it cannot be told which."""
    piece = pieces[at]
    every = frozenset(range(1, len(dates) + 1))
    if piece.kind is Meaning.ALL_OF_THEM:
        return every if piece.number in {None, len(dates)} else None
    if piece.kind is Meaning.THE_OTHERS:
        return _others(pieces, at, dates, every)
    if piece.kind is Meaning.ANY_OF_THEM:
        is_no = any(claim.attendance is Attendance.CANNOT for claim in claims_in(pieces))
        return frozenset() if is_no else None
    if piece.kind is Other.WEEKDAY:
        days = {n for n, day in enumerate(dates, 1) if day.weekday() == piece.number}
        is_said_again = (
            bool(days) and at + 1 < len(pieces) and pieces[at + 1].kind in _NAMES - {Other.WEEKDAY}
        )
        if is_said_again:
            return frozenset()
        return frozenset(days) if len(days) == 1 else None
    if piece.kind is Other.DATE:
        days = {n for n, day in enumerate(dates, 1) if (day.month, day.day) in piece.days}
        return frozenset(days) if len(days) == 1 else None
    if piece.kind in {Other.NUMBER, Other.ORDINAL}:
        return _numbered(piece, dates, is_day=piece.kind is Other.ORDINAL or _follows_article(pieces, at))
    return frozenset()


def _follows_article(pieces: Sequence[Piece], at: int) -> bool:
    return at > 0 and pieces[at - 1].kind is Meaning.FILLER


def _numbered(piece: Piece, dates: Sequence[date], *, is_day: bool) -> frozenset[int] | None:
    number = piece.number or 0
    if number < 0:
        number += len(dates) + 1
    days = {n for n, day in enumerate(dates, 1) if day.day == number}
    if 1 <= number <= len(dates):
        return None if is_day and days - {number} else frozenset({number})
    return frozenset(days) if len(days) == 1 else None


def _others(
    pieces: Sequence[Piece], at: int, dates: Sequence[date], every: frozenset[int]
) -> frozenset[int] | None:
    named = frozenset[int]()
    for other in range(len(pieces)):
        if other != at and pieces[other].kind is not Meaning.THE_OTHERS:
            named |= _numbers(pieces, other, dates) or frozenset()
    return every - named if named and pieces[at].number in {None, len(every - named)} else None
