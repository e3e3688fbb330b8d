"""Who gave a package the stamps and proofs that date it: each authority and each calendar once.

A package whose checkpoint one of two authorities did not stamp waits for that one. The other one stamps the checkpoint
of every night meanwhile; what it says of the package was said in the first night, and is not written down again.
"""

from collections.abc import Container, Sequence
from hashlib import sha256

from archiver.errors import FormatError, SignatureError
from archiver.model.sidecar import OtsProof, Provenance, Timestamp
from archiver.sign import dsse, ots, tsp
from archiver.verify.log import note_signatures
from archiver.verify.timestamps import imprints_of


def givers_in(provenance: Provenance) -> frozenset[bytes]:
    """Who has dated the capture already, by itself or by the checkpoint of a log that it is in."""
    known = imprints_of(provenance.capture) | {sha256(one).digest() for one in note_signatures(provenance.log)}
    return frozenset(giver for one in provenance.timestamps for giver in _givers(one, known))


def missing(stamps: Sequence[Timestamp | OtsProof], held: frozenset[bytes]) -> Sequence[Timestamp | OtsProof]:
    """Those of the `stamps` over a checkpoint whose givers are not among `held`."""
    return [one for one in stamps if not held or not _givers(one, None) <= held]


def _givers(stamp: Timestamp | OtsProof, over: Container[bytes] | None) -> frozenset[bytes]:
    """The issuer of an authority's certificates, the addresses of calendars; nobody where it is over anything else."""
    try:
        if isinstance(stamp, Timestamp):
            token = tsp.read(dsse.decode64(stamp.token))
            return frozenset([token.signer.issuer.public_bytes()] if over is None or token.imprint in over else [])
        proof = ots.read(dsse.decode64(stamp.proof))
    except (FormatError, SignatureError):  # the verifier reports it; it does not keep a good one from being added
        return frozenset()
    uris = [one.uri.encode() for one in proof.attestations if one.uri]
    return frozenset(uris if over is None or proof.digest in over else [])
