"""What one line of a log tells of a request: both of its sides, or one that was logged on its own."""
from __future__ import annotations

import json
import sqlite3
import tempfile
from dataclasses import dataclass, replace
from typing import Any, Mapping

# A payload with its encoding and content type, in the words of SageMaker: data, encoding, observedContentType.
Part = Mapping[str, Any]


@dataclass(frozen=True)
class Exchange:
    id: str
    time: str | None
    request: Part | None
    answer: Part | None


class Pairs:
    """Sides that were logged apart, brought together by their id, in whichever order they come. The waiting ones are in a
    temporary SQLite file, so that memory does not grow with them."""

    def __init__(self) -> None:
        # What the logger or its broker has delivered more than once.
        self.repeated = 0
        self._file = tempfile.NamedTemporaryFile(suffix=".sqlite")
        self._db = sqlite3.connect(self._file.name, isolation_level=None)
        # A side is the whole exchange while it waits, and empty once it has been used.
        self._db.executescript("""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            CREATE TABLE pair (id TEXT PRIMARY KEY, request TEXT, answer TEXT) WITHOUT ROWID;
            BEGIN;
        """)

    def first(self, found: Exchange) -> bool:
        """Whether this id is new; for requests whose answer does not matter."""
        new = self._db.execute("INSERT OR IGNORE INTO pair (id, request) VALUES (?, '')", (found.id,)).rowcount == 1
        self.repeated += not new
        return new

    def add(self, found: Exchange) -> Exchange | None:
        """Takes one side; gives the whole exchange once the other one is here."""
        request, answer = self._waiting(found.id) or (None, None)
        if (answer if found.request is None else request) is not None:
            self.repeated += 1
            return None
        if request is None and answer is None:
            self._db.execute(
                "INSERT INTO pair VALUES (?, ?, ?)",
                (found.id, *(json.dumps([found.time, side]) if side else None for side in (found.request, found.answer))))
            return None
        return self._whole(found, request, answer)

    def answer(self, found: Exchange) -> Exchange | None:
        """The whole exchange, when its request waits for this answer."""
        request, answer = self._waiting(found.id) or (None, None)
        return self._whole(found, request, None) if request and answer is None else None

    def waiting(self, side: str) -> int:
        """How many requests wait for an answer (`request`), or the other way round."""
        other = "answer" if side == "request" else "request"
        return self._db.execute(f"SELECT COUNT(*) FROM pair WHERE {side} <> '' AND {other} IS NULL").fetchone()[0]

    def _waiting(self, identity: str) -> tuple[str | None, str | None] | None:
        return self._db.execute("SELECT request, answer FROM pair WHERE id = ?", (identity,)).fetchone()

    def _whole(self, found: Exchange, request: str | None, answer: str | None) -> Exchange:
        self._db.execute("UPDATE pair SET request = '', answer = '' WHERE id = ?", (found.id,))
        if answer is not None:
            return replace(found, answer=json.loads(answer)[1])
        time, asked = json.loads(request or "[]")
        return Exchange(found.id, time, asked, found.answer)
