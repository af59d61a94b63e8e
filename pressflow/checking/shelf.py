"""The shelf: small SQLite files that hold what checking found out; each may be thrown away at any time."""

import hashlib
import sqlite3
from pathlib import Path

# Another process may be writing; who waits longer than this goes on without.
_PATIENCE = 5.0


def opened(file: Path | None, tables: str, more: str = "") -> sqlite3.Connection:
    """The database in a file, or in memory, with these tables; a damaged one, or one with others, begins anew.

    `more` is what else makes an older file useless. Raises OSError or sqlite3.Error where nothing can be written.
    """
    if file:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    version = int.from_bytes(hashlib.sha256(f"{tables}{more}".encode()).digest()[:3], "big")
    try:
        return _prepared(file, tables, version)
    except sqlite3.OperationalError:  # locked, or in a place that cannot be written
        raise
    except sqlite3.DatabaseError:
        for ending in ("", "-wal", "-shm") if file else ():
            Path(f"{file}{ending}").unlink(missing_ok=True)
        return _prepared(file, tables, version)


def _prepared(file: Path | None, tables: str, version: int) -> sqlite3.Connection:
    db = sqlite3.connect(file or ":memory:", timeout=_PATIENCE)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")  # it may be lost
        if db.execute("PRAGMA user_version").fetchone()[0] != version:
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                db.execute(f"DROP TABLE {table}")
            db.executescript(tables)
            db.execute(f"PRAGMA user_version = {version}")
            db.commit()
    except sqlite3.Error:
        db.close()
        raise
    return db
