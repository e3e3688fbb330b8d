"""Reads and writes sidecars: strict JSON in one layout, so that reading and writing again gives the same octets."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from archiver.errors import FormatError
from archiver.model.refusal import first_refusal
from archiver.model.sidecar import PACKAGE_FORMAT, Sidecar
from archiver.sign import strict
from archiver.sign.canonical import layout


@dataclass(frozen=True)
class ReadSidecar:
    """A sidecar twice: the plain values that digests are taken of, and the model that the program reads."""

    document: dict[str, Any]
    model: Sidecar
    in_layout: bool  # whether the octets are in the layout of the format


def read(data: bytes) -> ReadSidecar:
    """The sidecar in `data`; raises FormatError or LimitError when it is none."""
    try:
        return ReadSidecar(*strict.parse_as(data, Sidecar, what="sidecar"))
    except ValidationError as e:
        raise FormatError(f"sidecar: expected {PACKAGE_FORMAT}; {first_refusal(e)}") from e


def write(sidecar: Sidecar) -> bytes:
    """`sidecar` as it lies on disk."""
    return layout(sidecar.document())
