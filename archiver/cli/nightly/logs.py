"""What a run writes down while it works: one JSON object a line (JSON Lines), each with the run's id.

{"at": "2026-11-22T03:00:01.000000Z", "event": "source", "run": "20261122T030000Z-1a2b3c4d", "named": 20, ...}
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

import orjson

from archiver.cli.output import escaped


@dataclass(frozen=True)
class Log:
    """Writes to `stream`, or nowhere. `now` gives an `Instant`."""

    stream: TextIO | None
    run: str
    now: Callable[[], str]

    def event(self, event: str, **facts: object) -> None:
        """One line; what could steer a terminal is escaped, because logs are read at terminals."""
        if self.stream is None:
            return
        line = orjson.dumps({"at": self.now(), "run": self.run, "event": event, **facts}).decode()
        self.stream.write(escaped(line) + "\n")
        self.stream.flush()
