"""A citation as text, BibTeX, CSL-JSON, RIS and as a robust link (robustlinks.mementoweb.org/spec).

    write(citation, "ris").splitlines()[0] == "TY  - NEWS"

What came from the web is made harmless for each form: `safe` spells out what steers a terminal, given by the caller.
"""

import html
import json
import re
from collections.abc import Callable
from typing import Any, Literal

from archiver.compare.citing.bibtex import bibtex
from archiver.compare.citing.citation import Citation

Form = Literal["text", "bibtex", "csl", "ris", "robustlink"]
Safe = Callable[[str], str]
FORMS: tuple[Form, ...] = ("text", "bibtex", "csl", "ris", "robustlink")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def write(citation: Citation, form: Form, safe: Safe) -> str:
    """The citation in one form, without a final line end."""
    writers: dict[Form, Callable[[Citation, Safe], str]] = {
        "text": _text, "bibtex": bibtex, "csl": _csl, "ris": _ris, "robustlink": _robust_link,
    }  # fmt: skip
    return writers[form](citation, safe)


def _text(citation: Citation, safe: Safe) -> str:
    named = [", ".join(citation.authors), f"“{citation.title}”", citation.publisher, citation.published]
    lines = [safe(", ".join(filter(None, named)) + f". {citation.link}")]
    lines.append(f"Captured {citation.captured_at}, version {citation.sequence + 1}.")
    lines.append(f"Statement {citation.statement_id}, archive {citation.archive}.")
    if quote := citation.quote:
        lines.append(safe(f"“{quote.exact}” (block {quote.block}, characters {quote.start} to {quote.end})"))
        lines += [f"Proof {quote.proof}"] if quote.proof else []
    return "\n".join(lines)


def _csl(citation: Citation, _: Safe) -> str:
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "article-newspaper",
        "title": citation.title,
        "author": [{"literal": name} for name in citation.authors],
        "container-title": citation.publisher,
        "issued": _date_parts(citation.published),
        "URL": citation.link,
        "accessed": _date_parts(citation.captured_at),
        "archive": citation.archive,
        "archive_location": citation.statement_id,
        "note": f"Captured {citation.captured_at}, version {citation.sequence + 1}",
        "custom": _custom(citation),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], indent=2, ensure_ascii=True)


def _custom(citation: Citation) -> dict[str, Any]:
    found: dict[str, Any] = {"captured": citation.captured_at, "original-url": citation.url}
    if quote := citation.quote:
        found |= {"quote": quote.exact, "place": [quote.block, quote.start, quote.end], "claim": quote.claim}
        found |= {"proof": str(quote.proof)} if quote.proof else {}
    return found


def _date_parts(value: str | None) -> dict[str, list[list[int]]] | None:
    found = _DATE.match(value or "")
    return {"date-parts": [[int(part) for part in found.groups() if part]]} if found else None


def _ris(citation: Citation, safe: Safe) -> str:
    fields = [("TY", "NEWS"), ("ID", citation.key), ("TI", citation.title)]
    fields += [("AU", name) for name in citation.authors]
    fields += [("T2", citation.publisher or ""), ("DA", (citation.published or "")[:10].replace("-", "/"))]
    fields += [("UR", citation.link), ("Y2", citation.captured_at[:10].replace("-", "/"))]
    fields += [("DB", citation.archive), ("AN", citation.statement_id)]
    fields.append(("N1", f"Captured {citation.captured_at}, version {citation.sequence + 1}"))
    if quote := citation.quote:
        fields.append(("N1", f"“{quote.exact}”, block {quote.block}, characters {quote.start} to {quote.end}"))
        fields += [("N1", f"Proof {quote.proof}")] if quote.proof else []
    return "\n".join(f"{tag}  - {safe(value)}" for tag, value in [*fields, ("ER", "")] if value or tag == "ER")


def _robust_link(citation: Citation, safe: Safe) -> str:
    """The link itself leads to the original; its attributes say which version was meant."""
    shown = citation.quote.exact if citation.quote else citation.title
    attributes = {
        "href": citation.link,
        "data-originalurl": citation.url,
        "data-versiondate": citation.captured_at,
        "data-archiver-statement": citation.statement_id,
        "data-archiver-archive": citation.archive,
        "data-archiver-sequence": str(citation.sequence),
    }
    if quote := citation.quote:
        attributes["data-archiver-place"] = f"{quote.block}:{quote.start}-{quote.end}"
        attributes |= {"data-archiver-proof": str(quote.proof)} if quote.proof else {}
    written = " ".join(f'{name}="{html.escape(safe(value))}"' for name, value in attributes.items())
    return f"<a {written}>{html.escape(safe(shown))}</a>"
