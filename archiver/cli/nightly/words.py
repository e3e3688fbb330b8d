"""A run in words: the text report, and the lines that page and notices share. From the report alone."""

from collections.abc import Iterator, Sequence

from archiver.model.duration import format_size
from archiver.model.run import GOOD, Outcome, Result, RunReport

ORDER: tuple[Result, ...] = (
    "captured", "changed", "returned", "removed", "shrunken", "blocked", "failed", "unchanged",
)  # fmt: skip
LISTED = 40  # articles of one result that the text names; the page and the JSON have all
MANY_DAYS = 3660
STATUS_WORDS = {
    0: "all done",
    4: "some failed",
    5: "no resource",
    6: "nothing could be captured",
    130: "stopped",
}


def headline(report: RunReport) -> str:
    """One line: how it ended, and what there was."""
    counts = ", ".join(f"{report.counts[name]} {name}" for name in ORDER if report.counts.get(name))
    return f"{STATUS_WORDS.get(report.status, f'status {report.status}')}: {counts or 'nothing captured'}"


def of_result(report: RunReport, result: Result) -> list[Outcome]:
    """The outcomes with that result, in the order of the run; what a page does not speak of comes first."""
    return sorted((one for one in report.outcomes if one.result == result), key=lambda one: not one.stealth)


def detail(outcome: Outcome) -> str:
    """Why, or how it changed; empty where there is nothing to say."""
    if outcome.result not in GOOD or outcome.result == "shrunken":
        cause = outcome.cause or "unknown"
        reason = outcome.reason or ""
        return reason if cause in reason else f"{cause}: {reason}" if reason else cause
    said = []
    if outcome.result == "changed":
        said.append((outcome.change or "") + (", not spoken of on the page" if outcome.stealth else ""))
    if outcome.cause:
        said.append(f"{outcome.cause}: {outcome.reason or ''}")
    elif outcome.reason:  # as of a consent banner that was not there to be clicked
        said.append(outcome.reason)
    return "; ".join(said)


def text_report(report: RunReport) -> str:
    """The whole report as text; addresses and reasons come from the web, so that the caller escapes each line."""
    return "\n".join(_lines(report))


def _lines(report: RunReport) -> Iterator[str]:
    yield f"archiver run {report.id}: {report.archive_name}"
    yield f"{report.started_at[:19]}Z to {report.ended_at[:19]}Z"
    yield ""
    yield headline(report)
    if report.ending != "complete":
        yield f"ended early ({report.ending}): {report.ending_detail or ''}"
    yield from (f"note: {warning}" for warning in report.warnings)
    if report.causes:
        yield "causes: " + ", ".join(f"{count} x {cause}" for cause, count in report.causes.items())
    yield disk_line(report)
    for result in ORDER:
        if result != "unchanged":
            yield from _section(result, [_one(outcome) for outcome in of_result(report, result)])
    yield from _section("sources", [source_line(report, number) for number in range(len(report.sources))])


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield f"{title} ({len(lines)})"
    yield from (f"  {line}" for line in lines[:LISTED])
    if len(lines) > LISTED:
        yield f"  and {len(lines) - LISTED} more"


def _one(outcome: Outcome) -> str:
    said = detail(outcome)
    return outcome.url + (f"  {said}" if said else "")


def source_line(report: RunReport, number: int) -> str:
    """What a source named, or why it named nothing."""
    source = report.sources[number]
    if source.cause:
        return f"{source.url}  {source.cause}" + (f": {source.reason}" if source.reason else "")
    said = f"{source.named} named, {source.joined} new" if source.named else "as it was"
    return f"{source.url}  {said}" + (f" ({source.reason})" if source.reason else "")


def _days(days: int) -> str:
    return f"{days} days" if days <= MANY_DAYS else "more than ten years"


def disk_line(report: RunReport) -> str:
    """What the run took, what is left, and how long that lasts."""
    disk = report.disk
    days = f", {_days(disk.days_left)} at this pace" if disk.days_left is not None else ""
    space = format_size(max(disk.free - disk.reserve, 0))
    return f"disk: {format_size(disk.used_by_run)} written, {space} left above the reserve{days}"
