"""Claims found again in a text that is kept already, or withdrawn; always by a statement that is added.

    sidecar -> verify -> extract from its text -> state -> verify what came of it -> replace the sidecar

Nothing is signed about a package that does not verify: a statement of ours must not lend its name to a changed text.
The old sidecar is replaced only as a whole, and only if nobody changed it meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from archiver.bundle import sidecar
from archiver.bundle.later import About, Act, Withdrawn, with_claims, with_withdrawal
from archiver.bundle.sidecar import ReadSidecar
from archiver.claims.given import Given, given
from archiver.errors import ContentError, InputError, ResourceError, UsageError
from archiver.flows.archive import Workshop
from archiver.flows.passages import passages_of
from archiver.flows.rows import warc_name
from archiver.model import instant
from archiver.model.article import Extractor
from archiver.model.claim import ClaimSet
from archiver.model.digest import sha256
from archiver.model.later import MAX_REASON, ClaimsStatement
from archiver.model.report import Check, PackageReport
from archiver.model.sidecar import Sidecar
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.verify import later
from archiver.verify.chain import Alone
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options, Package, verify_package
from archiver.verify.statement import Statement, read_statement

NEEDED = ("signatures", "trusted-set")  # checks that have to pass before a signature of ours is added


@dataclass(frozen=True)
class Stated:
    """What was stated about a package, and which set of its claims is current now (None when all are withdrawn).

    `position` is the set that was stated or withdrawn, `stated_by` the id of the new statement (None where nothing had
    to be added); `standing` is the current set; `withheld` counts parts that are withheld.
    """

    sidecar: str
    capture_id: str
    statement_id: str
    url: str
    captured_at: str
    position: int
    stated_by: str | None
    current: int | None
    standing: ClaimSet | None
    withheld: int

    @property
    def extractor(self) -> Extractor | None:
        """What found the current set."""
        return self.standing.extractor if self.standing else None

    @property
    def count(self) -> int:
        """How many claims the current set has."""
        return len(self.standing.items) if self.standing else 0

    @property
    def added(self) -> bool:
        """Whether there is a statement more than before."""
        return self.stated_by is not None


@dataclass(frozen=True)
class _Opened:
    """A package of the archive that verifies, with the digest of the sidecar that was read."""

    name: str
    digest: str
    read: ReadSidecar
    statement: Statement
    report: PackageReport
    stated: tuple[later.Stated, ...]

    @property
    def about(self) -> About:
        return About(self.statement.id, self.statement.model.predicate.capture_id)


def claims_again(find: Callable[[Given], ClaimSet], name: str, shop: Workshop, trusted: Trusted) -> Stated:
    """States what `find` reads in the text of the package whose sidecar is `name` in the archive.

    Adds nothing when the current set is the same. Raises ContentError for a package without text, InputError for one
    that does not verify, ResourceError when the sidecar was changed meanwhile or cannot be written.
    """
    opened = _open(name, shop, trusted)
    model, current = opened.read.model, opened.report.current_claims
    if not any(model.text):
        raise ContentError(f"{name}: expected a package with text, found none to find claims in")
    claims = find(given(model.article, model.text))
    if current is not None and model.claims[current] == claims:
        return _stated(opened, model, current, current)
    grown = with_claims(model, claims, opened.about, _act(opened, shop))
    return _keep(opened, grown, len(model.claims), shop, trusted)


def withdraw(position: int, reason: str, name: str, shop: Workshop, trusted: Trusted) -> Stated:
    """States that `claims[position]` is withdrawn, and why.

    Raises UsageError for a set that there is not, that is withdrawn already, or whose statement is not there; else as
    `claims_again`.
    """
    if not 0 < len(reason.strip()) <= MAX_REASON:
        raise UsageError(f"expected a reason of 1 to {MAX_REASON} characters, found {len(reason.strip())}")
    opened = _open(name, shop, trusted)
    what = Withdrawn(position, _signed_by(opened, position), reason.strip())
    less = with_withdrawal(opened.read.model, what, opened.about, _act(opened, shop))
    return _keep(opened, less, position, shop, trusted)


def _signed_by(opened: _Opened, position: int) -> str:
    """The id of the statement that signed a set which stands."""
    there = len(opened.read.model.claims)
    if position >= there:
        raise UsageError(f"{opened.name}: expected one of its {there} sets of claims, counted from 0, found {position}")
    about = [one for one in opened.stated if one.position == position]
    if any(not isinstance(one.model, ClaimsStatement) for one in about):
        raise UsageError(f"{opened.name}: expected a set that stands, found claims[{position}], which is withdrawn")
    if position == 0:
        return opened.statement.id
    if not about:
        raise UsageError(f"{opened.name}: expected a statement about claims[{position}], found none to withdraw")
    return about[0].id


def _open(name: str, shop: Workshop, trusted: Trusted) -> _Opened:
    octets = shop.store.read(name, MAX_JSON_BYTES)
    report = _report(name, octets, shop, trusted)
    if faults := [check for check in report.checks if _objects(check)]:
        raise InputError(f"{name}: expected a package that verifies, found {_told(faults[0])}")
    read = sidecar.read(octets)
    stated, _ = later.read_all(read.model.provenance.later)
    statement = read_statement(read.model.provenance.capture)
    return _Opened(name, sha256(octets), read, statement, report, tuple(stated))


def _objects(check: Check) -> bool:
    return check.status == "fail" or (check.status == "cannot-check" and check.name in NEEDED)


def _report(name: str, octets: bytes, shop: Workshop, trusted: Trusted) -> PackageReport:
    segment: BinaryIO | None = shop.store.open(warc_name(name)) if shop.store.exists(warc_name(name)) else None
    try:
        return verify_package(Package(name, octets, segment), trusted, Options(deep=False), Alone())
    finally:
        if segment:
            segment.close()


def _act(opened: _Opened, shop: Workshop) -> Act:
    """Time rises from statement to statement, also where the clock does not."""
    times = [one.model.predicate.stated_at for one in opened.stated]
    last = max([opened.statement.model.predicate.packaged_at, *times])
    return Act(shop.signers, instant.later(shop.now(), last), shop.tool, shop.entropy)


def _keep(opened: _Opened, made: Sidecar, position: int, shop: Workshop, trusted: Trusted) -> Stated:
    """Replaces the sidecar; raises ResourceError where the new one would verify less well than the old one."""
    octets = sidecar.write(made)
    report = _report(opened.name, octets, shop, trusted)
    known = {check for check in opened.report.checks if check.status != "pass"}
    if worse := [check for check in report.checks if _is_finding(check) and check not in known]:
        raise ResourceError(
            f"{opened.name}: expected a package that verifies as it did before, found {_told(worse[0])}; nothing was"
            " written: sign with keys that your trust file lets state claims"
        )
    shop.store.replace(opened.name, octets, opened.digest)
    if row := shop.index.by_statement(opened.statement.id):
        shop.index.add([row._replace(passages=passages_of(made))])
    stated_by = later.read_all(made.provenance.later[-1:])[0][0].id
    return _stated(opened, made, position, report.current_claims, stated_by)


def _is_finding(check: Check) -> bool:
    return check.status in ("fail", "cannot-check")


def _stated(opened: _Opened, made: Sidecar, position: int, current: int | None, stated_by: str | None = None) -> Stated:
    predicate = opened.statement.model.predicate
    return Stated(
        sidecar=opened.name,
        capture_id=opened.about.capture_id,
        statement_id=opened.statement.id,
        url=predicate.url,
        captured_at=predicate.captured_at,
        position=position,
        stated_by=stated_by,
        current=current,
        standing=made.claims[current] if current is not None else None,
        withheld=len(made.disclosure.withheld),
    )


def _told(check: Check) -> str:
    return f"{check.code} {check.name}" + "".join(f", {text}" for text in (check.part, check.detail) if text)
