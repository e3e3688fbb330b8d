"""A new archive: its settings, its signer set, and the user's trust in it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import ResourceError, UsageError
from archiver.model.ids import Entropy, new_urn
from archiver.settings import keyring, token, trustfile
from archiver.settings.archive import SETTINGS_NAME, ArchiveSettings, write_settings
from archiver.sign import keys, trust
from archiver.sign.canonical import layout
from archiver.sign.trust import SignerSet, Trust


@dataclass(frozen=True)
class Founded:
    """What `init` made; `new_keys` is False where keys of that name were there already and are used again."""

    settings: ArchiveSettings
    signers: SignerSet
    new_keys: bool


def found_archive(
    root: Path, user: Path, *, name: str, signers: str, passphrase: bytes | None, entropy: Entropy
) -> Founded:
    """Makes the folder `root` an archive. Keys go to the user's folder, never into the archive.

    Raises UsageError when there is one already, ResourceError when a file cannot be written.
    """
    if (root / SETTINGS_NAME).exists():
        raise UsageError(f"{root}: expected no archive here, found one; `archiver doctor` looks at it")
    existing = {key.algorithm for key in keyring.list_keys(user) if key.name == signers}
    if not existing:
        make_keys(user, signers, passphrase)
    members = load_set(user, signers, passphrase)
    settings = ArchiveSettings(version=1, archive=new_urn(entropy), name=name, signers=signers)
    root.mkdir(parents=True, exist_ok=True)
    write_settings(root, settings)
    trustfile.write_trust(root / trustfile.TRUST_NAME, trust.write(trust.EMPTY.with_set(members)))
    trust_set(user, members)
    return Founded(settings, members, not existing)


def make_keys(user: Path, name: str, passphrase: bytes | None) -> None:
    """One new key an algorithm, under the user's folder; raises ResourceError when there are such keys."""
    for algorithm in keys.ALGORITHMS:
        keyring.write_key(user, name, algorithm, keys.generate(algorithm).encode(passphrase))


def load_set(user: Path, name: str, passphrase: bytes | None) -> SignerSet:
    """The public halves of the user's keys of that name, as a signer set; a token is not asked for its own."""
    return trust.set_of(name, load_signers(user, name, lambda: passphrase, _never))


def load_signers(
    user: Path, name: str, passphrase: Callable[[], bytes | None], pin: token.Pin
) -> tuple[keys.Signer, ...]:
    """The keys of that name in the order in which they sign; `passphrase` is asked for encrypted ones only.

    Raises ResourceError for a key that is missing, that others may read or that the passphrase does not open.
    """
    found: list[keys.Signer] = []
    for algorithm in keys.ALGORITHMS:
        what = f"key {name}.{algorithm}"
        data = keyring.read_token_key(user, name) if algorithm == keys.P256 else None
        if data is not None:
            found.append(token.TokenSigner(token.read(data, what=what), pin))
            continue
        pem = keyring.read_key(user, name, algorithm)
        secret = passphrase() if b"ENCRYPTED" in pem.split(b"\n", 1)[0] else None
        found.append(keys.decode(pem, secret, what=what))
    return tuple(found)


def make_token_keys(user: Path, name: str, where: token.Where, passphrase: bytes | None) -> bool:
    """A P-256 key in a token, made there if it is missing, and a new ML-DSA-65 key beside it; whether it was made.

    Raises ResourceError when the token does not do it, or there are such keys.
    """
    if any(key.name == name for key in keyring.list_keys(user)):
        raise ResourceError(f"expected no keys {name!r}, found some: a key is never overwritten, choose another name")
    key, made = token.take_over(where)
    keyring.write_token_key(user, name, layout(key.document()))
    keyring.write_key(user, name, keys.MLDSA65, keys.generate(keys.MLDSA65).encode(passphrase))
    return made


def _never(_: str) -> str:
    raise AssertionError("nothing is signed here")


def trust_set(user: Path, members: SignerSet) -> Trust:
    """Adds a signer set to the user's own trust file."""
    return change_trust(user, lambda current: current.with_set(members))


def change_trust(user: Path, change: Callable[[Trust], Trust]) -> Trust:
    """The user's own trust file after `change`, which is written only when it differs."""
    path = trustfile.trust_path(user)
    current = trust.read(trustfile.read_trust(path), what=str(path)) if path.exists() else trust.EMPTY
    updated = change(current)
    if updated != current:
        trustfile.write_trust(path, trust.write(updated))
    return updated
