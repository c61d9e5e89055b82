"""The database: its two engines, the units of work and the column types that every room shares.

An entry point (a request, a webhook, one step of a job, a command) opens one unit of work: return to commit, raise to
roll back. No rule or query ever commits.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import String, TypeDecorator

from app.foundation.text import folded

SQLITE_BUSY_MS = 10_000
POOL_SIZE = 48
"""At least as large as the web server's thread pool (40): a thread must never wait for a connection it cannot get."""

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""A key that never runs out; SQLite gives out row numbers only to plain integers."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused rather than guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment without a zone cannot be stored"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def one_of(kind: type[StrEnum]) -> Enum:
    """A column that holds a member of the enum by its value, and that the database checks."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """What every table shares: named constraints, so that a migration can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, int: BigKey}  # noqa: RUF012 - read by SQLAlchemy at class creation


class fold(GenericFunction[str]):  # noqa: N801 - named as it is written in a query
    """A text for comparing: lower case, Spanish accents taken off ("Muñoz" is found by "munoz")."""

    type = String()
    inherit_cache = True


@compiles(fold, "postgresql")
def _fold_on_postgresql(element: fold, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    words = compiler.process(element.clauses, **kw)
    return f"translate(lower({words}), 'áéíóúüñàèìòùâêîôûäëïöç', 'aeiouunaeiouaeiouaeioc')"


@cache
def _insert_or_ignore(table: Table, dialect: str, *, gives_id: bool) -> Any:  # noqa: ANN401 - see below
    kind = postgresql if dialect == "postgresql" else sqlite
    statement = kind.insert(table).on_conflict_do_nothing()
    return statement.returning(table.c.id) if gives_id else statement


def insert_or_ignore(session: Session, table: type[Base]) -> Any:  # noqa: ANN401 - the dialects share no public base
    """An INSERT that adds nothing, and raises nothing, where a row with the same unique key stands already.

    It is a Core statement, and the same object every time: on the hot paths building it is what would cost.
    """
    return _insert_or_ignore(cast("Table", table.__table__), session.get_bind().dialect.name, gives_id=False)


def add_or_ignore(session: Session, table: type[Base], row: Mapping[str, object]) -> int | None:
    """The row stands, and its id is returned; None when one with the same unique key stood already."""
    statement = _insert_or_ignore(
        cast("Table", table.__table__), session.get_bind().dialect.name, gives_id=True
    )
    return cast("int | None", session.connection().execute(statement, row).scalar())


def new_ids(session: Session, table: type[Base], count: int) -> list[int]:
    """So many ids, ascending, that no row of the table has or will get: rows that bring theirs go in all at once.

    On SQLite they are nobody else's because there is one writer at a time.
    """
    rows = cast("Table", table.__table__)
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(rows.name, "id")
        numbered = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return sorted(session.connection().execute(numbered).scalars())
    last: int = session.connection().execute(select(func.coalesce(func.max(rows.c.id), 0))).scalar_one()
    return list(range(last + 1, last + 1 + count))


def is_added(session: Session, statement: Executable) -> bool:
    """Runs an `insert_or_ignore`; True when its row is new."""
    # Without the option the count of an INSERT that returns its key is gone before one can ask, on PostgreSQL.
    result = session.execute(statement, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[Any]", result).rowcount > 0


class Database:
    """One database, opened for this process.

    On SQLite one writer at a time takes turns at a lock of this process before `BEGIN IMMEDIATE`: writers that poll for
    the file lock starve one another. Reading units cannot write on either database.
    """

    def __init__(self, url: str, *, pool_size: int = POOL_SIZE) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = _sqlite_engine(url, begin="BEGIN IMMEDIATE", read_only=False, pool_size=pool_size)
            self._reader = _sqlite_engine(url, begin="BEGIN", read_only=True, pool_size=pool_size)
        else:
            self.engine = create_engine(
                self.url,
                pool_size=pool_size,
                max_overflow=0,
                pool_pre_ping=True,
                pool_use_lifo=True,  # the connection used last has its statements planned already
                hide_parameters=True,
                connect_args={"connect_timeout": 5},
            )
            self._reader = self.engine.execution_options(postgresql_readonly=True)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self._reader, expire_on_commit=False, autoflush=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A unit of work: committed on return, rolled back when anything is raised."""
        with self._turn, self._writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent look that cannot change anything."""
        with self._reading() as session:
            yield session
            session.expunge_all()
            session.commit()  # at a rollback the driver forgets all statements that the server has planned

    def time(self) -> datetime:
        """The present by the database's own clock, on which all processes agree."""
        if self.is_sqlite:
            return datetime.now(UTC)
        with self.engine.begin() as connection:
            moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
            return moment.astimezone(UTC)

    def is_reachable(self) -> bool:
        """False when the database does not answer."""
        try:
            with self._reader.begin() as connection:
                connection.execute(text("select 1"))
        except Exception:  # noqa: BLE001 - whatever the driver raises, the answer is no
            return False
        return True

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self._reader.dispose()


def _sqlite_engine(url: str, *, begin: str, read_only: bool, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": SQLITE_BUSY_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        connection.isolation_level = (
            None  # the driver must not open transactions by itself: `begin` below does
        )
        connection.create_function("fold", 1, folded, deterministic=True)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",  # NORMAL loses acknowledged texts at power loss
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"query_only = {'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
