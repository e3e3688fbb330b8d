"""docs/verify-without-us.md, the Sigstore bundle: made by `archiver export`, checked by @sigstore/verify from npm."""

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archiver.sign import dsse, keys, tsp
from archiver.sign.dsse import decode64, encode64
from tests.docs.conftest import NPM, Made, make
from tests.docs.document import Block, blocks, read, runnable
from tests.docs.shell import Run, archiver_on_path, run
from tests.support.tsa import Authority

NAME = "verify-without-us.md"
BUNDLE = "bundle.sigstore.json"
Change = Callable[[dict[str, Any]], None]
pytestmark = pytest.mark.xdist_group("npm")  # what the module makes once is made in one worker


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def stamped(desk: Authority, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A package with a stamp, and the bundle that the command made of it."""
    with desk.served() as url:
        more = [
            f"archiver timestamp archive --authority {url} --quiet",
            f"archiver export archive/2*/*/*/*.json --format sigstore --output {BUNDLE}",
        ]
        made = make(tmp_path_factory.mktemp("stamped") / "made", "\n".join(more))
    (made.folder / "authority.pem").write_bytes(desk.root.pem)
    shutil.copy(made.folder.parent / BUNDLE, made.folder)
    return made


@pytest.fixture
def package(stamped: Made, tmp_path: Path, node_modules: Path) -> Made:
    copy = stamped.copy(tmp_path / "package")
    (copy.folder / "node_modules").symlink_to(node_modules)
    return copy


def _boxes(*words: str) -> list[Block]:
    return [block for block in blocks(NAME) if set(words) & set(block.words)]


def _check(package: Made) -> Run:
    first = [block for block in runnable(NAME) if not block.needs]
    return run([*first, *_boxes("stamp", "sigstore")], package.folder)


def _changed(package: Made, change: Change) -> Made:
    path = package.folder / BUNDLE
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))
    return package


def test_the_bundle_is_accepted(package: Made) -> None:
    ended = _check(package)
    assert ended.status == 0, ended.output
    assert "ok         the bundle, and the time stamp in it" in ended.output
    assert ended.output.endswith("ok         the bundle's statement is the package's\n")


def _flipped(text: str) -> str:
    octets = bytearray(base64.b64decode(text))
    octets[20] ^= 1
    return base64.b64encode(octets).decode()


def _payload(bundle: dict[str, Any]) -> None:
    envelope = bundle["dsseEnvelope"]
    envelope["payload"] = encode64(decode64(envelope["payload"]).replace(b"/news/port", b"/news/fort"))


def _signature(bundle: dict[str, Any]) -> None:
    (signature,) = bundle["dsseEnvelope"]["signatures"]
    signature["sig"] = _flipped(signature["sig"])


def _no_stamp(bundle: dict[str, Any]) -> None:
    del bundle["verificationMaterial"]["timestampVerificationData"]


def _another_key(bundle: dict[str, Any]) -> None:
    """The envelope of somebody else, with a good signature of theirs."""
    envelope = bundle["dsseEnvelope"]
    sealed = dsse.seal(decode64(envelope["payload"]), [keys.generate(keys.P256)])
    envelope["signatures"] = [{"sig": sealed.signatures[0].sig}]


def _anothers_stamp(stranger: Authority) -> Change:
    def change(bundle: dict[str, Any]) -> None:
        signature = decode64(bundle["dsseEnvelope"]["signatures"][0]["sig"])
        stamps = bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"]
        stamps[0]["signedTimestamp"] = encode64(stranger.reply(signature))

    return change


@pytest.mark.parametrize("attack", [_payload, _signature, _no_stamp, _another_key])
def test_a_change_of_the_bundle_is_found(attack: Change, package: Made) -> None:
    ended = _check(_changed(package, attack))
    assert ended.status != 0
    assert "DIFFERENT  the bundle" in ended.output


def test_anothers_stamp_is_refused(package: Made, tmp_path: Path) -> None:
    ended = _check(_changed(package, _anothers_stamp(Authority(tmp_path / "stranger"))))
    assert ended.status != 0
    assert "DIFFERENT  the bundle: TIMESTAMP_ERROR" in ended.output


def test_the_bundle_holds_one_signature_and_the_stamps_over_it(package: Made) -> None:
    bundle = json.loads((package.folder / BUNDLE).read_bytes())
    original = json.loads(package.sidecar.read_bytes())["provenance"]
    (signature,) = bundle["dsseEnvelope"]["signatures"]
    assert signature == original["capture"]["signatures"][0]
    (stamp,) = bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"]
    assert stamp["signedTimestamp"] == original["timestamps"][0]["token"]
    assert tsp.read(decode64(stamp["signedTimestamp"])).imprint


def test_nothing_is_made_of_a_package_that_was_tampered_with(package: Made) -> None:
    document = json.loads(package.sidecar.read_bytes())
    document["text"][1] = "Something else."
    package.sidecar.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    command = f"archiver export ./{package.sidecar.name} --format sigstore --trust trust.json --output made.json"
    ended = run([Block("bash", (), "export", command)], package.folder, archiver_on_path(package.folder))
    assert ended.status == 1
    assert "nothing was exported" in ended.output
    assert not (package.folder / "made.json").exists()


def test_the_document_and_the_lockfile_name_one_version() -> None:
    wanted = json.loads((NPM / "package.json").read_bytes())["dependencies"]["@sigstore/verify"]
    assert f"npm install @sigstore/verify@{wanted}\n" in read(NAME)
