"""Whole web pages around one article, as seven kinds of news site print it, at two times: only what surrounds it changes.

    noisy(seed=7)      WebPair: two HTML pages with the same article, everything around it drawn anew
    edited(seed=7)     the same, and one sentence of the article says something else

The labels follow from how a pair is made, before anything reads it: the words of the article are the same in both
(`noisy`) or differ in one number (`edited`), and no page speaks of a change. Between the two pages change, each or not:
advertisements, related links (in lists, in the text, with names and numbers), ratings, votes, dates and "hours ago",
counts of comments and shares, comments themselves, white space, curly and straight quotation marks, scripts, class names.
"""

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.compare.golden import articles

COUNT = 20  # pairs a layout
_PARAGRAPH = "\n\n"
_SITES = ("The Almer Courier", "Northfield Post", "Coast & Country News", "Radio Velin Online")
_MORE = (
    "The town council discussed the matter in a closed session that lasted until late in the evening. Members of the "
    "opposition asked for the minutes to be made public, and the chair promised to publish them within a week.",
    "Residents of the old quarter have complained about the state of the roads and the drains for years. A petition that "
    "was handed in last spring gathered more than a thousand names, and was answered with a single letter.",
    "The region lives on fishing, timber and a growing number of visitors in the summer months. Wages are below the "
    "average of the country, and many of the young leave for the capital as soon as they finish school.",
    "An inspector from the ministry arrived on Wednesday and spent two days in the archive of the town hall. She spoke to "
    "a dozen witnesses, took copies of the plans, and left without a word to the press.",
    "A similar case ended in court eight years ago, when the owners of a warehouse were fined for blocked exits. The "
    "judgment was upheld on appeal, and has been quoted in every case of its kind since then.",
    "Schools in the neighbourhood stayed open, although several parents kept their children at home. The headmaster of "
    "the largest of them sent a letter in which he asked for patience and for warm clothes.",
    "The weather is expected to remain calm over the weekend, with light winds from the west and a little rain in the "
    "hills. Farmers welcomed the forecast, as the ground is still too dry for the late sowing.",
    "Historians point out that the place was founded by salt traders, who built the first pier of oak and stone. Some of "
    "its posts can still be seen at low tide, and a small museum keeps what divers have found.",
)
_RELATED = (
    "Ten killed in Bellmoor train crash", "Two arrested after Bellmoor train crash", "Mayor denies taking 40,000 crowns",
    "Mayor admits taking 40,000 crowns", "Bank raises rates to 5%", "Bank cuts rates to 4%", "Who is Ada Kemal?",
    "Ada Kemal will not run again, aides say", "Five charts on the price of bread", "Storm cuts power to 9,000 homes",
    "Power back in 4,000 homes", "Court frees ex-mayor", "Ex-mayor sues court for 2 million", "Star denies affair",
    "New ferry for the island reportedly delayed", "Police confirm three deaths in Tolva", "How we built our model of the vote",
)  # fmt: skip
_ADS = (
    "Save up to 40% on winter tyres at Rollwell", "Sleep better tonight: mattresses from 199", "Open an account in 5 minutes",
    "Voted best holiday park of 2025 by 12,000 families", "Your garden may need this tool", "Doctors do not want you to know",
)  # fmt: skip
_COMMENTS = (
    "I was there and it was not 14, it was 20 people!", "Jonas Reed should resign.", "Nobody believes this any more.",
    "Great reporting, thank you.", "They may have known for months.", "My cousin said the opposite.",
)  # fmt: skip
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-"})


@dataclass(frozen=True)
class WebPair:
    """Two pages of one address; `changed` is the sentence before and after, None where the article is the same."""

    name: str
    old: bytes
    new: bytes
    changed: tuple[str, str] | None


@dataclass(frozen=True)
class _Draw:
    """Everything around the article at one time."""

    chance: random.Random

    def some(self, listed: tuple[str, ...], least: int, most: int) -> list[str]:
        return self.chance.sample(listed, self.chance.randint(least, most))

    def count(self, most: int = 900) -> int:
        return self.chance.randint(2, most)

    def maybe(self, text: str) -> str:
        return text if self.chance.random() < 0.6 else ""

    def ago(self) -> str:
        return f"{self.chance.randint(2, 23)} {self.chance.choice(('hours', 'minutes'))} ago"

    def links(self, least: int = 2, most: int = 5) -> str:
        return "".join(f'<li><a href="/{hash_of(one)}">{one}</a></li>' for one in self.some(_RELATED, least, most))

    def ad(self, kind: str = "div") -> str:
        label = self.chance.choice(("Advertisement", "Sponsored", "ADVERTISEMENT - SCROLL TO CONTINUE", "Ad"))
        words = self.chance.choice(_ADS)
        return self.maybe(
            f'<{kind} class="ad slot-{self.count()}"><span>{label}</span> <a href="/ad">{words}</a></{kind}>'
        )

    def aside(self) -> str:
        head = self.chance.choice(("Read more:", "Related:", "Also read:", "See also:"))
        return self.maybe(
            f'<p class="inline-related"><strong>{head}</strong> <a href="/r">{self.some(_RELATED, 1, 1)[0]}</a></p>'
        )


