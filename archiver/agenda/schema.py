"""The tables of the agenda. A change of them is a new `SCHEMA_VERSION`, with a step that brings older files along."""

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE watched (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    series TEXT NOT NULL,
    is_source INTEGER NOT NULL,
    url TEXT NOT NULL,
    added_at TEXT NOT NULL,
    found_in INTEGER,
    wish TEXT NOT NULL,
    state TEXT NOT NULL,
    UNIQUE (series, is_source)
);
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    resumed INTEGER NOT NULL,
    free INTEGER NOT NULL,
    ended_at TEXT,
    status INTEGER,
    used INTEGER,
    report TEXT,
    noticed_at TEXT
);
CREATE TABLE journal (
    run TEXT NOT NULL,
    id INTEGER NOT NULL,
    before INTEGER NOT NULL,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;
CREATE TABLE outcome (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL,
    is_source INTEGER NOT NULL,
    value TEXT NOT NULL
);
CREATE INDEX outcome_run ON outcome (run);
"""
