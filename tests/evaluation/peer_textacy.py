"""textacy's quotations on PolNeAR articles, one JSON object a line; run by a Python that has textacy and spaCy's model.

python peer_textacy.py MODEL DATA/polnear/dev/text
"""

import json
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Prints what textacy attributes, paragraph by paragraph, in the scorer's form."""
    import spacy
    from textacy.extract import direct_quotations

    model = spacy.load(sys.argv[1])
    for path in sorted(Path(sys.argv[2]).glob("*.txt")):
        items, position = [], 0
        for paragraph in path.open(encoding="utf-8", newline="").read().split("\n"):
            for found in _found(direct_quotations, model(paragraph)):
                speaker = found.speaker
                ends = [speaker[0].idx, speaker[-1].idx + len(speaker[-1])] if speaker else None
                items.append(
                    {
                        "content": [[position + found.content.start_char, position + found.content.end_char]],
                        "speaker": ends and [position + end for end in ends],
                    }
                )
            position += len(paragraph) + 1
        sys.stdout.write(json.dumps({"id": path.stem, "items": items}) + "\n")


def _found(direct_quotations: Any, doc: Any) -> list[Any]:
    """All quotations, up to where textacy gives up (it raises for marks that do not pair)."""
    found: list[Any] = []
    try:
        found.extend(direct_quotations(doc))
    except (ValueError, IndexError):
        return found
    return found


if __name__ == "__main__":
    main()