def hash_of(text: str) -> str:
    """The last part of a link's address."""
    return re.sub(r"\W+", "-", text.lower())[:40]


def _body(paragraphs: list[str], between: Callable[[int], str], tag: str = "p") -> str:
    return "\n".join(f"<{tag}>{one}</{tag}>{between(n)}" for n, one in enumerate(paragraphs))


def _plain(title: str, text: list[str], d: _Draw) -> str:
    """A page of bare paragraphs in one column."""
    body = _body(text, lambda n: d.ad() if n == 1 else d.aside() if n == 4 else "")
    return (
        f"<div id=main><h1>{title}</h1><p class=date>Published 5 March 2026, 10:15{d.maybe(' | Updated ' + d.ago())}</p>"
        f"{body}<p class=c>{d.count()} comments</p><h3>Most read</h3><ol>{d.links()}</ol></div>"
    )


def _semantic(title: str, text: list[str], d: _Draw) -> str:
    """article, header, figure, aside, footer."""
    body = _body(text, lambda n: d.ad("aside") if n in (2, 5) else "")
    return (
        f"<main><article><header><h1>{title}</h1><p class='byline'>By <a rel=author href=/m>Marta Quist</a></p>"
        f"<time datetime='2026-03-05T10:15:00Z'>{d.ago()}</time><ul class=share><li>{d.count()} shares</li></ul></header>"
        f"{body}<footer><div class=rating>Rating: {d.count(49) / 10} out of 5 ({d.count()} votes)</div></footer></article>"
        f"<aside><h2>You may also like</h2><ul>{d.links(3, 6)}</ul></aside></main>"
    )


def _divs(title: str, text: list[str], d: _Draw) -> str:
    """Nothing but div, with classes that change at every build."""
    n = d.count()
    body = _body(text, lambda at: d.aside() if at == 2 else d.ad() if at == 3 else "", tag=f'div class="tx-{n}"')
    body = body.replace(f'</div class="tx-{n}">', "</div>")
    return (
        f"<div class='pg-{n}'><div class='tt-{n}'><h1>{title}</h1></div><div class='mt-{n}'>Updated {d.ago()}</div>{body}"
        f"<div class='cm-{n}'>Comments ({d.count()})</div><div class='rl-{n}'><div>Related</div><ul>{d.links()}</ul></div></div>"
    )


def _commented(title: str, text: list[str], d: _Draw) -> str:
    """With the comments under it."""
    said = "".join(f"<div class=comment><b>reader{d.count()}</b><p>{one}</p></div>" for one in d.some(_COMMENTS, 1, 5))
    body = _body(text, lambda n: d.ad() if n == 3 else "")
    return (
        f"<article><h1>{title}</h1><div class=meta>{d.count(9)} min read · Views: {d.count()}</div>{body}</article>"
        f"<section id=comments class=comments><h2>{d.count()} Comments</h2>{said}</section><div>{d.ad()}</div>"
    )


def _boxed(title: str, text: list[str], d: _Draw) -> str:
    """A box of links in the middle of the text, a call to subscribe, a widget at its end."""
    box = f"<div class='box related-box'><h4>More on this story</h4><ul>{d.links(2, 4)}</ul></div>"
    subscribe = d.maybe(f"<div class=promo><p>Subscribe now for ${d.count(9)} a week</p></div>")
    body = _body(text, lambda n: box if n == 2 else subscribe if n == 5 else "")
    return (
        f"<main class=story><h1>{title}</h1><p class=info>Last updated: 05/03/2026 {d.count(23):02}:{d.count(59):02} GMT</p>"
        f"{body}<div class=widget>Was this article helpful? Yes {d.count()} No {d.count(40)}</div>"
        f"<div class=stars>★★★★☆ {d.count(49) / 10}</div></main>"
    )


