"""Packages with statements made afterwards: a second set of claims, a third, a withdrawal; and how to forge them."""

import base64
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from archiver.bundle import sidecar
from archiver.bundle.later import About, Act, Withdrawn, with_claims, with_withdrawal
from archiver.model.claim import ClaimSet
from archiver.model.digest import sha256
from archiver.sign import dsse, keys
from archiver.sign.canonical import canonical, layout
from archiver.sign.trust import describe
from archiver.verify.statement import read_statement
from tests.support.build import TOOL, Built, archive_keys, entropy, package
from tests.support.forge import Document

FIRST, SECOND, THIRD = (f"2026-12-0{day}T09:00:00.000000Z" for day in (1, 2, 3))
KEPT = 4  # claims of the set that is stated again


def act(stated_at: str = FIRST, signers: Sequence[keys.Signer] | None = None) -> Act:
    """The archive's keys (or others) state something."""
    return Act(archive_keys() if signers is None else signers, stated_at, TOOL, entropy(stated_at))


def about(built: Built) -> About:
    """The capture that the package is about."""
    statement = read_statement(sidecar.read(built.sidecar).model.provenance.capture)
    return About(statement.id, statement.model.predicate.capture_id)


def other_claims(built: Built, version: str = "0.2.0", kept: int = KEPT) -> ClaimSet:
    """What another version of the extractor might find: the first claims alone."""
    first = sidecar.read(built.sidecar).model.claims[0]
    assert first.extractor
    return ClaimSet(extractor=first.extractor.model_copy(update={"version": version}), items=first.items[:kept])


def stated(
    built: Built,
    claims: ClaimSet | None = None,
    *,
    stated_at: str = FIRST,
    signers: Sequence[keys.Signer] | None = None,
) -> Built:
    """The package with one set of claims more, made by the real packer."""
    model = sidecar.read(built.sidecar).model
    made = with_claims(model, claims or other_claims(built), about(built), act(stated_at, signers))
    return built.with_sidecar(sidecar.write(made))


def withdrawn(built: Built, position: int, *, stated_at: str = SECOND, reason: str = "Read badly.") -> Built:
    """The package with a set of claims withdrawn."""
    later = statements_of(built.document)
    signed_by = next(
        (i for i, s in later if s["predicate"].get("leaves") and s["predicate"]["position"] == position), ""
    )
    model = sidecar.read(built.sidecar).model
    what = Withdrawn(position, signed_by or about(built).statement_id, reason)
    return built.with_sidecar(sidecar.write(with_withdrawal(model, what, about(built), act(stated_at))))


@cache
def again(name: str = "english") -> Built:
    """An intact package with a second set of claims."""
    return stated(package(name))


@cache
def twice(name: str = "english") -> Built:
    """An intact package with three sets, the second of them withdrawn."""
    built = again(name)
    third = stated(built, other_claims(built, "0.3.0", 2), stated_at=SECOND)
    return withdrawn(third, 1, stated_at=THIRD)


def intact_package(name: str) -> Built:
    """An intact package: with claims stated again (`again`, `twice`), or as it was packaged (tests/support/build.py)."""
    made = {"again": again, "twice": twice}.get(name)
    return made() if made else package(name)


def statements_of(document: Document) -> list[tuple[str, Document]]:
    """Id and content of each later statement."""
    payloads = [base64.b64decode(envelope["payload"]) for envelope in document["provenance"]["later"]]
    return [(sha256(payload), json.loads(payload)) for payload in payloads]


def restated_later(
    built: Built, change: Callable[[Any], object], *, number: int = 0, signers: Sequence[keys.Signer] | None = None
) -> Built:
    """The package with `change` done to its later statement `number`, signed again (by the archive's keys).

    What `change` returns, if anything, is put in the statement's place.
    """
    document = built.document
    statement = statements_of(document)[number][1]
    made = change(statement) or statement
    by = archive_keys() if signers is None else signers
    document["provenance"]["later"][number] = dsse.seal(canonical(made), by).document()
    known = {key["keyid"] for key in document["provenance"]["keys"]}
    added = [public.document() for public in map(describe, by) if public.keyid not in known]
    document["provenance"]["keys"] += added
    return built.with_sidecar(layout(document))
