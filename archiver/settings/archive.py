"""`archiver.yaml`: the settings of one archive, in its top folder.

    version: 1
    archive: urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11
    name: World desk
    signers: world-desk
    authorities: http://timestamp.digicert.com https://freetsa.org/tsr
    run_time: 6h            the rest is optional: how nightly runs work (docs/operations.md)

The plain part of YAML (`archiver.settings.plain`). Nothing in it is a reason to trust: it travels with the archive.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from archiver.errors import ResourceError, UsageError
from archiver.model.base import Frozen, Urn
from archiver.model.duration import parse_duration, parse_size, parse_steps
from archiver.settings import durable, plain
from archiver.settings.plain import Line

SETTINGS_NAME = "archiver.yaml"
MAX_SETTINGS = 64 << 10  # octets; bounds what the YAML parser has to do
MAX_PARENTS = 64  # folders to walk up
MODE = 0o644

_HEADER = """\
# Settings of this archive. Flags and ARCHIVER_* variables go before them.
#
# version   of this file's format
# archive   the archive's random id; it stands in every signed statement and never changes
# name      what people call this archive
# signers   name of the signer set whose keys sign here; the keys are in $ARCHIVER_HOME/keys, never in the archive
#
# Optional: who is asked to vouch for the time.
#
# authorities   addresses of time authorities (RFC 3161), with spaces between; empty: none is asked
# calendars     addresses of calendars of OpenTimestamps, with spaces between; without it none is asked
#
# Optional, for `archiver run` (docs/operations.md):
#
# run_time      how long one run may take (6h)
# run_disk      how much one run may write (no limit)
# disk_reserve  how much it leaves free on the disk (1G)
# jobs          how many captures at once (8)
# per_host      how many at once from one host (2)
# delay         between two requests to one host (1s)
# retries       more tries where one may help (2)
# timeout       for one article (10m)
# schedule      the back-off (1h 6h 1d 3d 7d 30d)
# source_every  how often feeds, sitemaps and front pages are read (1h)
# sitemap_days  how old the entries of a sitemap may be to join (7)
# keep_reports  how long reports of runs without news stay (30d); all others stay until you remove them
# browser       true: articles also through Chromium, where an entry does not say otherwise (false)
# with_resources  true: also images, styles, AMP and canonical variant, in the same way (false)
#
# Optional: where the packages are kept, if not in this folder. Index, log and settings stay here.
#
# store   an address such as s3://bucket/prefix, gs:, az: or sftp://user@host/folder (docs/stores.md); no keys here
#
# Optional, for `archiver roll`:
#
# roll_size    how large a rolled WARC becomes (1G)
# roll_prefix  how its name begins (archiver)
# roll_sidecars  zstd: the sidecars beside it are compressed, each alone; they take half (plain)
"""
_STORE = re.compile(
    r"(?:s3|gs|az|sftp)://[A-Za-z0-9_=.@:/-]{1,500}"
)  # which addresses there are, `archiver.store.addresses` knows
DEFAULT_AUTHORITIES = "http://timestamp.digicert.com https://freetsa.org/tsr"
MAX_AUTHORITIES = 8
MAX_CALENDARS = 8


Duration = Annotated[str, AfterValidator(lambda text: _checked(text, parse_duration))]
Address = Annotated[str, AfterValidator(lambda text: _checked(text, _require_address))]
Size = Annotated[str, AfterValidator(lambda text: _checked(text, parse_size))]
Steps = Annotated[str, AfterValidator(lambda text: _checked(text, parse_steps))]


def _checked(text: str, parse: Callable[[str], object]) -> str:
    parse(text)
    return text


def _require_address(text: str) -> None:
    if not _STORE.fullmatch(text):
        raise ValueError("an address such as s3://bucket/prefix, gs:, az: or sftp://user@host/folder")


class ArchiveSettings(Frozen):
    """What `archiver.yaml` says; `name` is one printable line, `signers` names keys and signer set.

    The rest is null where it is not given. For nightly runs `run_time` and `run_disk` are the budgets of one run,
    `disk_reserve` is what it leaves free, `schedule` the back-off, `sitemap_days` how old a sitemap's entries may be,
    `keep_reports` how long reports of runs without news stay.
    `store` is where packages are kept, if not beside the settings; `roll_size` and `roll_prefix` are how large rolled
    WARCs become and how their names begin, `roll_sidecars` is how the sidecars beside them are kept.
    """

    version: Literal[1]
    archive: Urn
    name: Line
    signers: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    authorities: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[\x20-\x7e]*$")] = DEFAULT_AUTHORITIES
    calendars: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[\x20-\x7e]*$")] | None = None
    run_time: Duration | None = None
    run_disk: Size | None = None
    disk_reserve: Size | None = None
    jobs: Annotated[int, Field(ge=1, le=256)] | None = None
    per_host: Annotated[int, Field(ge=1, le=64)] | None = None
    delay: Duration | None = None
    retries: Annotated[int, Field(ge=0, le=10)] | None = None
    timeout: Duration | None = None
    schedule: Steps | None = None
    source_every: Duration | None = None
    sitemap_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    keep_reports: Duration | None = None
    browser: bool | None = None
    with_resources: bool | None = None
    store: Address | None = None
    roll_size: Size | None = None
    roll_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,32}$")] | None = None
    roll_sidecars: Literal["plain", "zstd"] | None = None

    def authority_urls(self) -> tuple[str, ...]:
        """The time authorities that are asked, each once; raises UsageError for more than MAX_AUTHORITIES."""
        urls = tuple(dict.fromkeys(self.authorities.split()))
        if len(urls) > MAX_AUTHORITIES:
            raise UsageError(f"expected at most {MAX_AUTHORITIES} time authorities in the settings, found {len(urls)}")
        return urls

    def calendar_urls(self) -> tuple[str, ...]:
        """The calendars of OpenTimestamps that are asked, each once; raises UsageError for more than MAX_CALENDARS."""
        urls = tuple(dict.fromkeys((self.calendars or "").split()))
        if len(urls) > MAX_CALENDARS:
            raise UsageError(f"expected at most {MAX_CALENDARS} calendars in the settings, found {len(urls)}")
        return urls


def default_authorities() -> tuple[str, ...]:
    """The time authorities where no archive's settings say otherwise."""
    return tuple(DEFAULT_AUTHORITIES.split())


