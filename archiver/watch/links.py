"""Addresses as they are found: made absolute, freed of what only counts visitors, and judged by rules.

    joined("https://example.org/", "/a?utm_source=rss#top")   == "https://example.org/a"
    wanted("https://example.org/news/7", ("/news/*", "!/news/live-*"))   -> True

A rule is a glob over path and query: `*` stands for anything but `/`, `**` for anything. `!` before it refuses; the
last rule that fits decides. Without any rule an address is judged by its looks (`looks_like_article`).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from archiver.errors import InputError
from archiver.model.url import check_url

_COUNTERS = re.compile(r"(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|at_(?:medium|campaign))=.*", re.I)
_DATE = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2]|[a-z]{3})(?:/\d\d?)?/.")
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_SLUG_WORDS = 4  # words between hyphens; `contact-us` has two
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|authors?|category|categories|archive|search|login|subscribe|newsletters?|about|contact|rss|feeds?"
    r"|live|video|photos?|podcasts?)(?:/|$)",
    re.I,
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|css|js|json|xml|rss|pdf|mp[34]|zip|ico)$", re.I)


def joined(base: str, reference: str) -> str | None:
    """The address that `reference` on the page `base` leads to; None for what is no http(s) address."""
    try:
        return without_counters(check_url(urljoin(base, reference.strip())))
    except (InputError, ValueError):
        return None


def without_counters(url: str) -> str:
    """`url` without the parameters that say only where a reader came from: each feed would make a series of its own."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    kept = [pair for pair in parts.query.split("&") if not _COUNTERS.fullmatch(pair)]
    return urlunsplit(parts._replace(query="&".join(kept)))


def wanted(url: str, rules: Sequence[str]) -> bool:
    """Whether the last of `rules` that fits `url` accepts it; False where none fits."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    fitting = [rule for rule in rules if _fits(rule.removeprefix("!"), target)]
    return bool(fitting) and not fitting[-1].startswith("!")


def looks_like_article(url: str, base: str) -> bool:
    """Whether `url`, found on the front page `base`, looks like an article: same site, a date, a slug."""
    parts, front = urlsplit(url), urlsplit(base)
    if _site(parts.hostname) != _site(front.hostname) or parts.path.rstrip("/") == front.path.rstrip("/"):
        return False
    if _NO_ARTICLE.search(parts.path) or _FILE.search(parts.path):
        return False
    last = parts.path.rstrip("/").rpartition("/")[2]
    return bool(_DATE.search(parts.path) or _ID.search(last) or last.count("-") + 1 >= _SLUG_WORDS)


def _site(host: str | None) -> str:
    return (host or "").removeprefix("www.").removeprefix("m.")


@lru_cache(maxsize=512)
def _pieces(rule: str) -> tuple[str, ...]:
    """`/a*/**` as `/`, `a`, `*`, `/`, `**`."""
    return tuple(re.findall(r"\*\*|\*|[^*]", re.sub(r"\*{3,}", "**", rule)))


def _fits(rule: str, target: str) -> bool:
    # All places in the rule at once, a character at a time: a hostile address cannot make that slow.
    pieces = _pieces(rule)
    places = _past_stars({0}, pieces)
    for character in target:
        moved = set()
        for place in places:
            piece = pieces[place] if place < len(pieces) else ""
            if piece == "**" or (piece == "*" and character != "/"):
                moved.add(place)
            elif piece == character:
                moved.add(place + 1)
        places = _past_stars(moved, pieces)
        if not places:
            return False
    return len(pieces) in places


def _past_stars(places: set[int], pieces: Sequence[str]) -> set[int]:
    """`places` and every one that is reached by letting stars stand for nothing."""
    found = set(places)
    for start in places:
        place = start
        while place < len(pieces) and pieces[place].startswith("*"):
            place += 1
            found.add(place)
    return found
