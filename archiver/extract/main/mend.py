"""Puts back what an extractor left out between and beside what it took: headings, lists, whole sections.

    taken: p "Kyiv said no."  left: h2 "Why", li "It is late."  taken: p "The mayor agreed."   -> all four

What is put back stands in a home where text was taken, or in one that looks the same (same element, same classes): a
page that is cut into pieces gives each piece the same form. It has few links, stands under no sign of noise, and is no
caption, since extractors leave those out on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archiver.extract.main.measure import Below, core, in_noise, is_prose, unheeded, weight
from archiver.extract.main.passages import Passage, Region

HOME_SHARE = 0.1  # of the text; homes of one form with less of it are an accident
ALONE_SHARE = 0.3  # the same for a form with a single long passage
MAX_LINKS = 0.5
CORE_SHARE = 0.8

Form = tuple[str, ...]


def mended(passages: Sequence[Passage], chosen: Sequence[Passage]) -> list[Passage]:
    """`chosen` with what belongs between and beside it, in the order of the page."""
    if not chosen:
        return []
    homes, taken, texts = _homes(chosen), set(chosen), {passage.tight for passage in chosen}
    deaf, inner = unheeded(chosen), Below(core(chosen, CORE_SHARE))
    held = {passage.region.home for passage in chosen}
    first, last = passages.index(chosen[0]), passages.index(chosen[-1])
    found: list[Passage] = []
    for index, passage in enumerate(passages):
        if passage in taken:
            found.append(passage)
            continue
        fits = (
            passage.link_share < MAX_LINKS
            and passage.tight not in texts
            and _form(passage.region.home) in homes
            and (first < index < last or is_prose(passage))
            and (is_prose(passage) or passage.region.home in held or passage in inner)
            and not passage.region.pictured
            and not in_noise(passage, deaf)
        )
        if fits:
            texts.add(passage.tight)
            found.append(passage)
    return found


def _homes(chosen: Sequence[Passage]) -> frozenset[Form]:
    """The forms of the homes that hold the text."""
    sizes: Counter[Form] = Counter()
    numbers: Counter[Form] = Counter()
    for passage in chosen:
        if is_prose(passage):
            sizes[_form(passage.region.home)] += len(passage.tight)
            numbers[_form(passage.region.home)] += 1
    total = weight(chosen)
    return frozenset(
        form for form, size in sizes.items() if size >= (HOME_SHARE if numbers[form] > 1 else ALONE_SHARE) * total
    )


def _form(region: Region) -> Form:
    """What a home looks like; without a class of its own, together with the region around it."""
    around = region.parent
    return (region.tag, region.name) if region.name or around is None else (region.tag, "", around.tag, around.name)
