"""A calendar of OpenTimestamps over HTTP: it promises to remember a digest, and later shows the way to Bitcoin.

    POST <calendar>/digest                  32 octets               -> steps, then "pending at <calendar>"
    GET  <calendar>/timestamp/<hex>         what was pending there  -> steps, then "Bitcoin block <height>", or 404

A calendar is asked only when the user named it. Its answer about a new digest has to name the calendar itself: an
address that a stranger put into a proof is never called. Only a random commitment leaves this machine.
"""

from archiver.errors import AuthorityError, FormatError
from archiver.remote import way
from archiver.remote.way import WAY, Call, StatusError, Way
from archiver.sign import ots

ACCEPT = "application/vnd.opentimestamps.v1"
FORM = "application/x-www-form-urlencoded"  # what the public calendars are sent by their own client
NOT_YET = 404
WHAT, WHOM = "a proof of OpenTimestamps", "a calendar"


def check_url(url: str) -> str:
    """`url` when a calendar can be there; raises UsageError."""
    return way.check_url(url, "a calendar of OpenTimestamps")


def submit(url: str, commitment: bytes, through: Way = WAY) -> bytes:
    """What a calendar answers to a new commitment: one branch, pending there; raises AuthorityError, UsageError."""
    at = f"{check_url(url).rstrip('/')}/digest"
    answer = way.send(
        Call(at, {"Accept": ACCEPT, "Content-Type": FORM}, ots.MAX_ANSWER, commitment), through, WHAT, WHOM
    )
    found = _read(url, answer, commitment)
    last = found[-1]
    if len(found) != 1 or last.kind != "pending" or last.message is None:
        raise AuthorityError(f"{url}: expected one promise to date the digest, found something else")
    if not ots.same_uri(last.uri or "", url):
        raise AuthorityError(
            f"{url}: expected its own promise, found that of the calendar {last.uri}: name that one, which"
            " is who has to be asked later"
        )
    return answer


def fetch(url: str, commitment: bytes, through: Way = WAY) -> bytes | None:
    """What a calendar knows more about a commitment, None while that is nothing; raises AuthorityError, UsageError."""
    at = f"{check_url(url).rstrip('/')}/timestamp/{commitment.hex()}"
    try:
        answer = way.send(Call(at, {"Accept": ACCEPT}, ots.MAX_ANSWER), through, WHAT, WHOM)
    except StatusError as e:
        if e.status == NOT_YET:
            return None
        raise
    return answer if any(one.kind == "bitcoin" for one in _read(url, answer, commitment)) else None


def _read(url: str, answer: bytes, commitment: bytes) -> tuple[ots.Attestation, ...]:
    try:
        return ots.read_answer(answer, commitment)
    except FormatError as e:
        raise AuthorityError(f"{url}: expected {WHAT}, found one that cannot be used: {e}") from e
