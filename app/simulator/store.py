"""What the pretend provider remembers: texts in both directions, pictures, and who opted out at the carrier.

One SQLite connection, in memory or in a file, used by the event loop alone: every statement is short, and a
single writer needs no lock.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.simulator.message import Direction, NewMessage, Picture, StoredMessage, new_sid

_SCHEMA = """
create table if not exists messages (
    seq integer primary key autoincrement,
    sid text not null unique,
    direction text not null check (direction in ('inbound', 'outbound-api', 'outbound-reply')),
    sender text not null,
    recipient text not null,
    body text not null,
    status text not null,
    error_code integer,
    created_at real not null,
    updated_at real not null,
    sent_at real,
    segments integer not null,
    media_count integer not null,
    callback text not null,
    service text,
    webhook_status integer,
    redacted integer not null default 0,
    deleted integer not null default 0,
    version integer not null
);
create index if not exists ix_messages_sender on messages (sender, seq);
create index if not exists ix_messages_recipient on messages (recipient, seq);
create index if not exists ix_messages_version on messages (version);
create table if not exists media (
    sid text primary key,
    message_sid text not null,
    content_type text not null,
    data blob not null,
    created_at real not null,
    deleted integer not null default 0
);
create index if not exists ix_media_message on media (message_sid);
create table if not exists media_descriptions (sid text primary key, words text not null);
create table if not exists blocks (line text not null, phone text not null, primary key (line, phone));
"""

_COLUMNS = (
    "seq, sid, direction, sender, recipient, body, status, error_code, created_at, updated_at, sent_at,"
    " segments, media_count, callback, service, webhook_status, redacted, deleted, version"
)


class Store:
    """All that is remembered; every change carries a growing version, so that a page can ask what is new."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_SCHEMA)
        # A fresh store must not repeat versions that an open page has already seen, so wiping keeps counting.
        self._version = int(self._one("select coalesce(max(version), 0) from messages")[0])
        self._wiped_at = 0

    @property
    def version(self) -> int:
        """The number of the latest change."""
        return self._version

    def has_lost(self, version: int) -> bool:
        """Does a page that has seen this version show texts that are gone?"""
        return version > self._version or version < self._wiped_at

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def wipe(self) -> None:
        """Forget everything."""
        self._version += 1
        self._wiped_at = self._version
        for table in ("messages", "media", "media_descriptions", "blocks"):
            self._db.execute(f"delete from {table}")  # noqa: S608 - fixed names

    def add(self, new: NewMessage) -> StoredMessage:
        """Keep a text and give it its identifier."""
        sid = new.sid or new_sid("MM" if new.media_count else "SM")
        self._version += 1
        sent_at = None if new.direction == Direction.API and new.status == "queued" else new.created_at
        values = (
            *(sid, new.direction.value, new.sender, new.recipient, new.body, new.status, None),
            *(
                new.created_at,
                new.created_at,
                sent_at,
                new.segments,
                new.media_count,
                new.callback,
                new.service,
            ),
            *(None, 0, 0, self._version),
        )
        marks = ", ".join("?" * len(values))
        names = _COLUMNS.removeprefix("seq, ")
        seq = self._db.execute(f"insert into messages ({names}) values ({marks})", values).lastrowid  # noqa: S608
        return StoredMessage(int(seq or 0), *values)

    def set_status(self, sid: str, status: str, *, now: float, error_code: int | None = None) -> None:
        """Move a text on; the first move out of `queued` is when it counts as sent."""
        self._version += 1
        self._db.execute(
            "update messages set status = ?, error_code = ?, updated_at = ?, version = ?,"
            " sent_at = coalesce(sent_at, case when ? in ('queued', 'sending') then null else ? end)"
            " where sid = ?",
            (status, error_code, now, self._version, status, now, sid),
        )

    def set_webhook_status(self, sid: str, webhook_status: int, status: str, *, now: float) -> None:
        """Remember how the product answered a family's text (0 when it could not be reached)."""
        self._version += 1
        self._db.execute(
            "update messages set webhook_status = ?, status = ?, updated_at = ?, version = ? where sid = ?",
            (webhook_status, status, now, self._version, sid),
        )

    def redact(self, sid: str, *, now: float) -> None:
        """The provider forgets the words; the handset that got them does not."""
        self._db.execute("update messages set redacted = 1, updated_at = ? where sid = ?", (now, sid))

    def delete(self, sid: str) -> None:
        """The provider forgets the text; the handset that got it does not."""
        self._db.execute("update messages set deleted = 1 where sid = ?", (sid,))

    def find(self, sid: str) -> StoredMessage | None:
        """One text, deleted ones too."""
        rows = self._messages("where sid = ?", (sid,))
        return rows[0] if rows else None

    def select(
        self, where: Sequence[str], values: Sequence[object], *, order: str, limit: int
    ) -> list[StoredMessage]:
        """Texts that meet every condition (fixed SQL fragments, values apart)."""
        condition = f"where {' and '.join(where)}" if where else ""
        return self._messages(f"{condition} order by {order} limit ?", (*values, limit))

    def changed_after(self, version: int, *, limit: int = 500) -> list[StoredMessage]:
        """What is new or moved since that version, oldest change first."""
        return self._messages("where version > ? order by version limit ?", (version, limit))

    def conversation(self, phone: str, *, limit: int) -> list[StoredMessage]:
        """The latest texts of one phone with all lines, oldest first."""
        rows = self._messages(
            "where seq in ("
            " select seq from (select seq from messages where sender = ? order by seq desc limit ?) union"
            " select seq from (select seq from messages where recipient = ? order by seq desc limit ?))"
            " order by created_at desc, seq desc limit ?",
            (phone, limit, phone, limit, limit),
        )
        return rows[::-1]

    def unfinished(self) -> list[StoredMessage]:
        """What a restart interrupted: texts whose last report is not out, families' texts on their way."""
        return self._messages(
            "where (direction = 'outbound-api' and status in ('queued', 'sending', 'sent'))"
            " or (direction = 'inbound' and status = 'receiving') order by seq",
            (),
        )

    def repeated(self) -> list[tuple[str, str, str, int]]:
        """Texts of the product accepted more than once: from, to, body, how often."""
        return self._db.execute(
            "select sender, recipient, body, count(*) from messages where direction = 'outbound-api'"
            " group by sender, recipient, body having count(*) > 1"
        ).fetchall()

    def accepted_by_status(self) -> dict[str, int]:
        """How many texts of the product stand where."""
        return dict(
            self._db.execute(
                "select status, count(*) from messages where direction = 'outbound-api' group by status"
            ).fetchall()
        )

    def add_picture(
        self, message_sid: str, content_type: str, data: bytes, *, now: float, description: str = ""
    ) -> Picture:
        """Attach bytes to a text, and what they show where the sender said it."""
        picture = Picture(new_sid("ME"), content_type, data, now)
        self._db.execute(
            "insert into media (sid, message_sid, content_type, data, created_at) values (?, ?, ?, ?, ?)",
            (picture.sid, message_sid, content_type, data, now),
        )
        if description:
            self._db.execute("insert into media_descriptions values (?, ?)", (picture.sid, description))
        return picture

    def find_picture(self, sid: str, message_sid: str | None = None) -> Picture | None:
        """One attachment as the API knows it or, without the text's identifier, as the handset shows it."""
        row = self._db.execute(
            "select sid, content_type, data, created_at from media where sid = ?"
            " and (? is null or (message_sid = ? and deleted = 0))",
            (sid, message_sid, message_sid),
        ).fetchone()
        return Picture(*row) if row else None

    def pictures_of(self, message_sid: str) -> list[Picture]:
        """The attachments of one text that the API still serves."""
        rows = self._db.execute(
            "select sid, content_type, data, created_at from media"
            " where message_sid = ? and deleted = 0 order by rowid",
            (message_sid,),
        )
        return [Picture(*row) for row in rows]

    def picture_kinds(self, message_sids: Iterable[str]) -> dict[str, list[tuple[str, str, str]]]:
        """For each text its attachments as (identifier, content type, description), bytes left alone."""
        sids = list(message_sids)
        kinds: dict[str, list[tuple[str, str, str]]] = {}
        marks = ", ".join("?" * len(sids))
        for owner, *kind in self._db.execute(
            "select message_sid, media.sid, content_type, coalesce(words, '') from media"  # noqa: S608 - fixed
            " left join media_descriptions on media_descriptions.sid = media.sid"
            f" where message_sid in ({marks}) order by media.rowid",
            sids,
        ):
            kinds.setdefault(owner, []).append(tuple(kind))
        return kinds

    def delete_picture(self, sid: str) -> None:
        """The provider forgets a picture; the handset does not."""
        self._db.execute("update media set deleted = 1 where sid = ?", (sid,))

    def block(self, line: str, phone: str) -> None:
        """From now on this line may not text this phone."""
        self._db.execute("insert or ignore into blocks (line, phone) values (?, ?)", (line, phone))

    def unblock(self, line: str, phone: str) -> bool:
        """Lift the block; True when there was one."""
        return self._db.execute("delete from blocks where line = ? and phone = ?", (line, phone)).rowcount > 0

    def is_blocked(self, line: str, phone: str) -> bool:
        """Has this phone told this line to stop?"""
        found = self._db.execute("select 1 from blocks where line = ? and phone = ?", (line, phone))
        return found.fetchone() is not None

    def _messages(self, rest: str, values: Sequence[object]) -> list[StoredMessage]:
        rows = self._db.execute(f"select {_COLUMNS} from messages {rest}", values)  # noqa: S608 - fixed fragments
        return [StoredMessage(*row) for row in rows]

    def _one(self, statement: str) -> tuple[int, ...]:
        row: tuple[int, ...] = self._db.execute(statement).fetchone()
        return row
