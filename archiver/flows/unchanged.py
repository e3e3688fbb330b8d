"""What the package of an unchanged page (304) leaves to the version that it confirms.

    package of the version      robots.txt and its answer   certificates   public keys
    package of a 304            only the verdict            what is new    none

All of it stands in the version's own package, which the statement names; what is signed here is the same as ever:
request, answer, address, the chain's digests, the verdict of robots.txt. They were 3 to 20 kB of a package that says
one thing, night after night (docs/adr/0019).
"""

from dataclasses import replace

from archiver.bundle.record import AnyRecord
from archiver.bundle.records import CERTIFICATE_URI, Stamp
from archiver.capture.interface import Captured
from archiver.flows.chain import ChainEnd
from archiver.model.digest import hex_of


def confirms(captured: Captured) -> bool:
    """Whether the answer says no more than that an earlier one still holds."""
    return captured.outcome == "unchanged"


def lean(captured: Captured, before: ChainEnd) -> Captured:
    """`captured` without the certificates that the confirmed version's package has; any other as it is."""
    held = before.holding.capture.tls if before.holding else None
    if not confirms(captured) or held is None:
        return captured
    known = {CERTIFICATE_URI + hex_of(digest) for digest in held.certificate_chain_sha256}

    def records(stamp: Stamp) -> tuple[AnyRecord, ...]:
        return tuple(record for record in captured.records(stamp) if record.head.target_uri not in known)

    return replace(captured, records=records)
