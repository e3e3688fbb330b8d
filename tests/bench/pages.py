"""Synthetic news pages: as large as asked for, with the entropy of real ones (gzip makes about a quarter of them).

A page is a head with meta elements and JSON-LD, navigation, an article of paragraphs with quotations and figures, and
scripts whose identifiers are random: that is where the size and the entropy of a real page are.
"""

import random
from dataclasses import dataclass

PARAGRAPHS = 30
SPEAKERS = ("Olena Marchuk", "Mark Savchuk", "Anna Weber", "the minister", "General Ivan Petrenko", "Reuters")
CUES = ("said", "told reporters", "warned", "added", "reportedly said")
_VOWELS = "aeiou"
_CONSONANTS = "bcdfghklmnprstvwz"


@dataclass(frozen=True)
class Page:
    """A page and the canonical blocks that stand in it."""

    html: bytes
    blocks: tuple[str, ...]


def page(number: int, size: int) -> Page:
    """Page `number` of about `size` octets, the same every time."""
    rng = random.Random(number)
    words = [_word(rng) for _ in range(1500)]
    headline = _sentence(rng, words, 8).rstrip(".")
    blocks = (headline, *(_paragraph(rng, words) for _ in range(PARAGRAPHS)))
    body = "\n".join(
        f'<p class="article-body__p" data-id="{rng.getrandbits(32):x}">{_linked(b)}</p>' for b in blocks[1:]
    )
    article = f"<main><article><h1>{headline}</h1>{body}</article></main>"
    before, after = f"{_head(headline, rng)}<body>{_navigation(rng, words)}", "</body></html>"
    while len(before) + len(article) + len(after) < size - 200:
        card = _card(rng, words)
        # two fifths of a page's furniture stand before the article
        before, after = (before + card, after) if len(before) * 3 < len(after) * 2 else (before, card + after)
    return Page(f"{before}{article}{after}".encode(), blocks)


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 2, 2, 3, 4))))


def _sentence(rng: random.Random, words: list[str], length: int) -> str:
    # an exponential rank makes a few words frequent and most of them rare, as in any language
    chosen = [words[min(int(rng.expovariate(1 / 180)), len(words) - 1)] for _ in range(length)]
    return " ".join(chosen).capitalize() + "."


def _paragraph(rng: random.Random, words: list[str]) -> str:
    first, second = _sentence(rng, words, rng.randint(12, 26)), _sentence(rng, words, rng.randint(8, 22))
    if rng.random() < 0.6:
        return f"“{first[:-1]},” {rng.choice(SPEAKERS)} {rng.choice(CUES)} on Tuesday. {second}"
    if rng.random() < 0.3:
        return f"{first} More than {rng.randint(2, 900)} people and {rng.randint(2, 90)} tanks were counted. {second}"
    return f"{first} {second}"


def _linked(block: str) -> str:
    head, space, tail = block.partition(" ")
    return f'<a href="/topic/{head.strip("“”.,").lower()}">{head}</a>{space}{tail}'


def _head(headline: str, rng: random.Random) -> str:
    image = f"https://static.example.org/{rng.getrandbits(64):x}.jpg"
    linked = f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{headline}","image":"{image}"}}'
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title>'
        f'<meta property="og:title" content="{headline}"><meta property="og:image" content="{image}">'
        f'<script type="application/ld+json">{linked}</script></head>'
    )


def _navigation(rng: random.Random, words: list[str]) -> str:
    links = (f'<li class="nav__item"><a class="nav__link" href="/{w}/">{w}</a></li>' for w in rng.sample(words, 60))
    return f"<nav><ul>{''.join(links)}</ul></nav>"


def _card(rng: random.Random, words: list[str]) -> str:
    first, second, third = rng.sample(words, 3)
    return (
        f'<div class="card card--{first}"><a class="card__link" href="/{second}/{third}-{rng.getrandbits(28)}">'
        f'<img class="card__image" loading="lazy" src="https://static.example.org/img/{rng.getrandbits(128):x}.jpg" alt="{third}">'
        f"</a></div><script>window.dataLayer.push({{event:'{first}',slot:'{rng.getrandbits(96):x}'}});</script>\n"
    )
