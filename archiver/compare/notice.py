"""Which blocks are a notice on the page by which the publisher says that the article was changed.

    notices(("Title", "Correction: an earlier version gave the wrong year.")) == (1,)

A line such as "Updated 14:20" is none: it does not say what was changed.
"""

from collections.abc import Sequence

from archiver.text.notices import is_correction


def notices(blocks: Sequence[str | None]) -> tuple[int, ...]:
    """Numbers of the blocks that are one; the headline (block 0) never is."""
    return tuple(number for number, block in enumerate(blocks) if number and block and is_correction(block))
