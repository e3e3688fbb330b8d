"""Statements made after the capture's: in-toto again, each about one capture statement, in `provenance.later`.

    {"_type": "https://in-toto.io/Statement/v1",
     "subject": [{"name": "capture-statement", "digest": {"sha256": "3e1954..."}}],
     "predicateType": "urn:archiver:claims:v1",
     "predicate": {"captureId": "urn:uuid:...", "position": 1, "parts": {"claims": {"root": "sha256:...", "size": 7}},
                   "leaves": ["9f86d0...", ...], "extractor": {...}, "statedAt": "...", ...}}

Claims are interpretation: another set can be stated beside the first (`urn:archiver:claims:v1`), and any set can be
withdrawn (`urn:archiver:withdrawal:v1`). Neither takes anything away from what was signed before.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from archiver.model.article import Extractor
from archiver.model.base import Frozen, Hex32, Urn
from archiver.model.digest import Digest
from archiver.model.instant import Instant
from archiver.model.statement import Camel, RequiredSigner, Root, Subject, Tool

CLAIMS_PREDICATE: Literal["urn:archiver:claims:v1"] = "urn:archiver:claims:v1"
WITHDRAWAL_PREDICATE: Literal["urn:archiver:withdrawal:v1"] = "urn:archiver:withdrawal:v1"
SUBJECT_ROLE = "capture-statement"
MAX_POSITION = 9999  # four digits, as `Position` in model/sidecar.py has them
MAX_REASON = 2000  # code points

Place = Annotated[int, Field(ge=0, le=MAX_POSITION)]
LaterPlace = Annotated[int, Field(ge=1, le=MAX_POSITION)]


class ClaimsParts(Camel):
    """The one tree that such a statement signs."""

    claims: Root


class ClaimsPredicate(Camel):
    """`urn:archiver:claims:v1`: `claims[position]` has these leaves, in order; `extractor` found them at `statedAt`.

    The leaves are salted, so that they tell nothing of a claim that is withheld later.
    """

    capture_id: Urn
    extractor: Extractor
    leaves: tuple[Hex32, ...] = Field(min_length=1)
    parts: ClaimsParts
    position: LaterPlace
    required_signers: tuple[RequiredSigner, ...] = Field(min_length=1)
    stated_at: Instant
    tool: Tool


class WithdrawalPredicate(Camel):
    """`urn:archiver:withdrawal:v1`: its makers no longer stand by `claims[position]`, which `statement` signed.

    `statement` is the id of the statement that signed the set: the capture's for position 0. `reason` is for people; it
    is signed, and can never be withheld.
    """

    capture_id: Urn
    position: Place
    reason: str = Field(min_length=1, max_length=MAX_REASON)
    required_signers: tuple[RequiredSigner, ...] = Field(min_length=1)
    stated_at: Instant
    statement: Digest
    tool: Tool


class _Later(Frozen):
    """in-toto Statement v1 about one capture statement."""

    type_: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: tuple[Subject, ...] = Field(min_length=1, max_length=1)

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class ClaimsStatement(_Later):
    """A further set of claims."""

    predicate_type: Literal["urn:archiver:claims:v1"] = Field(alias="predicateType")
    predicate: ClaimsPredicate


class WithdrawalStatement(_Later):
    """The withdrawal of a set of claims."""

    predicate_type: Literal["urn:archiver:withdrawal:v1"] = Field(alias="predicateType")
    predicate: WithdrawalPredicate


LaterStatement = ClaimsStatement | WithdrawalStatement
