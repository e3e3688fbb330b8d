"""Words with which an article keeps its distance from what it says.

    text = "They are said to have left"
    [text[a:b] for a, b in hedges(text, words(text))] == ["are said to"]

English first; the common Ukrainian and Russian ones as well.
"""

from collections.abc import Sequence

from archiver.text.tokens import Range, Word, word_set

_BE = word_set("is are was were be been being")
_PASSIVE = word_set(
    "said believed thought understood reported rumored rumoured feared alleged claimed considered expected"
)
_ALONE = word_set(
    "reportedly allegedly apparently seemingly supposedly purportedly ostensibly presumably possibly probably perhaps "
    "maybe likely unlikely potentially seem seems seemed may might could suspected unconfirmed so-called "
    "нібито ймовірно імовірно мабуть можливо очевидно здається начебто буцімто якобы вероятно возможно видимо "
    "по-видимому кажется похоже предположительно"
)
_WITH_TO = word_set("appear appears appeared")
_REPORTED = {"як": "повідомляється", "как": "сообщается"}


def _passive(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Indices of the first and last word of "are said to", "it is widely believed that" around the participle `at`."""
    first = at - 1 - (at > 1 and words[at - 1][2] in ("widely", "also", "still", "now"))
    if first < 0 or at + 1 >= len(words) or words[first][2] not in _BE:
        return None
    if words[at + 1][2] == "to":
        return first, at + 1
    if words[at + 1][2] == "that" and first and words[first - 1][2] == "it":
        return first - 1, at + 1
    return None


def _hedge(text: str, words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Indices of the first and last word of the hedge whose telling word is `at`."""
    start, _, word = words[at]
    following = words[at + 1][2] if at + 1 < len(words) else ""
    if word in _ALONE:
        return None if word == "may" and start and text[start] == "M" else (at, at)
    if word in _WITH_TO:
        return (at, at + 1) if following in ("to", "that") else None
    if word in _PASSIVE:
        return _passive(words, at)
    return (at, at + 1) if _REPORTED.get(word) == following and following else None


def hedges(text: str, words: Sequence[Word]) -> tuple[Range, ...]:
    """Ranges of the hedges in `text`, whose words are `words`, in order; the month of May is none."""
    found = []
    for at in [at for at, word in enumerate(words) if word[2] in TELLING]:
        hedge = _hedge(text, words, at)
        if hedge is not None:
            found.append((words[hedge[0]][0], words[hedge[1]][1]))
    return tuple(found)


TELLING = _ALONE | _WITH_TO | _PASSIVE | _REPORTED.keys()
