"""What a chain looks like, in words."""

from collections.abc import Iterator

from archiver.verify.walk import MAX_NAMED, Walk


def findings(seen: Walk) -> Iterator[str]:
    """What is wrong with the chain as the index has it, a sentence each."""
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
