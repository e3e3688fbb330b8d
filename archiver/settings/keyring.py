"""Private keys in the user's folder, one file a key; this module moves PEM octets and never looks inside.

    $ARCHIVER_HOME/keys/desk.ecdsa-p256-sha256.pem      -----BEGIN ENCRYPTED PRIVATE KEY-----   (RFC 5958, RFC 7468)
    $ARCHIVER_HOME/keys/desk.ed25519.pem                the log's key, where there is a log
    $ARCHIVER_HOME/keys/desk.ml-dsa-65.pem              mode 0600, in a folder of mode 0700
    $ARCHIVER_HOME/keys/night.ecdsa-p256-sha256.pkcs11  where a key is that lies in a token (archiver.settings.token)

A key file is created for its owner alone, never written and then restricted, and never overwritten. One that others may
read is not used: whoever could read it may have signed with it. A passphrase comes from the file that
`ARCHIVER_PASSPHRASE_FILE` names, from systemd's credential `archiver.passphrase` (`LoadCredential=`), or from a prompt,
never from an argument that `ps` would show.
"""

import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from archiver.errors import ResourceError, UsageError
from archiver.model.statement import Algorithm
from archiver.settings import durable

KEYS = "keys"
P256: Algorithm = "ecdsa-p256-sha256"
IN_TOKEN = ".pkcs11"  # noqa: S105  # the end of a file's name
PASSPHRASE_VARIABLE = "ARCHIVER_PASSPHRASE_FILE"  # noqa: S105  # the name of a variable
PIN_VARIABLE = "ARCHIVER_PIN_FILE"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"  # systemd.exec(5)
CREDENTIAL = "archiver.passphrase"
MAX_KEY = 64 << 10  # octets; an encrypted ML-DSA-65 key with seed and expanded form takes 6 kB in PEM
MAX_PASSPHRASE = 4096  # octets

