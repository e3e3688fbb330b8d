"""What `archiver show --article` prints: what the page says of its article, and where it says so."""

from archiver.cli.looking.render import label
from archiver.cli.looking.views import UNSTATED, Look
from archiver.cli.output import safe
from archiver.extract.page.html import is_html
from archiver.model.article import Article
from archiver.model.capture import Quality

_DATED = ("headline", "byline", "published", "modified", "language")
_STATED = ("publisher", "section", "canonical")


def article(seen: Look) -> None:
    """Each member with the place it was read from and what other places say; then which extractor found the text."""
    found, quality = seen.model.article, seen.model.capture.quality
    if found is None:
        label("article", None, none="none; `--capture` says why")
        return
    stated = {name: getattr(found.context, name) if found.context else None for name in _STATED}
    for name, value in ({name: getattr(found, name) for name in _DATED} | stated).items():
        _member(name, value, found)
    label("text", (found.evidence or {}).get("text"), none=_unpicked(seen))
    label("page", _judged(quality), none="(withheld)")
    if found.extractor:
        label("extractor", f"{found.extractor.name} {found.extractor.version}")


def _member(name: str, value: str | None, found: Article) -> None:
    label(name, value, none=UNSTATED)
    place = (found.evidence or {}).get(name)
    if value is not None and place:
        label("", f"from {place}")


def _unpicked(seen: Look) -> str:
    """Why no extractor is named: it is asked only where a page holds more than its article."""
    source = seen.model.capture.source
    if source is None or is_html(source.media_type):
        return "not recorded"
    return f"all of the source, which is no HTML ({safe(source.media_type)})"


def _judged(quality: Quality | None) -> str | None:
    return "; ".join((quality.verdict, *quality.signals)) if quality else None
