"""Serving many, so that a fault with one of them keeps no other waiting."""

from collections.abc import Callable, Iterable

from sqlalchemy.exc import InterfaceError, OperationalError

from app.foundation.logging import get_logger

log = get_logger(__name__)


def in_turn(ids: Iterable[int], serve: Callable[[int], int], *, fault: str, named: str) -> int:
    """Each has been served; returns the sum of what `serve` returned. A fault is logged, with the id as it is `named`.

    Raises what the database itself is to blame for: the next would fare no better.
    """
    done = 0
    for one in ids:
        try:
            done += serve(one)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception(fault, **{named: one})
    return done


def until_nothing_is_left(serve: Callable[[], int]) -> int:
    """It has been served again and again until that did nothing more; returns the sum."""
    done = 0
    while count := serve():
        done += count
    return done
