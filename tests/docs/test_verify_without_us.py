"""docs/verify-without-us.md: its commands, taken from the document, accept a good package and find every change."""

import base64
import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archiver.sign import keys, trust
from tests.docs.conftest import NPM, Made
from tests.docs.document import DOCS, Block, blocks, read, runnable
from tests.docs.shell import Run, run
from tests.support.needed import needed

NAME = "verify-without-us.md"
SAMPLES = DOCS.parent / "archives" / "sample"
TOOLS = ("bash", "jq", "openssl", "sha256sum", "xxd", "zcat")
pytestmark = pytest.mark.xdist_group("npm")  # what the module makes once is made in one worker


@pytest.fixture(autouse=True)
def _tools() -> None:
    for tool in TOOLS:
        needed(tool)


def _steps(*having: str) -> list[Block]:
    return [block for block in runnable(NAME) if block.needs <= set(having)]


def _check(package: Made, *having: str) -> Run:
    return run(_steps(*having), package.folder)


def test_a_good_package_passes_every_step(package: Made) -> None:
    ended = _check(package)
    assert ended.status == 0, ended.output
    assert ended.last == _steps()[-1].heading
    assert "DIFFERENT" not in ended.output
    assert ended.output.count("ok  ") >= 20
    assert "Verified OK" in ended.output


@pytest.mark.parametrize("sidecar", sorted(SAMPLES.glob("2*/*/*/*.json")), ids=lambda path: path.stem)
def test_the_committed_sample_passes_every_step(sidecar: Path, tmp_path: Path) -> None:
    for file in (sidecar, sidecar.with_name(f"{sidecar.stem}.warc.gz"), SAMPLES / "trust.json"):
        shutil.copy(file, tmp_path)
    ended = run(_steps(), tmp_path)
    assert ended.status == 0, ended.output


def _script(package: Made) -> Run:
    """The short cut: the document cuts its own boxes out into one script."""
    shutil.copy(DOCS / NAME, package.folder)
    return run([block for block in blocks(NAME) if "check.sh" in block.text], package.folder)


def test_the_script_that_the_document_makes_of_itself(package: Made) -> None:
    ended = _script(package)
    assert ended.status == 0, ended.output
    assert ended.output.endswith("which is yours\n")
    assert (package.folder / "check.sh").read_text() == "".join(block.text for block in _steps())


def test_the_script_stops_at_a_change(package: Made) -> None:
    _edit(_word)(package)
    ended = _script(package)
    assert ended.status != 0
    assert "which is yours" not in ended.output
    assert ended.output.count("DIFFERENT  the text\n") == 1


def _edit(change: Callable[[dict[str, Any]], None]) -> Callable[[Made], None]:
    """A change of the sidecar that keeps its layout."""

    def edit(package: Made) -> None:
        document = json.loads(package.sidecar.read_bytes())
        change(document)
        text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
        package.sidecar.write_text(text + "\n", encoding="utf-8")

    return edit


def _flip(text: str, at: int) -> str:
    octets = bytearray(base64.b64decode(text))
    octets[at] ^= 1
    return base64.b64encode(octets).decode("ascii")


def _signature(document: dict[str, Any], number: int, at: int) -> None:
    signature = document["provenance"]["capture"]["signatures"][number]
    signature["sig"] = _flip(signature["sig"], at)


def _word(document: dict[str, Any]) -> None:
    document["text"][1] = document["text"][1].replace("three days", "seven days")


def _claim(document: dict[str, Any]) -> None:
    document["claims"][0]["items"][1]["negated"] = True


def _field(document: dict[str, Any]) -> None:
    document["article"]["byline"] = "Somebody Else"


def _seed(document: dict[str, Any]) -> None:
    document["disclosure"]["seed"] = "00" * 32


def _statement(document: dict[str, Any]) -> None:
    """A statement about the same WARC that names another address."""
    envelope = document["provenance"]["capture"]
    payload = base64.b64decode(envelope["payload"]).replace(b"/news/port", b"/news/fort")
    envelope["payload"] = base64.b64encode(payload).decode("ascii")


def _only_p256(document: dict[str, Any]) -> None:
    del document["provenance"]["capture"]["signatures"][1]


