"""A new archive: its settings, its signer set, and the user's trust in it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import UsageError
from archiver.model.ids import Entropy, new_urn
from archiver.settings import keyring, trustfile
from archiver.settings.archive import SETTINGS_NAME, ArchiveSettings, write_settings
from archiver.sign import keys, trust
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
    """The public halves of the user's keys of that name, as a signer set."""
    pairs = (
        keys.decode(keyring.read_key(user, name, algorithm), passphrase, what=f"key {name}.{algorithm}")
        for algorithm in keys.ALGORITHMS
    )
    return trust.set_of(name, pairs)


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
