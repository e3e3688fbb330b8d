"""One thing that `archiver doctor` looked at."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Finding:
    """What was found and what to do about it.

    `note` is worth knowing and needs no action, `attention` should be seen to, with `broken` nothing works.
    """

    name: str
    state: Literal["ok", "note", "attention", "broken"]
    found: str
    advice: str | None = None

    def document(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)
