"""What a chain looks like, in words and as a report."""

from collections.abc import Iterator

from archiver.flows.versions import Chain
from archiver.model.report import ChainReport, ForkReport, LogReport
from archiver.verify.walk import MAX_NAMED


def findings(chain: Chain) -> Iterator[str]:
    """What there is to say of the chain as the index has it, a sentence each; a fork that was joined is no fault."""
    seen = chain.seen
    for fork in seen.forks:
        joined = f"joined by {fork.joined}" if fork.joined else "not joined yet; the next capture does"
        yield f"fork: {len(fork.statements)} packages are version {fork.sequence + 1} ({joined})"
    if seen.absent:
        yield f"gap: no version {', '.join(str(number + 1) for number in seen.absent)} at hand"
    for name in seen.missing[:MAX_NAMED]:
        yield f"missing: {name} is named as a version before and is not at hand"
    if seen.cycles:
        yield f"cycle: {', '.join(seen.cycles[:MAX_NAMED])} lead back to themselves; run `archiver index rebuild`"
    if seen.disorder:
        yield f"order: number or time does not follow in {', '.join(seen.disorder[:MAX_NAMED])}"
    for name in seen.beyond[:MAX_NAMED]:
        yield f"missing tail: {name} is cited, newer than every version at hand"
    yield from _logged(chain)


def _logged(chain: Chain) -> Iterator[str]:
    if chain.log is None:
        return
    if chain.log.problem:
        yield f"the log can't tell whether a newer version is missing: {chain.log.problem}"
    for name in chain.log.absent[:MAX_NAMED]:
        yield f"missing tail: {name} is in the log and not at hand; it may be a newer version (`archiver log check`)"
    if len(chain.log.absent) > MAX_NAMED:
        yield f"missing tail: and {len(chain.log.absent) - MAX_NAMED} more that are in the log"


def chain_report(url: str, chain: Chain) -> ChainReport:
    """The chain as `verify --json` prints it."""
    seen, log = chain.seen, chain.log
    return ChainReport(
        url=url,
        archive=chain.archive,
        series=chain.rows[0].series,
        versions=len(chain.rows),
        whole=chain.whole,
        heads=seen.heads,
        missing=seen.missing,
        gaps=tuple(number + 1 for number in seen.absent),
        forks=tuple(
            ForkReport(version=fork.sequence + 1, statements=fork.statements, joined=fork.joined) for fork in seen.forks
        ),
        cycles=seen.cycles,
        disorder=seen.disorder,
        cited=seen.beyond,
        log=LogReport(leaves=log.leaves, absent=log.absent, problem=log.problem) if log else None,
        findings=tuple(findings(chain)),
    )
