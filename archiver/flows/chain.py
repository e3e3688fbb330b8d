"""The end of a chain: what the next package of a series has to name."""

from contextlib import suppress
from dataclasses import dataclass, replace

from archiver.bundle import sidecar
from archiver.compare.change import Version, change_between, shrunken
from archiver.errors import InputError, ResourceError, SourceError
from archiver.extract.extraction import Extraction, without_text
from archiver.flows.describe import version_of, version_of_sidecar
from archiver.flows.reread import Extract, reread
from archiver.flows.rows import warc_name
from archiver.index.interface import Index, Row
from archiver.model.capture import Quality, QualityVerdict, Response
from archiver.model.sidecar import Sidecar
from archiver.model.statement import Relation
from archiver.model.url import surt
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.verify.statement import read_statement

GONE = ("removed", "unavailable")


@dataclass(frozen=True)
class ChainEnd:
    """The newest statements of a series: none at the start of one, several after a fork.

    `version` is the last one that holds text, `verdict` its page's, `response` what the server at `final_url` said with
    it; `gone` says that the newest one is a failed try. `holding` is the package with that text, `warc` its segment.
    """

    statements: tuple[str, ...]
    sequence: int
    packaged_at: str | None
    version: Version | None
    verdict: QualityVerdict | None
    response: Response | None
    final_url: str | None
    gone: bool
    holding: Sidecar | None = None
    warc: str | None = None

    def relation(self, new: Version, outcome: Relation | None) -> Relation | None:
        """How `new` differs from what came before; None at the start of a series."""
        if not self.statements:
            return None
        if self.version is None:  # nothing but failed tries so far: nothing that could be gone or stay as it was
            return "unavailable" if outcome and outcome != "text" else "text"
        if outcome:
            return outcome
        if self.gone and new.text:
            return "returned"
        return change_between(self.version, new)

    def weigh(self, extraction: Extraction) -> Extraction:
        """The extraction, judged by the version before: a teaser of it is no new version, most of it gone is odd."""
        if self.version is None or not extraction.blocks:
            return extraction
        signal = f"{len(extraction.blocks)} blocks, {len(self.version.text)} in the version before"
        signals = (*extraction.quality.signals, signal)
        if extraction.quality.verdict == "paywall" and self.verdict != "paywall":
            return without_text(extraction, Quality(verdict="paywall", signals=signals))
        if not shrunken(self.version, Version(None, None, extraction.blocks, ())):
            return extraction
        return extraction.model_copy(update={"quality": Quality(verdict="shrunken", signals=signals)})


START = ChainEnd((), 0, None, None, None, None, None, gone=False)


def chain_end(url: str, archive: str, store: Store, index: Index) -> ChainEnd:
    """The end of the chain that a package about `url` continues; a fork is joined by naming all its heads.

    Raises SourceError where the medium does not give one of them back.
    """
    series = surt(url)
    heads = index.latest(archive, series)
    if not heads:
        return START
    newest = _read(max(heads, key=lambda row: row.packaged_at), store)
    previous = read_statement(newest.provenance.capture).model.predicate.previous
    holder = index.last_with_text(archive, series)
    holding = _read(holder, store) if holder else None
    return ChainEnd(
        statements=tuple(sorted(row.statement_id for row in heads)),
        sequence=heads[0].sequence,
        packaged_at=max(row.packaged_at for row in heads),
        version=version_of_sidecar(holding) if holding else None,
        verdict=holding.capture.quality.verdict if holding and holding.capture.quality else None,
        response=_answer_with_the_text(holding) if holding else None,
        final_url=holding.capture.final_url if holding else None,
        gone=previous is not None and previous.relation in GONE,
        holding=holding,
        warc=warc_name(holder.sidecar) if holder else None,
    )


def read_by(end: ChainEnd, extraction: Extraction, store: Store, extract: Extract) -> ChainEnd:
    """The end with its text read again, where another extractor read it than the one that made `extraction`.

    Else a better extractor would look like a changed article. What can't be read again stays as it was read.
    """
    held, new = end.holding, extraction.article
    if held is None or held.article is None or new is None or held.article.extractor == new.extractor or not end.warc:
        return end
    with suppress(InputError, ResourceError), store.open(end.warc) as segment:
        again = reread(held, segment, extract)
        if again.article is not None:
            return replace(end, version=version_of(held.capture, again))
    return end


def _answer_with_the_text(holding: Sidecar) -> Response | None:
    """The response that the text was read in; text from a rendered page says nothing of what a 304 is about."""
    response, source = holding.capture.response, holding.capture.source
    return response if response and source and response.record == source.record else None


def _read(row: Row, store: Store) -> Sidecar:
    try:
        return sidecar.read(store.read(row.sidecar, MAX_JSON_BYTES)).model
    except ResourceError as e:  # one bad sector must not end a whole night
        raise SourceError(str(e)) from e
