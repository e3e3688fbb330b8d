"""Time stamps: what is taken and what is refused, beside `openssl ts -verify -attime` over the same octets."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from archiver.errors import FormatError, SignatureError
from archiver.sign import authority, der, tsp
from tests.support.tsa import DAY, Authority, at_time, info_of, issue

DATA = b"the octets of a signature"
NOW = dt.datetime.now(dt.UTC)
THEN = dt.datetime(2020, 5, 17, 12, 30, 15, tzinfo=dt.UTC)
SERVER = (ExtendedKeyUsageOID.SERVER_AUTH,)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


def fault(token: bytes, desk: Authority, data: bytes = DATA) -> str | None:
    """Why the stamp does not count over `data` by the desk's root, None when it does."""
    try:
        stamp = tsp.read(token)
        if stamp.imprint != hashlib.sha256(data).digest():
            return "another imprint"
        return authority.path_fault(stamp, [desk.root.certificate], [])
    except (FormatError, SignatureError) as e:
        return str(e)


@dataclass(frozen=True)
class Case:
    """A stamp, and a word of why it is refused (None: it counts); `openssl` where it is of another opinion."""

    name: str
    make: Callable[[Authority], bytes]
    refused: str | None
    openssl: bool | None = None


def _forged(desk: Authority, **members: object) -> bytes:
    bad = issue("A signer", desk.root, **members)  # type: ignore[arg-type]
    return desk.forge(info_of(desk.reply(DATA)), bad)


def _twin(desk: Authority) -> bytes:
    """Signed for one certificate, and another of the same name, number and key put in its place."""
    one = issue("A twin", desk.root, serial=7)
    other = issue("A twin", desk.root, serial=7, key=one.key, until=NOW + 30 * DAY)
    token = desk.forge(info_of(desk.reply(DATA)), one)
    return _rebuilt(token, one.der, other.der)


def _rebuilt(token: bytes, old: bytes, new: bytes) -> bytes:
    """The token with one certificate replaced, all lengths made to fit."""

    def again(element: der.Element) -> bytes:
        if element.octets == old:
            return new
        if not element.tag & 0x20 or old not in element.octets:
            return element.octets
        return der.write(element.tag, b"".join(map(again, der.children(element))))

    return again(der.read(token))


def _intermediate(desk: Authority) -> bytes:
    between = issue("Between", desk.root, ca=True)
    signer = issue("Below", between)
    (desk.folder / "between.pem").write_bytes(between.pem)
    return desk.forge(info_of(desk.reply(DATA)), signer, flags=("-cades", "-certfile", "between.pem"))


def _no_authority_between(desk: Authority) -> bytes:
    between = issue("Not one that may issue", desk.root)
    signer = issue("Below", between)
    (desk.folder / "between.pem").write_bytes(between.pem)
    return desk.forge(info_of(desk.reply(DATA)), signer, flags=("-cades", "-certfile", "between.pem"))


def _own_root(desk: Authority) -> bytes:
    """A root of the forger's own, sent along."""
    root = issue("Root of the tests", ca=True)
    (desk.folder / "own.pem").write_bytes(root.pem)
    signer = issue("Theirs", root)
    return desk.forge(info_of(desk.reply(DATA)), signer, flags=("-cades", "-certfile", "own.pem"))


def _old(desk: Authority) -> bytes:
    signer = issue("Long expired", desk.root, since=THEN - 300 * DAY, until=THEN + 300 * DAY)
    return desk.forge(at_time(info_of(desk.reply(DATA)), THEN), signer)


def _flipped(desk: Authority) -> bytes:
    token = desk.reply(DATA)
    return token[:-3] + bytes((token[-3] ^ 1,)) + token[-2:]


def _weak_binding(desk: Authority) -> bytes:
    weak = Authority(desk.folder / "weak", desk.signer, root=desk.root, ess="sha1")
    return weak.reply(DATA)