def find_archive(path: Path) -> Path | None:
    """The nearest folder at or above `path` that holds `archiver.yaml`; None when there is none.

    Raises ResourceError when a folder on the way may not be looked into.
    """
    folder = path.resolve()
    for candidate in [folder, *folder.parents][:MAX_PARENTS]:
        with durable.wrapped("look for an archive in", candidate):
            if (candidate / SETTINGS_NAME).is_file():
                return candidate
    return None


def load_settings(archive: Path) -> ArchiveSettings:
    """The settings of the archive in the folder `archive`.

    Raises ResourceError when the file is missing or unreadable, LimitError over MAX_SETTINGS octets, UsageError with
    file and line for everything that is wrong in it.
    """
    path = archive / SETTINGS_NAME
    with durable.wrapped("read the settings", path):
        data = durable.read_limited(path, MAX_SETTINGS)[0]
    return parse_settings(data, str(path))


def parse_settings(data: bytes, where: str) -> ArchiveSettings:
    """The settings in the octets of an `archiver.yaml`; `where` stands in messages. Raises UsageError."""
    return plain.parse(data, where, ArchiveSettings)


def dump_settings(settings: ArchiveSettings) -> bytes:
    """The octets of `archiver.yaml`: header, then one line a setting, strings as JSON does; the same every time."""
    members = settings.model_dump(mode="json", exclude_none=True).items()
    return (_HEADER + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in members)).encode()


def write_settings(archive: Path, settings: ArchiveSettings) -> None:
    """Create `archiver.yaml` in the existing folder `archive`; raises ResourceError when there is one already."""
    path = archive / SETTINGS_NAME
    with durable.wrapped("write the settings", path):
        try:
            durable.create(path, dump_settings(settings), MODE)
        except FileExistsError as error:
            raise ResourceError(
                f"expected no settings at {str(path)!r}, found some: this is an archive already, edit the file instead"
            ) from error


def replace_signers(archive: Path, signers: str) -> None:
    """Names other keys in the settings of an archive, and leaves every other line as it is; raises ResourceError."""
    path = archive / SETTINGS_NAME
    with durable.wrapped("write the settings", path):
        old = durable.read_limited(path, MAX_SETTINGS)[0]
        new = re.sub(rb"(?m)^signers:.*$", f"signers: {json.dumps(signers)}".encode(), old)
        parse_settings(new, str(path))
        durable.replace(path, new, MODE)
