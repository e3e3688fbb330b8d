"""What the terminal and the page say in the same words."""

from archiver.cli.looking.render import counted, moment
from archiver.compare.diff import Comparison
from archiver.compare.document import counts
from archiver.flows.compare import OpenVersion

CLAIM_STATES = {"kept": "claim kept", "altered": "claim altered", "withdrawn": "claim withdrawn", "new": "new claim"}


def when(version: OpenVersion) -> str:
    """The time of a capture, for people."""
    return moment(version.statement.model.predicate.captured_at) or "at an unknown time"


def summary(found: Comparison) -> str:
    """One sentence on sentences, one on claims."""
    numbers = counts(found)
    kinds = [f"{number} {kind}" for kind, number in numbers["sentences"].items() if number and kind != "unchanged"]
    changed = (
        f"{counted(len(found.changes), 'sentence')} changed ({', '.join(kinds)})" if kinds else "No sentence changed"
    )
    claims = ", ".join(f"{number} {state}" for state, number in numbers["claims"].items() if number)
    return f"{changed}, {numbers['sentences']['unchanged']} as before. Claims: {claims or 'none'}."
