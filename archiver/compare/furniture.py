"""Lines around an article that change by themselves: dates, counts, ratings, advertisements, links to other articles.

    furniture(("Title", "Updated 2 hours ago", "He left.", "Most read", "Ten hurt in blast"))
    == {1: "date", 3: "related", 4: "related"}

Only short blocks, and only such that say nothing else: a paragraph of the article is never one. What changes in them is
listed apart and makes no change of the article.
"""

import re
from collections.abc import Sequence
from typing import Literal

from archiver.compare.units import each_word, words_in
from archiver.text.tokens import word_set

Kind = Literal["date", "count", "rating", "advertisement", "related"]
MAX_LENGTH = 200  # code points of such a line
MAX_WORDS = 24
MAX_LIST = 12  # lines of a list of links
MAX_LINK_WORDS = 14

_DATE_WORDS = word_set(
    "published updated last modified posted on at ago just now hour hours minute minutes min mins second seconds "
    "day days week weeks read reading time by am pm gmt utc bst est edt cet cest eet the of first and monday "
    "tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march april may "
    "june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec today "
    "yesterday опубліковано оновлено о об в у р хв хвилин години годин тому читання сьогодні вчора січня лютого "
    "березня квітня травня червня липня серпня вересня жовтня листопада грудня опубликовано обновлено года г мин "
    "минут часа часов назад чтения сегодня вчера января февраля марта апреля мая июня июля августа сентября октября "
    "ноября декабря"
)
_DATE_SIGN = re.compile(r"\d|\bago\b|\bjust now\b|тому\b|назад\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:comments?|replies|shares?|views?|likes?|reactions?|votes?|reads|followers|retweets|коментар\w*|комментари\w*|"
    r"перегляд\w*|просмотр\w*|поширен\w*|репост\w*|відповід\w*|лайк\w*)\b",
    re.IGNORECASE,
)
_COUNT_WORDS = 8
_RATING = re.compile(
    r"(?:our |user |average |reader )?(?:rating|оцінка|оценка|рейтинг)\b\s*:?|"
    r"(?:was|did you find) this (?:article|story|page) (?:helpful|useful)|rate this|how useful",
    re.IGNORECASE,
)
_STARS = re.compile("[★☆⭐]")
_VOTED = re.compile(r"\bout of (?:5|10|five|ten)\b.*\bvotes?\b", re.IGNORECASE)
_ADVERTISEMENT = re.compile(
    r"(?:advertisements?|advertorial|ads?|sponsored(?: content| by)?|promoted|paid (?:content|post)|partner content|"
    r"реклама|партнерський матеріал|на правах реклами|на правах рекламы)(?:$|\W)|"
    r"(?:subscribe|sign up|register|become a (?:member|subscriber)|support us|donate|"
    r"get (?:our|the) (?:app|newsletter)|"
    r"download (?:our|the) app|follow us|підпишіться|підписуйтесь|подпишитесь|подписывайтесь)\b",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:read(?: more| also| next| this)?|see also|also read|related(?: articles?| stories| topics?| news)?|"
    r"watch(?: also)?|"
    r"more (?:on this(?: story)?|from \w+|stories|news|like this)|recommended(?: for you)?|you (?:may|might) also like|"
    r"don['’]t miss|most (?:read|popular|viewed|shared)|trending(?: now)?|popular(?: now)?|editors?['’]?s?['’]? picks?|"
    r"latest(?: news| stories)?|in (?:other|related) news|up next|читайте (?:також|также|ще|еще|ещё)|дивіться також|"
    r"смотрите также|за темою|по темі|по теме|популярне|популярное|найпопулярніше|самое читаемое)\s*(?::|[.…]{0,3}$)",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("related", _RELATED), ("advertisement", _ADVERTISEMENT), ("rating", _RATING),
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_BARE = re.compile(r"^[^:]{1,40}:?$")


def furniture(blocks: Sequence[str | None]) -> dict[int, Kind]:
    """Block number -> what it is; the headline (block 0) never is."""
    found: dict[int, Kind] = {}
    listing = 0
    for number, block in enumerate(blocks):
        if not number or block is None or len(block) > MAX_LENGTH:
            listing = 0
            continue
        kind = _kind(block) or ("related" if listing and _is_link(block) else None)
        if kind:
            found[number] = kind
        heads = kind == "related" and bool(_RELATED.match(block)) and bool(_BARE.match(block))
        listing = MAX_LIST if heads else listing - 1 if listing and kind else 0
    return found


def _kind(block: str) -> Kind | None:
    """The words are counted last: that costs most, and few blocks have any sign of being one of these."""
    said = next((kind for kind, pattern in _PATTERNS if pattern.match(block)), None) or _rated(block)
    if said:
        return said if len(words_in(block)) <= MAX_WORDS else None
    if block[-1] != "." and _DIGIT.search(block) and _COUNT.search(block) and len(words_in(block)) <= _COUNT_WORDS:
        return "count"
    return "date" if _is_date(block) else None


def _rated(block: str) -> Kind | None:
    stars = not block.isascii() and _STARS.search(block)
    return "rating" if stars or ("out of" in block.lower() and _VOTED.search(block)) else None


def _is_date(block: str) -> bool:
    keys = (word.key for word in each_word(block))  # most blocks show by their first word that they are none
    odd = next((key for key in keys if key not in _DATE_WORDS and not key[0].isdigit()), None)
    return odd is None and len(words_in(block)) <= MAX_WORDS and bool(_DATE_SIGN.search(block))


def _is_link(block: str) -> bool:
    """A headline in a list of links: short, without a full stop at its end."""
    return block.count(" ") < MAX_LINK_WORDS and block[-1] not in ".:;…"
