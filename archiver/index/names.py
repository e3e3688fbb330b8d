"""Words that come again and again, as numbers of the table `name`."""

import sqlite3

_NAME = "SELECT id FROM name WHERE text = ?"
_NEW = "INSERT INTO name (text) VALUES (?)"


class Names(dict[str, int]):
    """The number of a word, made where there is none; inside one transaction, after which nothing of it counts."""

    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__()
        self._database = database

    def __missing__(self, text: str) -> int:
        found = self._database.execute(_NAME, (text,)).fetchone()
        self[text] = number = int(found[0] if found else self._database.execute(_NEW, (text,)).lastrowid or 0)
        return number
