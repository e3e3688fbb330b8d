"""The tables of the index. A change of them, of the form of words or of what goes into a row is a new `SCHEMA_VERSION`.

    series    one SURT, kept once                          number -> org,example)/a
    package   its versions, side by side on the disk       series, sequence, twin -> everything in a `Row`
    passage   a claim or a headline as it is printed       number -> text, speaker, places
    found     the words of the passages (FTS5)             word -> number of the passage
    waiting   passages that are not in the two yet         series, sequence, twin -> all of one package
    name      words that come again and again              number -> "article", "text", a case, a rolled WARC

Digests and capture ids are octets here, all in `ids` (`columns` says where), and times are microseconds: a third of
their text. What can be worked out from the rest of a row (the usual names of its files, the usual spelling of its URL)
is null. `twin` tells statements apart that share a place in a chain. Digests are indexed by their first octets, and
compared whole.

The number of a passage is its capture's second, shifted, and a count within that second. So the newest passages have
the highest numbers, and a question about words comes back in order of time without being sorted (docs/adr/0026).

Passages wait because the words of many packages cost less together; a search finds those that wait as well
(docs/adr/0031).
"""

from archiver.database.sqlite import statements

SCHEMA_VERSION = 5
FIRST_OCTETS = 8  # of an id or a digest that is looked up
FIXED_OCTETS = 144  # of `ids`, before those that a package follows (`columns`)
SEGMENT, SOURCE, TEXT = 1, 2, 4  # bits of `holds`
BITS_OF_COUNT = 30  # passages of one second: as many as the largest archive will ever have
TABLES = statements("""
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE series (id INTEGER PRIMARY KEY, surt TEXT NOT NULL UNIQUE);
CREATE TABLE package (
    series INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    twin INTEGER NOT NULL,
    ids BLOB NOT NULL,
    holds INTEGER NOT NULL,
    captured INTEGER NOT NULL,
    packaged INTEGER NOT NULL,
    archive INTEGER NOT NULL,
    url NOT NULL,
    sidecar TEXT,
    warc INTEGER,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    relation INTEGER,
    quality INTEGER,
    case_id INTEGER,
    passages INTEGER,
    passage_count INTEGER NOT NULL,
    PRIMARY KEY (series, sequence, twin)
) WITHOUT ROWID;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    position INTEGER,
    kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    speaker TEXT,
    stands_for TEXT,
    places TEXT
);
CREATE TABLE waiting (
    series INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    twin INTEGER NOT NULL,
    passages BLOB NOT NULL,
    PRIMARY KEY (series, sequence, twin)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5(text, speaker, place, content='', tokenize='unicode61');
""")
# Made after the rows when an index is rebuilt: a sorted run is written once, and not a page a row.
LOOK_UPS = statements("""
CREATE INDEX package_capture ON package (substr(ids, 1, 16));
CREATE INDEX package_statement ON package (substr(ids, 17, 8));
CREATE INDEX package_captured ON package (captured);
CREATE INDEX package_text ON package (substr(ids, 113, 8)) WHERE holds & 4;
CREATE INDEX package_source ON package (substr(ids, 81, 8)) WHERE holds & 2;
CREATE INDEX package_segment ON package (substr(ids, 49, 8)) WHERE holds & 1;
CREATE INDEX package_quality ON package (quality, captured) WHERE quality IS NOT NULL;
CREATE INDEX package_case ON package (case_id, captured) WHERE case_id IS NOT NULL;
CREATE INDEX package_passages ON package (passages) WHERE passages IS NOT NULL;
""")
SCHEMA = (*TABLES, *LOOK_UPS)
