"""The capture statement in an envelope, parsed from exactly the octets that are signed."""

from dataclasses import dataclass

from pydantic import ValidationError

from archiver.errors import FormatError
from archiver.model.digest import sha256
from archiver.model.refusal import first_refusal
from archiver.model.statement import CaptureStatement, Envelope
from archiver.sign import dsse, strict


@dataclass(frozen=True)
class Statement:
    """A statement with its id (sha256 of the payload) and the envelope it came in; not yet trusted."""

    id: str
    model: CaptureStatement
    envelope: Envelope


def read_statement(envelope: Envelope) -> Statement:
    """Raises FormatError or LimitError; caused by a ValidationError when the payload is JSON of another shape."""
    payload = dsse.payload_of(envelope)
    try:
        parsed = strict.parse_as(payload, CaptureStatement, what="payload", canonical_only=True)
        return Statement(sha256(payload), parsed.model, envelope)
    except ValidationError as e:
        raise FormatError(f"payload: expected a capture statement; {first_refusal(e)}") from e
