"""A run as one static HTML page: no script, nothing loaded from elsewhere, readable on a telephone and on paper.

Everything from the web is escaped twice over: control characters by `safe`, markup by `html.escape`; an address
becomes a link only when it is http or https, which `check_url` made sure of.
"""

from collections.abc import Iterator
from html import escape

from archiver.cli.nightly.words import ORDER, STATUS_WORDS, detail, disk_line, of_result, source_line
from archiver.cli.output import safe
from archiver.model.run import GOOD, Outcome, Result, RunReport

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#5c5c5c;--line:#d9d9d9;--good:#1d6b38;--bad:#a3201a;
--new:#0b4f8a;--tint:#f5f5f3}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e6;--paper:#161616;--soft:#a5a5a2;--line:#3a3a3a;--good:#6fc38a;
--bad:#ff8a80;--new:#7db8ec;--tint:#1f1f1f}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:62rem;margin:2rem auto;
padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.3rem 0}.soft{color:var(--soft)}
.state{font-size:1.15rem;font-weight:600;border-left:.35rem solid var(--good);padding-left:.7rem;margin:1rem 0}
.state.bad{border-color:var(--bad)}
.counts{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.8rem,1fr));gap:.6rem;margin:1rem 0;padding:0}
.counts li{list-style:none;background:var(--tint);border:1px solid var(--line);border-radius:.4rem;padding:.5rem .7rem}
.counts b{display:block;font-size:1.6rem;line-height:1.1}.good b{color:var(--good)}.bad b{color:var(--bad)}
.new b{color:var(--new)}.none b{color:var(--soft);font-weight:400}
table{border-collapse:collapse;width:100%;table-layout:fixed}td,th{text-align:left;vertical-align:top;
padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{font-weight:600;
color:var(--soft);font-size:.85rem}th:first-child{width:58%}a{color:inherit}
ul.notes{border:1px solid var(--bad);border-radius:.4rem;padding:.5rem .7rem .5rem 1.8rem}
@media print{body{margin:0;max-width:none}}
""".strip()
EYES_FIRST: tuple[Result, ...] = (
    "failed", "blocked", "shrunken", "removed", "changed", "returned", "captured", "unchanged",
)  # fmt: skip
_CLASS: dict[Result, str] = {"blocked": "bad", "failed": "bad", "shrunken": "bad", "removed": "new", "changed": "new"}
_EXPLAINED: dict[Result, str] = {
    "captured": "for the first time",
    "changed": "another text, headline or date than before",
    "returned": "were gone, and are back",
    "removed": "the site says that they are gone",
    "shrunken": "most of the text is missing; look at them",
    "blocked": "the site did not let us have them",
    "failed": "the try is recorded, the article is not",
    "unchanged": "as they were",
}


def html_page(report: RunReport) -> str:
    """The page."""
    title = f"Run {report.id}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(_body(report))
        + "\n</body>\n</html>\n"
    )


def _body(report: RunReport) -> Iterator[str]:
    yield f"<h1>{_text(report.archive_name)}</h1>"
    yield (
        f'<p class="soft">Run {_text(report.id)}, {_text(report.started_at[:16].replace("T", " "))} to '
        f"{_text(report.ended_at[:16].replace('T', ' '))} UTC</p>"
    )
    words = STATUS_WORDS.get(report.status, f"status {report.status}")
    early = f" Ended early ({report.ending}): {report.ending_detail}." if report.ending != "complete" else ""
    yield f'<p class="state{" bad" if report.status else ""}">{_text(_sentence(words) + "." + early)}</p>'
    if report.warnings:
        yield '<ul class="notes">' + "".join(f"<li>{_text(one)}</li>" for one in report.warnings) + "</ul>"
    yield '<ul class="counts">' + "".join(_count(report, name) for name in ORDER) + "</ul>"
    yield f'<p class="soft">{_text(_sentence(disk_line(report)))}</p>'
    yield from _causes(report)
    for result in EYES_FIRST:
        yield from _section(result, of_result(report, result))
    yield from _sources(report)


def _count(report: RunReport, name: Result) -> str:
    count = report.counts.get(name, 0)
    kind = _CLASS.get(name, "good") if count else "none"
    return f'<li class="{kind}"><b>{count}</b>{name}</li>'


def _causes(report: RunReport) -> Iterator[str]:
    if report.causes:
        yield "<h2>Causes</h2>"
        yield _table(("Cause", "Articles"), ((_text(cause), str(count)) for cause, count in report.causes.items()))


def _section(result: Result, outcomes: list[Outcome]) -> Iterator[str]:
    if not outcomes:
        return
    yield f"<h2>{result.capitalize()} ({len(outcomes)})</h2>"
    yield f'<p class="soft">{_EXPLAINED[result]}</p>'
    second = "Why" if result not in GOOD or result == "shrunken" else "Package"
    yield _table(("Article", second), ((_link(one.url), _said(one)) for one in outcomes))


def _said(outcome: Outcome) -> str:
    said = _text(detail(outcome))
    package = f'<a href="../../{_text(outcome.sidecar)}">package</a>' if outcome.sidecar else "no package"
    return f"{said} {package}" if said else package


def _sources(report: RunReport) -> Iterator[str]:
    if report.sources:
        yield f"<h2>Sources ({len(report.sources)})</h2>"
        rows = (
            (_link(one.url), _text(source_line(report, number).partition("  ")[2]) + _packages(one.sidecars))
            for number, one in enumerate(report.sources)
        )
        yield _table(("Source", "What it named"), rows)


def _packages(sidecars: tuple[str, ...]) -> str:
    return "".join(f' <a href="../../{_text(sidecar)}">package</a>' for sidecar in sidecars)


def _table(head: tuple[str, str], rows: "Iterator[tuple[str, str]]") -> str:
    lines = "".join(f"<tr><td>{first}</td><td>{second}</td></tr>\n" for first, second in rows)
    return f"<table>\n<tr><th>{head[0]}</th><th>{head[1]}</th></tr>\n{lines}</table>"


def _link(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return _text(url)
    return f'<a href="{_text(url)}" rel="noreferrer">{_text(url)}</a>'


def _sentence(text: str) -> str:
    """`text` with a capital at its beginning; a unit in it keeps its case."""
    return text[:1].upper() + text[1:]


def _text(text: str) -> str:
    return escape(safe(text))
