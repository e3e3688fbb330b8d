"""What `archiver doctor` looks at: the machine and the user's own folder here, the archive in `checkup_archive`."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from archiver import __version__
from archiver.capture.browser import executable
from archiver.cli import wiring
from archiver.cli.doctoring import archive as checkup_archive
from archiver.cli.doctoring import stamps
from archiver.cli.doctoring.finding import Finding
from archiver.cli.looking.render import counted
from archiver.errors import ArchiverError
from archiver.flows import pinning
from archiver.settings import keyring, trustfile
from archiver.settings.home import home
from archiver.sign import keys, trust

OLDEST_PYTHON = (3, 11)
LIBRARIES = (*wiring.SOFTWARE, "warcio", "typer", "pyyaml")
TOOLS = ("openssl", "jq")
# The clock of a machine that lost its battery starts long before this program was written.
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)


def checkup(archive: Path, *, explicit: bool) -> list[Finding]:
    """Everything, in the order in which things depend on each other; `explicit`: the user named the archive."""
    findings = [_python(), _libraries(), _ml_dsa(), *_tools(), _chromium(), _clock()]
    try:
        folder = home()
    except ArchiverError as e:
        return [*findings, Finding("home", "broken", str(e))]
    return [*findings, _home(folder), *_keys(folder), *_trust(folder), *checkup_archive.checkup(archive, explicit)]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Finding("python", "broken", version, "Install Python 3.11 or later.")
    return Finding("python", "ok", f"{version}, archiver {__version__}")


def _libraries() -> Finding:
    found, missing = [], []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("libraries", "broken", f"missing: {', '.join(missing)}", "Install archiver again.")
    return Finding("libraries", "ok", ", ".join(found))


def _ml_dsa() -> Finding:
    """Signs and verifies once with a key that is thrown away."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        pair = keys.generate(keys.MLDSA65)
        keys.verify(keys.load_public(pair.spki, keys.MLDSA65), b"doctor", pair.sign(b"doctor"))
    except (UnsupportedAlgorithm, ArchiverError) as e:
        advice = "Install the `cryptography` wheel of your platform; one built against OpenSSL before 3.5 lacks it."
        return Finding("ml-dsa", "broken", f"ML-DSA-65 does not work: {e}", advice)
    return Finding("ml-dsa", "ok", "ML-DSA-65 signs and verifies")


def _tools() -> Iterator[Finding]:
    for name in TOOLS:
        path = shutil.which(name)
        advice = "Only needed to check a package by hand (docs/verify-without-us.md)."
        yield Finding(name, "ok", path) if path else Finding(name, "note", "not found", advice)


def _chromium() -> Finding:
    path = executable.find(os.environ)
    advice = f"Only needed for `capture --browser`; {executable.VARIABLE} names one that is not on PATH."
    if path is None:
        return Finding("chromium", "note", "not found", advice)
    if not executable.has_playwright():
        return Finding("chromium", "note", f"{path}, but no Playwright to drive it", "Run `pip install playwright`.")
    return Finding("chromium", "ok", path)


def _clock() -> Finding:
    now = datetime.now(UTC)
    if now < EARLIEST:
        return Finding("clock", "attention", wiring.now(), "The clock is years behind: set it before you capture.")
    return Finding("clock", "ok", wiring.now())


def _home(folder: Path) -> Finding:
    if not folder.exists():
        return Finding("home", "note", f"{folder} does not exist yet", "`archiver init` makes it.")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        advice = f"Others can change whom you trust: run `chmod 700 {folder}`."
        return Finding("home", "attention", f"{folder} has mode {mode:o}", advice)
    if not os.access(folder, os.W_OK):
        return Finding("home", "attention", f"{folder} is not writable", "Make it writable, or set ARCHIVER_HOME.")
    return Finding("home", "ok", str(folder))


def _keys(folder: Path) -> Iterator[Finding]:
    try:
        names = sorted({key.name for key in keyring.list_keys(folder)})
    except ArchiverError as e:
        yield Finding("keys", "attention", str(e))
        return
    if not names:
        yield Finding("keys", "note", "none: this user can verify, and not sign", "`archiver init` makes keys.")
    for name in names:
        yield _key_set(folder, name)


def _key_set(folder: Path, name: str) -> Finding:
    there = {key.algorithm for key in keyring.list_keys(folder) if key.name == name}
    of_notes = there == {trust.ED25519}  # of a log or a witness
    wanted: tuple[keyring.KeyAlgorithm, ...] = (trust.ED25519,) if of_notes else keys.ALGORITHMS
    if missing := [algorithm for algorithm in wanted if algorithm not in there]:
        advice = "A package needs both signatures: restore the file from a backup, or make keys under another name."
        return Finding("keys", "attention", f"{name!r} lacks its {', '.join(missing)} key", advice)
    try:
        in_token = keyring.read_token_key(folder, name) is not None
        files = [algorithm for algorithm in wanted if not (in_token and algorithm == keys.P256)]
        pems = [keyring.read_key(folder, name, algorithm) for algorithm in files]
    except ArchiverError as e:
        return Finding("keys", "attention", str(e))
    kept = ", its P-256 key in a token" if in_token else ""
    if all(b"ENCRYPTED" in pem.split(b"\n", 1)[0] for pem in pems):
        return Finding("keys", "ok", f"{name!r}: encrypted, for their owner alone{kept}")
    advice = "Whoever can read the files can sign as you; back them up where nobody else can."
    return Finding("keys", "note", f"{name!r}: not encrypted, for their owner alone{kept}", advice)


def _trust(folder: Path) -> Iterator[Finding]:
    path = trustfile.trust_path(folder)
    try:
        names = [pinned.root.model.name for pinned in pinning.pinned_roots(folder)]
        stale = list(pinning.expired(folder, wiring.now()))
        own = trust.read(trustfile.read_trust(path), what=str(path)) if path.exists() else trust.EMPTY
    except ArchiverError as e:
        yield Finding("trust", "broken", str(e), "Restore it, or move it away and add the sets again.")
        return
    if not path.exists() and not names:
        advice = "Without one nothing can be `verified`: run `archiver init`, or `archiver trust add FILE`."
        yield Finding("trust", "attention", f"{path} does not exist", advice)
        return
    yield from (Finding("roots", "attention", text) for text in stale)
    if names and not stale:
        yield Finding("roots", "ok", f"{counted(len(names), 'root')}: {', '.join(names)}")
    if path.exists():
        yield _own_trust(path, [members.name for members in own.sets])
    if own.bitcoin:
        yield stamps.block_headers(own.bitcoin, path.parent, datetime.now(UTC))


def _own_trust(path: Path, names: list[str]) -> Finding:
    if path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return Finding("trust", "attention", f"others can write {path}", f"Check it, then run `chmod 644 {path}`.")
    return Finding("trust", "ok", f"{counted(len(names), 'signer set')}: {', '.join(names) or 'none'}")