CASES = (
    Case("as openssl gives it", lambda desk: desk.reply(DATA), None),
    Case("with its root sent along", lambda d: Authority(d.folder / "r", d.signer, root=d.root).with_config("certs = root.pem").reply(DATA), None),
    Case("through an intermediate", _intermediate, None),
    Case("by a certificate that has expired since", _old, None),
    Case("over another digest", lambda desk: desk.reply(b"other"), "imprint"),
    Case("for another use", lambda desk: _forged(desk, usage=SERVER), "for other uses"),
    Case("for another use too", lambda desk: _forged(desk, usage=(*SERVER, ExtendedKeyUsageOID.TIME_STAMPING)), "for other uses"),
    Case("without a use", lambda desk: _forged(desk, usage=None), "without extended key usage"),
    Case("for a use that is not critical", lambda desk: _forged(desk, critical=False), "not"),
    Case("expired when it stamped", lambda desk: _forged(desk, until=NOW - DAY), "expired"),
    Case("not yet valid when it stamped", lambda desk: _forged(desk, since=NOW + DAY), "not yet valid"),
    Case("by two signers", lambda desk: desk.forge(info_of(desk.reply(DATA)), desk.signer, issue("Second", desk.root)), "one signer"),
    Case("imprint by SHA-1", lambda desk: desk.reply_with(DATA, "-sha1", "-cert"), "SHA-256", openssl=True),
    Case("signed with SHA-1", lambda desk: desk.forge(info_of(desk.reply(DATA)), flags=("-cades", "-md", "sha1")), "digest", openssl=True),
    Case("bound to its certificate by SHA-1", _weak_binding, "ESSCertIDv2", openssl=True),
    Case("bound to no certificate", lambda desk: desk.forge(info_of(desk.reply(DATA)), flags=()), "ESSCertIDv2"),
    Case("bound to another certificate", _twin, "another's digest"),
    Case("without its certificate", lambda desk: desk.reply_with(DATA, "-sha256"), "certificate of the signer"),
    Case("through a certificate that may not issue", _no_authority_between, "may issue"),
    Case("by a root of their own", _own_root, "root of the trust file"),
    Case("one bit of the signature", _flipped, "verify"),
    Case("cut short", lambda desk: desk.reply(DATA)[:-40], "cut short"),
    Case("octets after it", lambda desk: desk.reply(DATA) + b"\0", "one DER value", openssl=True),
    Case("a refusal", lambda desk: desk.answer(b"0\x03\x02\x01\x01"), "status"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_ours_and_openssl_agree(case: Case, desk: Authority) -> None:
    token = case.make(desk)
    found = fault(token, desk)
    assert found is None if case.refused is None else case.refused in (found or ""), found
    try:
        at = tsp.read(token).generated
    except (FormatError, SignatureError):
        at = NOW
    accepted = desk.accepts(token, DATA, at)
    assert accepted == (case.refused is None if case.openssl is None else case.openssl)


def test_a_root_that_only_comes_along_is_never_one(desk: Authority) -> None:
    """The library would take it: any self-signed certificate among the intermediates counts for it as a root."""
    token, own = _own_root(desk), (desk.folder / "own.pem").read_bytes()
    from cryptography import x509

    stamp = tsp.read(token)
    assert authority.path_fault(stamp, [desk.root.certificate], [x509.load_pem_x509_certificate(own)])
    assert authority.path_fault(stamp, [x509.load_pem_x509_certificate(own)], []) is None


def test_time_is_the_latest_that_it_can_mean(desk: Authority) -> None:
    stamp = tsp.read(desk.forge(at_time(info_of(desk.reply(DATA)), THEN)))
    assert stamp.time == "2020-05-17T12:30:16.500000Z"  # an accuracy of 1.5 s


def test_no_octet_can_be_changed_or_make_it_crash(desk: Authority) -> None:
    """Whatever is flipped, the stamp is refused or still says the same; nothing but our errors comes out."""
    token = desk.reply(DATA)
    whole = tsp.read(token)
    for place in range(0, len(token)):
        changed = token[:place] + bytes((token[place] ^ 0x55,)) + token[place + 1 :]
        if fault(changed, desk) is None:
            assert tsp.read(changed).imprint == whole.imprint
            assert tsp.read(changed).generated == whole.generated


@pytest.mark.parametrize("length", range(0, 60))
def test_short_octets(length: int, desk: Authority) -> None:
    with pytest.raises(FormatError):
        tsp.read(desk.reply(DATA)[:length] if length % 20 == 7 else b"\x30" * length)


def test_der_is_refused_in_other_spellings() -> None:
    assert der.read(bytes.fromhex("3003020107")).content == b"\x02\x01\x07"
    for octets in ("30800000", "3081030201 07", "1f0100", "30030201", "3003020107ff"):
        with pytest.raises(FormatError):
            der.read(bytes.fromhex(octets.replace(" ", "")))


def test_unused_folder_is_made(tmp_path: Path) -> None:
    """The conformance of the fixture itself: two authorities do not vouch for each other."""
    other = Authority(tmp_path / "other")
    assert fault(other.reply(DATA), other) is None