def _octet(package: Made) -> None:
    octets = bytearray(package.segment.read_bytes())
    octets[len(octets) // 2] ^= 1
    package.segment.write_bytes(octets)


def _recompress(package: Made) -> None:
    package.segment.write_bytes(gzip.compress(gzip.decompress(package.segment.read_bytes()), mtime=0))


def _duplicate(package: Made) -> None:
    text = package.sidecar.read_text(encoding="utf-8")
    package.sidecar.write_text(text.replace("{", '{\n  "text": ["forged"],', 1), encoding="utf-8")


def _other_keys(package: Made) -> None:
    """The keys of somebody else under the same name."""
    pairs = [keys.generate(algorithm) for algorithm in keys.ALGORITHMS]
    package.trust.write_bytes(trust.write(trust.EMPTY.with_set(trust.set_of("default", pairs))))


ATTACKS: dict[str, tuple[str, Callable[[Made], None]]] = {
    "duplicate-key": ("1. ", _duplicate),
    "octet-of-the-warc": ("3. ", _octet),
    "recompressed": ("3. ", _recompress),
    "other-keys": ("4. ", _other_keys),
    "signature-dropped": ("4. ", _edit(_only_p256)),
    "p256-signature": ("5. ", _edit(lambda document: _signature(document, 0, 20))),
    "statement": ("5. ", _edit(_statement)),
    "word-of-the-text": ("7. ", _edit(_word)),
    "seed": ("8. ", _edit(_seed)),
    "claim": ("8. ", _edit(_claim)),
    "field": ("8. ", _edit(_field)),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_is_found_at_its_step(name: str, package: Made) -> None:
    step, attack = ATTACKS[name]
    attack(package)
    ended = _check(package)
    assert ended.status != 0, ended.output
    assert ended.last.startswith(step), ended.output
    assert "DIFFERENT" in ended.output or "Verification failure" in ended.output, ended.output


def test_claims_that_were_stated_later(stated: Made) -> None:
    ended = _check(stated)
    assert ended.status == 0, ended.output
    assert "later statements: 2" in ended.output
    assert ended.output.count("Verified OK") == 3
    assert "ok         claims[1]: the leaves" in ended.output
    assert ended.output.endswith("claims[1] is the current set\n")


def _later_claim(document: dict[str, Any]) -> None:
    document["claims"][1]["items"][1]["negated"] = True


def _later_signature(document: dict[str, Any]) -> None:
    signature = document["provenance"]["later"][1]["signatures"][0]
    signature["sig"] = _flip(signature["sig"], 20)


def _later_about_another(document: dict[str, Any]) -> None:
    envelope = document["provenance"]["later"][1]
    payload = json.loads(base64.b64decode(envelope["payload"]))
    payload["subject"][0]["digest"]["sha256"] = "00" * 32
    envelope["payload"] = base64.b64encode(json.dumps(payload).encode()).decode("ascii")


def _later_word(document: dict[str, Any]) -> None:
    envelope = document["provenance"]["later"][0]
    payload = base64.b64decode(envelope["payload"]).replace(b"a flaw", b"no flaw")
    envelope["payload"] = base64.b64encode(payload).decode("ascii")


LATER_ATTACKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "claim": _later_claim,
    "signature": _later_signature,
    "about-another": _later_about_another,
    "word-of-the-statement": _later_word,
    "only-p256": lambda document: document["provenance"]["later"][1]["signatures"].pop(1),
    "set-without-statement": lambda document: document["provenance"]["later"].pop(1),
    "set-more": lambda document: document["claims"].append(document["claims"][1]),
    "set-taken-away": lambda document: document["claims"].pop(1),
}


@pytest.mark.parametrize("name", LATER_ATTACKS)
def test_a_change_of_what_was_stated_later_is_found(name: str, stated: Made) -> None:
    _edit(LATER_ATTACKS[name])(stated)
    ended = _check(stated)
    assert ended.status != 0, ended.output
    assert ended.last.startswith("10. "), ended.output
    assert "DIFFERENT" in ended.output or "Verification failure" in ended.output, ended.output


def test_the_diff_of_the_leaves_names_the_part(package: Made) -> None:
    _edit(_claim)(package)
    naming = next(block for block in blocks(NAME) if block.text.startswith("tree=blocks"))
    until = [block for block in _steps() if "signed claims" not in block.text and block.heading[:2] not in ("9.",)]
    claims = next(block for block in _steps() if "signed claims" in block.text)
    told = Block("bash", (), "diff", naming.text.replace("tree=blocks", "tree=claims"))
    quiet = Block("bash", (), claims.heading, claims.text.replace("\nsigned claims", ""))
    ended = run([*until, quiet, told], package.folder)
    assert "ok         the listed leaves" in ended.output
    assert "\n3c3\n" in ended.output, ended.output


def test_the_second_signature_by_npm(package: Made, node_modules: Path) -> None:
    (package.folder / "node_modules").symlink_to(node_modules)
    ended = _check(package, "npm")
    assert ended.status == 0, ended.output
    assert "ok         the ML-DSA-65 signature" in ended.output


def test_a_changed_second_signature_by_npm(package: Made, node_modules: Path) -> None:
    (package.folder / "node_modules").symlink_to(node_modules)
    _edit(lambda document: _signature(document, 1, 2000))(package)
    ended = _check(package, "npm")
    assert ended.status != 0
    assert ended.last.startswith("6. ")
    assert "DIFFERENT  the ML-DSA-65 signature" in ended.output


def test_the_second_signature_by_openssl(package: Made) -> None:
    version = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    if tuple(map(int, version.split(".")[:2])) < (3, 5):
        pytest.skip(f"OpenSSL {version} lacks ML-DSA; the step by npm covers the signature")
    ended = _check(package, "openssl-3.5")
    assert ended.status == 0, ended.output


def test_the_document_and_the_lockfile_name_one_version() -> None:
    wanted = json.loads((NPM / "package.json").read_bytes())["dependencies"]["@noble/post-quantum"]
    assert f"npm install @noble/post-quantum@{wanted}\n" in read(NAME)


def test_the_lockfile_has_hashes_and_no_addresses() -> None:
    text = (NPM / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert all(entry["integrity"].startswith("sha512-") for name, entry in packages.items() if name)
    assert "resolved" not in text


def test_the_bundle_for_cosign_carries_the_p256_signature_alone(package: Made) -> None:
    block = next(block for block in blocks(NAME) if "cosign verify-blob-attestation" in block.text)
    making = re.split(r"\n\ncosign ", block.text)[0] + "\n"
    before = [block for block in _steps() if not block.heading.startswith(("7.", "8.", "9."))]
    ended = run([*before, Block("bash", (), "cosign", making)], package.folder)
    assert ended.status == 0, ended.output
    envelope = json.loads((package.folder / "bundle.sigstore.json").read_bytes())["dsseEnvelope"]
    original = json.loads(package.sidecar.read_bytes())["provenance"]["capture"]
    assert envelope["signatures"] == [{"sig": original["signatures"][0]["sig"]}]
    assert (envelope["payload"], envelope["payloadType"]) == (original["payload"], original["payloadType"])
