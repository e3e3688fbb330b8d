"""Pronouns that stand for a speaker, and the sex that a title gives.

    PERSONAL["she"] == "f"; title_sex("Mr Bondar") == "m"

Only singular personal pronouns are ever resolved; "it", "they" and "we" stay what is printed.
"""

from archiver.text.tokens import word_set

PERSONAL = {"he": "m", "she": "f", "він": "m", "вона": "f", "он": "m", "она": "f"}
PLURAL = word_set("they we it i you it's вони ми воно они мы оно я ви вы who")
_TITLES = {"mr": "m", "sir": "m", "lord": "m", "mrs": "f", "ms": "f", "miss": "f", "lady": "f", "dame": "f"}


def is_pronoun(text: str) -> bool:
    """Whether `text` is one pronoun."""
    word = text.lower()
    return word in PERSONAL or word in PLURAL


def title_sex(name: str) -> str | None:
    """`m` or `f` where the title in front of `name` says so."""
    return _TITLES.get(name.split(" ", 1)[0].rstrip(".").lower())


def may_stand_for(pronoun: str, sex: str | None) -> bool:
    """Whether `pronoun` can stand for somebody of `sex` (None: not known)."""
    wanted = PERSONAL.get(pronoun.lower())
    return wanted is not None and sex in (None, wanted)
