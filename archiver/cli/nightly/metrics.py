"""A run for Prometheus' node exporter (textfile collector): `archiver run --metrics FILE.prom`.

    # HELP archiver_run_status Exit status of the last run (docs/cli.md).
    # TYPE archiver_run_status gauge
    archiver_run_status 0

The file is replaced in one step, as the collector asks for. Only numbers and the report's own words get in: no address
and nothing from the web, so that the number of series stays what it is.
"""

from collections.abc import Iterator, Mapping

from archiver.cli.nightly.words import ORDER
from archiver.model import instant
from archiver.model.run import RunReport

_PREFIX = "archiver_run"


def metrics(report: RunReport) -> str:
    """The exposition format, version 0.0.4."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: RunReport) -> Iterator[str]:
    started, ended = (instant.parse(text).timestamp() for text in (report.started_at, report.ended_at))
    yield from _gauge("status", "Exit status of the last run (docs/cli.md).", {"": report.status})
    yield from _gauge("end_timestamp_seconds", "When the last run ended.", {"": round(ended, 3)})
    yield from _gauge("duration_seconds", "How long it took.", {"": round(max(ended - started, 0), 3)})
    results = {f'result="{name}"': report.counts.get(name, 0) for name in ORDER}
    yield from _gauge("articles", "Articles of the last run by result.", results)
    causes = {f'cause="{_label(cause)}"': count for cause, count in report.causes.items()}
    yield from _gauge("causes", "Articles that were not captured by cause.", causes)
    yield from _gauge("not_reached", "Articles that were due and not tried.", {"": report.not_reached})
    yield from _gauge("resumed", "How often the run was cut off and taken up again.", {"": report.resumed})
    failed = sum(one.cause is not None for one in report.sources)
    yield from _gauge("sources_failed", "Sources that could not be read.", {"": failed})
    yield from _gauge("written_bytes", "Octets of the packages of the last run.", {"": report.disk.used_by_run})
    yield from _gauge("disk_free_bytes", "Octets free where the archive is.", {"": report.disk.free})
    if report.disk.days_left is not None:
        yield from _gauge("disk_days_left", "Days until the reserve is reached.", {"": report.disk.days_left})


def _gauge(name: str, about: str, values: Mapping[str, int | float]) -> Iterator[str]:
    if values:
        yield f"# HELP {_PREFIX}_{name} {about}"
        yield f"# TYPE {_PREFIX}_{name} gauge"
        yield from (f"{_PREFIX}_{name}{f'{{{labels}}}' if labels else ''} {value}" for labels, value in values.items())


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
