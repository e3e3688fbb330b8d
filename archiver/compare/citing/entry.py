"""One entry of a bibliography, whatever it was written in: what a check of it asks for, under one name.

    entry.get("archiverstatement") == "sha256:…"

The names are those of the BibTeX fields that `archiver cite` writes: archiverstatement, archiverarchive,
archivercaptured, archiversequence, archiveroriginal, and with a quotation archiverquote, archiverplace
(block:start-end) and archiverproof. An entry has those that its form holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

MAX_FILE = 8 * 1024 * 1024  # octets of a bibliography
MAX_ENTRIES = 20_000


def as_it_is(text: str) -> str:
    """`text`."""
    return text


@dataclass(frozen=True)
class Entry:
    """One entry: its key, its fields by lower-case name, its line (or number) in the file.

    `printed` is what the form makes of a text: some spell out what could steer a terminal, which can't be undone.
    """

    key: str
    fields: Mapping[str, str]
    line: int
    printed: Callable[[str], str] = as_it_is

    def get(self, name: str) -> str | None:
        """A field, None without it."""
        return self.fields.get(name)

    def reads(self, text: str, name: str) -> bool:
        """Whether the field says `text`, as this form prints it."""
        return self.fields.get(name) in (text, self.printed(text))
