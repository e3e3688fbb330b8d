"""The comparison form (format.md, text/v1): looser than the text; it only serves to say that the wording is the same.

comparison_form("Don’t  go – he SAID") == comparison_form("don't go - he said")
"""

import re
import unicodedata

_UNIFIED = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
)
_WHITE = re.compile(r"\s+")


def comparison_form(text: str) -> str:
    """NFKC, case-folded, quotes and dashes unified, every run of white space one space."""
    if text.isascii():
        return " ".join(text.lower().split())
    unified = unicodedata.normalize("NFKC", text).translate(_UNIFIED).casefold()
    return _WHITE.sub(" ", unified).strip()
