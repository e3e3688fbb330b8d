"""Whatever is done to a package, the verifier answers with a report: a crash is never a verdict, and nothing changed
in a signed part is ever verified."""

import io
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.model.report import PackageReport
from archiver.sign import trust
from archiver.sign.canonical import layout
from archiver.verify.chain import Alone
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options, Package, exit_code, verify_package
from tests.support.again import intact_package, restated_later, statements_of, twice
from tests.support.build import Built, package, trust_file
from tests.support.forge import resigned, statement_of

TRUSTED = Trusted.of(trust.read(trust_file(), what="trust"))
CHECKED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = st.sampled_from(["english", "http", "deceptive", "again", "twice"])

# Values that once made some parser or some comparison stumble.
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, -1, 2**31, 2**53 - 1, -(2**53) + 1, 10**6]),
    st.sampled_from(
        ["", "\x00", "\x1b[2J", "\u202e", "sha256:" + "0" * 64, "rot13", "http://[", "urn:uuid:x", "A" * 9000]
    ),
    st.text(max_size=12),
    st.just([]),
    st.just({}),
)


def verify(sidecar: bytes, segment: bytes | None, *, deep: bool = True) -> PackageReport:
    """The report; lets every exception out."""
    stream = io.BytesIO(segment) if segment is not None else None
    return verify_package(Package("p.json", sidecar, stream), TRUSTED, Options(deep=deep), Alone())


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value inside plain JSON values, the containers too."""
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path, *(found for key, item in items for found in paths(item, (*path, key)))]


def mutated(data: st.DataObject, document: Any) -> Any:
    """`document` after one to four random changes: a value replaced, removed, copied from or exchanged with another."""
    root: list[Any] = [document]
    for _ in range(data.draw(st.integers(1, 4))):
        every = paths(root)[1:]
        *parents, last = data.draw(st.sampled_from(every))
        place: Any = root
        for step in parents:
            place = place[step]
        how = data.draw(st.sampled_from(["odd", "odd", "copy", "remove", "add"]))
        if how == "odd":
            place[last] = data.draw(ODD)
        elif how == "copy":
            source: Any = root
            for step in data.draw(st.sampled_from(every)):
                source = source[step]
            place[last] = json.loads(json.dumps(source))
        elif how == "remove" and len(parents) > 0:
            del place[last]
        elif isinstance(place, list) and len(parents) > 0:
            place.insert(int(last), data.draw(ODD))
    return root[0]


@CHECKED
@given(data=st.data(), name=NAMES, deep=st.booleans())
def test_any_change_of_the_sidecar_is_reported(data: st.DataObject, name: str, deep: bool) -> None:
    intact = intact_package(name)
    document = mutated(data, intact.document)
    report = verify(layout(document), intact.segment, deep=deep)
    assert exit_code(report) in (0, 1, 3, 7)
    if report.verdict == "verified":
        assert without_keys(document) == without_keys(intact.document)


@CHECKED
@given(data=st.data(), name=NAMES)
def test_any_change_that_the_archive_signed_is_reported(data: st.DataObject, name: str) -> None:
    """The same with good signatures, so that no check is spared by one that fails before it."""

    def change(document: Any) -> None:
        new = mutated(data, {key: document[key] for key in ("article", "capture", "claims", "text")})
        document.update(new if isinstance(new, dict) else {})

    try:
        signed = resigned(intact_package(name), change)
    except (TypeError, AttributeError, KeyError, ValueError):
        return  # not even the packer's trees can be made of it
    assert exit_code(verify(signed.sidecar, signed.segment)) in (0, 1, 3, 7)


@CHECKED
@given(data=st.data())
def test_any_change_of_the_statement_that_the_archive_signed_is_reported(data: st.DataObject) -> None:
    from archiver.sign.canonical import canonical
    from tests.support.build import archive_keys
    from tests.support.forge import sealed

    document = package().document
    sealed(document, canonical(mutated(data, statement_of(document))), archive_keys())
    assert exit_code(verify(layout(document), package().segment)) in (0, 1, 3, 7)


@CHECKED
@given(data=st.data(), number=st.integers(0, 2))
def test_any_change_of_a_later_statement_that_the_archive_signed_is_reported(data: st.DataObject, number: int) -> None:
    changed = mutated(data, statements_of(twice().document)[number][1])
    built = restated_later(twice(), lambda _: changed, number=number)
    assert exit_code(verify(built.sidecar, built.segment)) in (0, 1, 3, 7)


@CHECKED
@given(sidecar=st.binary(max_size=200), segment=st.binary(max_size=200))
def test_octets_that_are_no_package_are_reported(sidecar: bytes, segment: bytes) -> None:
    assert exit_code(verify(sidecar, segment)) == 7


@CHECKED
@given(segment=st.binary(max_size=400), name=NAMES)
def test_octets_that_are_no_segment_are_reported(segment: bytes, name: str) -> None:
    assert exit_code(verify(intact_package(name).sidecar, segment)) == 1


@CHECKED
@given(data=st.data(), name=NAMES)
def test_a_record_changed_anywhere_and_signed_by_the_archive_is_reported(data: st.DataObject, name: str) -> None:
    """Octets of uncompressed records replaced, so that every parser behind the compression meets them."""
    from tests.support.forge import records_of, segment_of

    records = records_of(intact_package(name).segment)
    number = data.draw(st.integers(0, len(records) - 1))
    record = records[number]
    at = data.draw(st.integers(0, min(len(record), 900)))
    width = data.draw(st.integers(0, 12))
    records[number] = record[:at] + data.draw(st.binary(max_size=12)) + record[at + width :]
    made: Built = resigned(intact_package(name), records=records, segment=segment_of(records))
    assert exit_code(verify(made.sidecar, made.segment)) in (0, 1, 3, 7)


def without_keys(document: Any) -> Any:
    """All that is fixed: the public keys beside the envelope may change, and so may leaf hashes, which are unsigned."""
    provenance = {key: value for key, value in document["provenance"].items() if key != "keys"}
    disclosure = {key: value for key, value in document["disclosure"].items() if key != "leaves"}
    return {**document, "provenance": provenance, "disclosure": disclosure}