KeyAlgorithm = Algorithm | Literal["ed25519"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FILE = re.compile(
    r"([a-z0-9][a-z0-9_-]{0,63})\.(?:(ecdsa-p256-sha256|ml-dsa-65|ed25519)\.pem|(ecdsa-p256-sha256)\.pkcs11)"
)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class StoredKey(NamedTuple):
    """A key that is there, by the name of its signer set and its algorithm."""

    name: str
    algorithm: str
    path: Path

    @property
    def in_token(self) -> bool:
        """Whether the file only says where the key is."""
        return self.path.name.endswith(IN_TOKEN)


def write_key(home: Path, name: str, algorithm: KeyAlgorithm, pem: bytes) -> Path:
    """Create the key file durably and return its path.

    Raises UsageError for a name that is not lower-case letters, digits, `-` and `_`; ResourceError when there is such
    a key already (a lost key can't be made again), or when the file cannot be written.
    """
    return _write(home, name, f"{name}.{algorithm}.pem", pem)


def read_key(home: Path, name: str, algorithm: KeyAlgorithm) -> bytes:
    """The PEM octets of a key; raises ResourceError when it is missing or when others than its owner may read it."""
    return _read(_path(home, name, algorithm))


def list_keys(home: Path) -> list[StoredKey]:
    """The keys that are there, by name and algorithm; other files in the folder are not keys."""
    folder = home / KEYS
    with durable.wrapped("list the keys in", folder):
        names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    files = filter(None, map(_FILE.fullmatch, names))
    return [StoredKey(found[1], found[2] or found[3], folder / found[0]) for found in files]


def is_encrypted(home: Path, name: str) -> bool:
    """Whether a key file of that name needs a passphrase."""
    return any(
        b"ENCRYPTED" in key.path.read_bytes().split(b"\n", 1)[0]
        for key in list_keys(home)
        if key.name == name and not key.in_token
    )


def write_token_key(home: Path, name: str, data: bytes) -> Path:
    """Create the file that says where a key in a token is; raises as `write_key`."""
    return _write(home, name, f"{name}.{P256}{IN_TOKEN}", data)


def read_token_key(home: Path, name: str) -> bytes | None:
    """The octets of such a file, None where there is none of that name; raises ResourceError as `read_key`."""
    path = _path(home, name, P256).with_name(f"{name}.{P256}{IN_TOKEN}")
    return _read(path) if os.path.lexists(path) else None


def read_pin(environment: Mapping[str, str], prompt: Callable[[], str] | None) -> str:
    """The PIN of a token, from the file that ARCHIVER_PIN_FILE names, else from `prompt`.

    Raises UsageError when there is neither, ResourceError or LimitError as `read_passphrase`.
    """
    if not (file := environment.get(PIN_VARIABLE)):
        if prompt is None:
            raise UsageError(
                f"expected the PIN of a token, found neither a file named by {PIN_VARIABLE} nor a terminal to ask at"
            )
        return prompt()
    with durable.wrapped(f"read the PIN ({PIN_VARIABLE}) from", Path(file)):
        data = durable.read_limited(Path(file), MAX_PASSPHRASE)[0]
    try:
        return data.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError(f"{file}: expected a PIN in UTF-8, found other octets") from None  # its cause would quote them


def read_passphrase(environment: Mapping[str, str], prompt: Callable[[], str] | None) -> bytes:
    """The passphrase as UTF-8 octets, from a file (`passphrase_file`; one final newline is not part of it), else from
    `prompt`, which is None without a terminal.

    Raises UsageError when there is neither or when it is empty, ResourceError when the file cannot be read, LimitError
    over MAX_PASSPHRASE octets.
    """
    if file := passphrase_file(environment):
        with durable.wrapped(f"read the passphrase ({PASSPHRASE_VARIABLE}) from", file):
            passphrase = durable.read_limited(file, MAX_PASSPHRASE)[0]
        passphrase = passphrase.removesuffix(b"\r\n" if passphrase.endswith(b"\r\n") else b"\n")
    elif prompt is not None:
        passphrase = prompt().encode()
    else:
        raise UsageError(
            f"expected a passphrase for the keys, found neither a file named by {PASSPHRASE_VARIABLE} nor a terminal "
            "to ask at: set the variable, or use keys made with --no-passphrase"
        )
    if not passphrase:
        raise UsageError("expected a passphrase, found an empty one: give one, or make the keys with --no-passphrase")
    return passphrase


def passphrase_file(environment: Mapping[str, str]) -> Path | None:
    """The file that ARCHIVER_PASSPHRASE_FILE names, else systemd's credential if the service was given one."""
    if file := environment.get(PASSPHRASE_VARIABLE):
        return Path(file)
    folder = environment.get(CREDENTIALS_VARIABLE)
    credential = Path(folder) / CREDENTIAL if folder else None
    return credential if credential and credential.exists() else None


def _write(home: Path, name: str, file: str, data: bytes) -> Path:
    path = _path(home, name, P256).with_name(file)
    with durable.wrapped("write the private key", path):
        _make_folder(path.parent)
        try:
            durable.create(path, data, 0o600)
        except FileExistsError as error:
            raise ResourceError(
                f"expected no key at {str(path)!r}, found one: a key is never overwritten, choose another name"
            ) from error
    return path


def _read(path: Path) -> bytes:
    with durable.wrapped("read the private key", path):
        _refuse_if_open(path.parent, path.parent.stat(), "700")
        data, status = durable.read_limited(path, MAX_KEY)
    _refuse_if_open(path, status, "600")
    return data


def _path(home: Path, name: str, algorithm: KeyAlgorithm) -> Path:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"expected a key name of lower-case letters, digits, '-' and '_' (at most 64), found {name[:80]!r}: "
            "choose another name"
        )
    return home / KEYS / f"{name}.{algorithm}.pem"


def _make_folder(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        folder.mkdir(mode=0o700)
        durable.sync_folder(folder.parent)
    except FileExistsError:
        _refuse_if_open(folder, folder.stat(), "700")


def _refuse_if_open(path: Path, status: os.stat_result, wanted: str) -> None:
    if status.st_mode & _OTHERS:
        raise ResourceError(
            f"expected {str(path)!r} for its owner alone, found mode {stat.S_IMODE(status.st_mode):o}: run "
            f"`chmod {wanted} {path}`, and make new keys if somebody else may have read it"
        )
