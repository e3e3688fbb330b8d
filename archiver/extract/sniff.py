"""Guessing an encoding from the octets alone, when nothing declares it or a declaration is contradicted.

    cyrillic("Сили оборони звільнили місто".encode("cp1251")) == "windows-1251"
    cyrillic("Déjà vu".encode("cp1252")) is None

Cyrillic pages in one-octet encodings are this project's daily case and the one that general detectors get wrong on
short texts. The rule: nearly all letters are outside ASCII and stand in long runs (in Western languages accented
letters stand alone), and of the Cyrillic encodings the right one gives the most frequent letters in lower case.
"""

import re

WESTERN = frozenset(("windows-1252", "iso-8859-15", "macintosh", "windows-1254", "iso-8859-14", "iso-8859-10"))
SNIFF_BYTES = 65_536  # enough for any statistic; bounds the general detector, which costs milliseconds per kilobyte
NUL_SHARE = 8  # one in so many characters is ASCII at least: spaces alone are more
MIN_HIGH = 6  # octets outside ASCII below which nothing can be told
_CYRILLIC = (("windows-1251", "cp1251"), ("koi8-u", "koi8_u"), ("iso-8859-5", "iso8859_5"), ("ibm866", "cp866"))
_FREQUENT = frozenset("оаеиинтрсвлкпмдуіыья")  # the commonest letters of Ukrainian and Russian together
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_CAPITAL_INSIDE = re.compile("[а-яіїєґё][А-ЯІЇЄҐЁ]")
_MARKUP = re.compile(rb"<[^>]*>?")


def utf16(body: bytes) -> str | None:
    """The byte order (Encoding Standard name) of `body` in UTF-16 without a mark, or None.

    Every second octet of markup and of Latin text is NUL there, which no text in another encoding holds.
    """
    sample = body[: SNIFF_BYTES // 2 * 2]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    enough = max(first, second) * NUL_SHARE >= len(sample) // 2 > 0
    if not enough or min(first, second) or len(body) % 2:
        return None
    return "utf-16be" if first else "utf-16le"


def cyrillic(body: bytes) -> str | None:
    """The Cyrillic encoding (Encoding Standard name) that `body` seems to be in, or None."""
    sample = _MARKUP.sub(b" ", body[:SNIFF_BYTES])
    high = sum(map(sample.count, map(bytes, zip(range(128, 256), strict=True))))
    in_runs = sum(map(len, _HIGH_RUN.findall(sample)))
    if high < MIN_HIGH or in_runs * 3 < high * 2:
        return None
    score, name = max((_score(sample, codec), name) for name, codec in _CYRILLIC)
    return name if score > 0.5 else None


def _score(sample: bytes, codec: str) -> float:
    """Share of frequent lower-case letters among what is outside ASCII, less the signs of a wrong guess."""
    text = sample.decode(codec, "replace")
    outside = [character for character in text if character > "\x7f"]
    frequent = sum(character in _FREQUENT for character in outside)
    odd = sum(not character.isalpha() and character not in "«»“”„’–—…№" for character in outside)
    return (frequent - odd - 2 * len(_CAPITAL_INSIDE.findall(text))) / max(1, len(outside))


def other(body: bytes) -> str | None:
    """charset-normalizer's guess as a Python codec name, or None."""
    from charset_normalizer import from_bytes

    best = from_bytes(body[:SNIFF_BYTES]).best()
    return best.encoding if best else None
