r"""Canonical text, `text/v1`: a list of blocks in reading order, the first being the headline when there is one.

    canonical_block("  Kyiv\u00a0 said\r\n ") == "Kyiv said"
    to_file(("Headline", "First paragraph.")) == b"Headline\n\nFirst paragraph.\n"

Within a block every run of Unicode White_Space becomes one space, C0 and C1 controls and DEL are dropped, the ends are
trimmed; empty blocks are dropped. Nothing else is changed: no normalisation form, no quote folding. Bidi marks and
zero-width characters stay (they are flagged elsewhere). Offsets are Unicode code points within a block.
"""

import re
from collections.abc import Iterable

# Unicode 16 PropList, White_Space; several of them are controls, which is why white space is folded first.
_WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PYTHONS_WHITE = "\x1c\x1d\x1e\x1f"  # to `str.split` alone; all else that it parts at is White_Space
_WHITE_RUN = re.compile(f"[{_WHITE}]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical_block(raw: str) -> str:
    """One block in canonical form, possibly empty; a lone surrogate (no UTF-8 form) becomes U+FFFD."""
    if raw.isprintable() and "  " not in raw:  # as `is_canonical` has it
        return raw.strip(" ")
    joined = " ".join(raw.split())
    if joined.isprintable() and not [mark for mark in _PYTHONS_WHITE if mark in raw]:
        return joined
    text = _CONTROL.sub("", _LONE_SURROGATE.sub("\ufffd", raw))
    return _WHITE_RUN.sub(" ", text).strip(" ")


def canonical_blocks(raw: Iterable[str]) -> tuple[str, ...]:
    """The non-empty canonical blocks of `raw`, in order."""
    return tuple(block for block in map(canonical_block, raw) if block)


def is_canonical(block: str) -> bool:
    """Whether `block` is a block as `canonical_blocks` makes it.

    Printable text (to Python: no control, no white space but U+0020) needs no closer look; that is nearly every block,
    and ten times as fast.
    """
    if block.isprintable() and "  " not in block:
        return bool(block) and block[0] != " " != block[-1]
    return bool(block) and canonical_block(block) == block


def without_white(text: str) -> str:
    """`text` without White_Space and controls: the form in which a block is looked for in its source."""
    if text.isprintable():  # as `is_canonical` has it
        return text.replace(" ", "")
    return _CONTROL.sub("", _WHITE_RUN.sub("", text))


def to_file(blocks: Iterable[str]) -> bytes:
    """The conversion record's payload: blocks joined by an empty line, one final newline, UTF-8."""
    return ("\n\n".join(blocks) + "\n").encode("utf-8")
