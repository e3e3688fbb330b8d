"""Two packages on disk -> what changed between them, both texts read by the same extractor.

opened = [open_version(files) for files in (a, b)]
result = compare_versions(*opened, read_again)
"""

from collections.abc import Callable
from dataclasses import dataclass

from archiver.bundle import sidecar
from archiver.compare.diff import Comparison, Side, compare
from archiver.errors import InputError, ResourceError
from archiver.extract.extraction import Extraction
from archiver.extract.page.embedded import NONE
from archiver.flows.reread import Extract, reread
from archiver.model.article import Extractor
from archiver.model.capture import Quality
from archiver.model.claim import ClaimSet
from archiver.model.sidecar import Sidecar
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.opening import opened, read_sidecar
from archiver.store.packages import PackageFiles
from archiver.verify.statement import Statement, read_statement

FindClaims = Callable[[Extraction], ClaimSet]


@dataclass(frozen=True)
class OpenVersion:
    """A package that was read and not verified."""

    files: PackageFiles
    model: Sidecar
    statement: Statement


@dataclass(frozen=True)
class Readers:
    """What reads a text again, and finds its claims again, where two programs did the first time."""

    extract: Extract
    find_claims: FindClaims


@dataclass(frozen=True)
class Compared:
    """Two versions and what lies between them; `notes` say what the comparison had to do without, or did besides."""

    old: OpenVersion
    new: OpenVersion
    comparison: Comparison
    notes: tuple[str, ...]


def open_version(files: PackageFiles) -> OpenVersion:
    """Reads a package; raises InputError when it has no sidecar, FormatError or LimitError when that is none."""
    if files.sidecar is None or files.problem:
        raise InputError(f"{files.name}: expected a sidecar beside it, found {files.problem or 'none'}")
    octets = read_sidecar(files.sidecar, MAX_JSON_BYTES)
    try:
        model = sidecar.read(octets).model
        return OpenVersion(files, model, read_statement(model.provenance.capture))
    except InputError as e:
        raise type(e)(f"{files.name}: {e}") from e


def compare_versions(old: OpenVersion, new: OpenVersion, readers: Readers) -> Compared:
    """Compares two packages; raises nothing for what they hold."""
    notes: list[str] = []
    sides = [side_of(version.model) for version in (old, new)]
    if _text_extractor(old) != _text_extractor(new) and old.model.text and new.model.text:
        sides = _read_again(old, new, readers, notes) or sides
    elif _claim_extractor(old) != _claim_extractor(new) and _whole(old) and _whole(new):
        notes.append("the claims were found by two programs: they were found again, by one, in both texts")
        sides = [_with_claims(version, readers) for version in (old, new)]
    return Compared(old, new, compare(sides[0], sides[1]), tuple(notes))


def _read_again(old: OpenVersion, new: OpenVersion, readers: Readers, notes: list[str]) -> list[Side] | None:
    """Both sides as one extractor reads them in the WARCs; None, with a note, where that cannot be done."""
    made = []
    for version in (old, new):
        try:
            made.append(_side_again(version, readers))
        except (InputError, ResourceError) as e:
            notes.append(
                f"two extractors read these texts, and one can't be read again ({e}): a difference may be theirs"
            )
            return None
    notes.append("two extractors had read these texts: both were read again from their WARCs, by one")
    return made


def _side_again(version: OpenVersion, readers: Readers) -> Side:
    if version.files.warc is None:
        raise InputError(f"{version.files.name}: the WARC is not at hand")
    with opened(version.files.warc) as segment:
        again = reread(version.model, segment, readers.extract)
    if again.article is None:
        raise InputError(f"{version.files.name}: {again.absent}")
    found = readers.find_claims(again)
    return Side(again.blocks, found.items, again.article.excluded or (), again.article.modified)


def _with_claims(version: OpenVersion, readers: Readers) -> Side:
    side, model = side_of(version.model), version.model
    text = Extraction(
        article=model.article,
        blocks=tuple(block for block in model.text if block is not None),
        embedded=NONE,
        quality=Quality(verdict="article", signals=()),
        charset=None,
        charset_source=None,
        absent=None,
    )
    return Side(side.blocks, readers.find_claims(text).items, side.excluded, side.modified)


def side_of(model: Sidecar) -> Side:
    """The version as its package has it."""
    claims = model.claims[0].items if model.claims else ()
    article = model.article
    return Side(model.text, claims, (article.excluded or ()) if article else (), article.modified if article else None)


def _whole(version: OpenVersion) -> bool:
    return bool(version.model.text) and all(block is not None for block in version.model.text)


def _text_extractor(version: OpenVersion) -> Extractor | None:
    return version.model.article.extractor if version.model.article else None


def _claim_extractor(version: OpenVersion) -> Extractor | None:
    return version.model.claims[0].extractor if version.model.claims else None