def _blocks(title: str, text: list[str], d: _Draw) -> str:
    """As many content systems print it: sections with attributes that nobody reads, and a ticker on top."""
    ticker = " · ".join(d.some(_RELATED, 2, 3))
    body = "\n".join(
        f"<section data-id='{d.count()}'><p data-key='{d.count()}'>{one}</p>{d.ad() if n == 4 else ''}</section>"
        for n, one in enumerate(text)
    )
    return (
        f"<div class=ticker>Breaking: {ticker}</div><article class=post><h1 class=entry-title>{title}</h1>"
        f"<div class=entry-content>{body}</div><div class=tags>{d.count()} likes · {d.count()} shares</div></article>"
        f"<div class=sidebar><h3>Trending now</h3><ul>{d.links(3, 6)}</ul></div>"
    )


def _bare(title: str, text: list[str], d: _Draw) -> str:
    """No class and no element tells the paragraphs of the article from the lines between them."""
    ad = d.chance.choice(("Advertisement", "Sponsored: " + d.chance.choice(_ADS), "Ad"))
    link = d.chance.choice(("Read more: ", "Related: ", "Also read: ")) + d.some(_RELATED, 1, 1)[0]
    lines = {1: d.maybe(ad), 2: d.maybe(link), 4: d.maybe("Subscribe now for $3 a week")}
    body = _body(text, lambda n: f"<p>{lines[n]}</p>" if lines.get(n) else "")
    rating = d.chance.choice((f"Rating: {d.count(49) / 10} out of 5 ({d.count()} votes)", f"★★★★☆ {d.count(49) / 10}"))
    ends = (f"{d.count()} comments", d.maybe(rating), "Most read", *d.some(_RELATED, 2, 4))
    return (
        f"<article><h1>{title}</h1><p>Updated {d.ago()}</p><p>{d.count()} shares</p>{body}"
        f"{''.join(f'<p>{one}</p>' for one in ends if one)}</article>"
    )


LAYOUTS: dict[str, Callable[[str, list[str], _Draw], str]] = {
    "plain": _plain, "semantic": _semantic, "divs": _divs, "commented": _commented, "boxed": _boxed, "blocks": _blocks, "bare": _bare,
}  # fmt: skip


def _page(layout: str, blocks: list[str], site: str, chance: random.Random) -> bytes:
    """One page; the article's words are those of `blocks`, their marks and the white space around them may not be."""
    d = _Draw(chance)
    if chance.random() < 0.4:
        blocks = [block.translate(_STRAIGHT) for block in blocks]
    title, *text = (html.escape(block, quote=False) for block in blocks)
    text = [one.replace(" ", chance.choice(("\n      ", "  ")), 3) if chance.random() < 0.3 else one for one in text]
    nav = "".join(
        f"<li><a href='/{one}'>{one}</a></li>" for one in ("World", "Politics", "Business", "Sport", "Weather")
    )
    stated = '{"@context":"https://schema.org","@type":"NewsArticle","datePublished":"2026-03-05T10:15:00Z"}'
    return (
        f"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>{title} | {site}</title>"
        f"<meta name=csrf content='{chance.getrandbits(64):x}'><script type='application/ld+json'>{stated}</script>"
        f"<script>var build={chance.getrandbits(32)};</script></head><body class='b{d.count()}'><header><nav><ul>{nav}</ul></nav>"
        f"<p>{site}</p></header>{LAYOUTS[layout](title, text, d)}<footer><p>© 2026 {site}. All rights reserved.</p>"
        f"<p>{d.maybe('Download our app')}</p></footer></body></html>\n"
    ).encode()


def _story(seed: int) -> tuple[list[str], str, random.Random]:
    chance = random.Random(seed)
    names = [name for name in articles() if name not in ("povin", "pozhar")]
    own = articles()[names[seed % len(names)]]
    return [*own, *chance.sample(_MORE, chance.randint(3, 6))], chance.choice(_SITES), chance


def noisy(layout: str, seed: int) -> WebPair:
    """The same article twice."""
    blocks, site, chance = _story(seed)
    old, new = (_page(layout, blocks, site, chance) for _ in range(2))
    return WebPair(f"{layout} {seed}", old, new, None)


def edited(layout: str, seed: int) -> WebPair:
    """The same, with another number in one sentence of the article."""
    blocks, site, chance = _story(seed)
    at, found = next((n, m) for n, block in enumerate(blocks) if n and (m := re.search(r"(?<= )\d\d(?= )", block)))
    other = blocks[at][: found.start()] + str(int(found[0]) + 7) + blocks[at][found.end() :]
    old = _page(layout, blocks, site, chance)
    new = _page(layout, [*blocks[:at], other, *blocks[at + 1 :]], site, chance)
    return WebPair(f"{layout} {seed} edited", old, new, (blocks[at], other))


def noise_pages() -> tuple[WebPair, ...]:
    """All pairs in which nothing but the surroundings changed."""
    return tuple(noisy(layout, seed) for layout in LAYOUTS for seed in range(COUNT))
