"""Words that come again and again, as numbers of the table `name`, which only grows."""

import sqlite3

_NUMBER = "SELECT id FROM name WHERE text = ?"
_NEW = "INSERT INTO name (text) VALUES (?)"
_TEXT = "SELECT text FROM name WHERE id = ?"


class Numbers(dict[str, int]):
    """The number of a word, made where there is none. To be cleared when the transaction fails that made one."""

    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__()
        self._database = database

    def __missing__(self, text: str) -> int:
        found = self._database.execute(_NUMBER, (text,)).fetchone()
        self[text] = number = int(found[0] if found else self._database.execute(_NEW, (text,)).lastrowid or 0)
        return number


class Texts(dict[int, str]):
    """The word of a number, as one connection reads it; raises TypeError for a number that stands for none."""

    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__()
        self.database = database

    def __missing__(self, number: int) -> str:
        self[number] = text = str(self.database.execute(_TEXT, (number,)).fetchone()[0])
        return text
