"""`archiver trust bitcoin` at work: headers that were read and checked, and what is said of them."""

from datetime import UTC, datetime
from pathlib import Path

from archiver.errors import UsageError
from archiver.settings import headers
from archiver.sign.bitcoin import HEADER, Checkpoint, block_hash
from archiver.sign.trust import MAX_HEIGHT, Bitcoin


def named(file: Path, text: str) -> tuple[Bitcoin, list[str]]:
    """The member of a trust file for headers that hold, and lines that name their ends for comparison.

    Raises UsageError for a bad checkpoint, FormatError for headers that do not follow from it, ResourceError.
    """
    checkpoint = _checkpoint(text)
    found = headers.load(file, checkpoint)
    last, time = found.octets[-HEADER:], found.time(found.last) or 0
    lines = [
        f"block headers {found.first} to {found.last}",
        f"  first {checkpoint.hash}",
        f"  last  {block_hash(last)}  {datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M} UTC",
    ]
    return Bitcoin(hash=checkpoint.hash, headers=str(file.absolute()), height=checkpoint.height), lines


def _checkpoint(text: str) -> Checkpoint:
    height, _, digest = text.partition(":")
    known = height.isascii() and height.isdigit() and len(height) <= 10 and int(height) <= MAX_HEIGHT
    if not known or len(digest) != 64 or not set(digest.lower()) <= set("0123456789abcdef"):
        raise UsageError(
            f"--checkpoint: expected the height of a block, a colon and its hash of 64 hex digits, found {text[:100]!a}"
        )
    return Checkpoint(int(height), digest.lower())
