"""What a rolled WARC holds: the contents that lie beside it, a line a package.

    2026/11/22/archiver-20261127081500-00000-0b8f0f0e.warc.gz          the segments, one after the other
    2026/11/22/archiver-20261127081500-00000-0b8f0f0e.sidecars.jsonl   the sidecars, one a line
    2026/11/22/archiver-20261127081500-00000-0b8f0f0e.contents.jsonl   where each of them is:

    {"archive": "urn:uuid:...", "format": "archiver/rolled/v1", "rolled": "2026-11-27T08:15:00.000000Z"}
    {"line": [0, 51277], "segment": [0, 15248], "sidecar": "sha256:...", "stem": "20261122T071501Z-a.org-1a2b3c4d"}

The first line says whose it is and how sidecars are kept: as lines, or (`zstd`) each line as a frame of its own, RFC
8878, in `.sidecars.jsonl.zst`. Each other line says where a package's segment and its line or frame are: offset and
length in octets.
Nothing here is evidence: a wrong place leads to octets that no signature fits.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, RootModel, StringConstraints

from archiver.model.base import Count, Frozen, Urn
from archiver.model.digest import Digest
from archiver.model.instant import Instant

ROLLED_FORMAT: Literal["archiver/rolled/v1"] = "archiver/rolled/v1"

Stem = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[0-9A-Za-z_-][0-9A-Za-z_.-]*$")]
Slice = tuple[Count, Count]
Coding = Literal["zstd"]


class RolledHeader(Frozen):
    """Whose packages these are, when they were put together, and in what coding their sidecars are (None: as lines)."""

    format: Literal["archiver/rolled/v1"]
    archive: Urn
    rolled: Instant
    sidecars: Coding | None = None


class RolledMember(Frozen):
    """One package; `sidecar` is the digest of its sidecar as a file, `line` is None where sidecars were kept apart."""

    model_config = ConfigDict(cache_strings="keys")  # each stem comes once: 16,384 of them would be kept, in 1.5 MB

    stem: Stem
    segment: Slice
    line: Slice | None
    sidecar: Digest


class RolledContents(RootModel[RolledHeader | RolledMember]):
    """Any line of the contents."""
