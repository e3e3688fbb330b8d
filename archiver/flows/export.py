"""A package in other words, for others: verified first, from the very octets that were verified.

sidecar -> verify -> the current claims -> annotations or schema.org
                  -> the capture's signature -> a Sigstore bundle
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Literal

from archiver.bundle import sidecar
from archiver.convert.annotations import annotations
from archiver.convert.open_claims import Exported
from archiver.convert.schema_org import schema_claims
from archiver.convert.sigstore import bundle
from archiver.errors import ContentError, InputError
from archiver.flows.verify import Outcome
from archiver.model.later import ClaimsStatement
from archiver.model.sidecar import Sidecar
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.opening import opened, read_sidecar
from archiver.store.packages import PackageFiles
from archiver.verify.chain import Neighbours
from archiver.verify.envelope import Trusted
from archiver.verify.later import read_all
from archiver.verify.package import Options, Package, exit_code, verify_package
from archiver.verify.statement import read_statement

Format = Literal["annotations", "schema-claims", "sigstore"]
OF_CLAIMS: dict[Format, Callable[[Exported], dict[str, Any]]] = {
    "annotations": annotations,
    "schema-claims": schema_claims,
}


def export(
    files: PackageFiles, form: Format, trusted: Trusted, options: Options, neighbours: Neighbours
) -> tuple[Outcome, dict[str, Any] | None]:
    """What verification said, and the package as `form` spells it: None for a package that was tampered with.

    Raises InputError for what is no package, ContentError for one that lacks what the form is about (a current set of
    claims, a P-256 signature), ResourceError when a file cannot be read.
    """
    if files.sidecar is None or files.problem:
        raise InputError(f"{files.name}: expected a sidecar, found {files.problem or 'none beside this WARC'}")
    octets = read_sidecar(files.sidecar, MAX_JSON_BYTES)
    with ExitStack() as stack:
        segment = stack.enter_context(opened(files.warc)) if files.warc else None
        report = verify_package(Package(files.name, octets, segment), trusted, options, neighbours)
    outcome = Outcome(report, exit_code(report))
    if report.verdict == "tampered" or outcome.status == InputError.exit_code:
        return outcome, None
    model = sidecar.read(octets).model
    if form not in OF_CLAIMS:
        predicate = read_statement(model.provenance.capture).model.predicate
        return outcome, bundle(model.provenance, predicate.required_signers)
    if report.current_claims is None:
        raise ContentError(f"{files.name}: expected a current set of claims, found none")
    return outcome, OF_CLAIMS[form](_exported(outcome, model, report.current_claims))


def _exported(outcome: Outcome, model: Sidecar, position: int) -> Exported:
    statement = read_statement(model.provenance.capture)
    predicate = statement.model.predicate
    stated = [
        one.model.predicate.stated_at
        for one in read_all(model.provenance.later)[0]
        if isinstance(one.model, ClaimsStatement) and one.position == position
    ]
    return Exported(
        sidecar=model,
        position=position,
        statement_id=statement.id,
        stated_at=stated[0] if stated else predicate.packaged_at,
        capture_id=predicate.capture_id,
        url=predicate.url,
        captured_at=predicate.captured_at,
        verdict=outcome.report.verdict,
    )
