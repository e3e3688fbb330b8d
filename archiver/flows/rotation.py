"""Keys that end: others take their place, or they are revoked; in the user's trust file and in the archive's own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import UsageError
from archiver.flows.pinning import with_roots
from archiver.flows.setup import change_trust, load_set, make_keys
from archiver.settings import keyring, trustfile
from archiver.settings.archive import load_settings, replace_signers
from archiver.sign import trust
from archiver.sign.trust import Revocation, SignerSet, Trust

_NUMBERED = re.compile(r"(.*?)(?:-([0-9]+))?")


@dataclass(frozen=True)
class Rotated:
    """The set that signs from now on."""

    members: SignerSet


def rotate(user: Path, archive: Path, name: str, passphrase: bytes | None, *, end: str | None, to: str = "") -> Rotated:
    """New keys for an archive that signs as `name`, or those of `to`; the old set gets the end `end`, or none.

    Order: keys, trust in them, the archive's settings. A run that is cut off leaves keys that nobody uses yet.
    Raises UsageError when the archive signs as somebody else, and for keys in a token without `to`: a file would be a
    step back.
    """
    settings = load_settings(archive)
    if settings.signers != name:
        raise UsageError(f"{archive}: expected an archive that signs as {name!r}, found {settings.signers!r}")
    following = to or _following(user, name)
    old = load_set(user, name, passphrase)
    if not to:
        if keyring.read_token_key(user, name) is not None:
            raise UsageError(
                f"expected keys in files, found {name!r} in a token; make others with `archiver keys new NEW --token`,"
                f" then `archiver keys rotate {name} --to NEW`"
            )
        make_keys(user, following, passphrase)
    members = load_set(user, following, passphrase)

    def change(current: Trust) -> Trust:
        ended = old.model_copy(update={"until": end})
        return (current.with_set(ended) if end else current).with_set(members)

    change_trust(user, change)
    _change_published(archive, change)
    replace_signers(archive, following)
    return Rotated(members)


def revoke(
    user: Path, archive: Path, name: str, *, at: str, compromised_at: str | None, reason: str | None
) -> list[SignerSet]:
    """Revokes every set of that name that the user trusts, and the same keys in the archive's published file.

    One that a root vouches for is revoked in the user's own file: of a set that is trusted twice, the end counts.
    """
    revocation = Revocation(at=at, compromised_at=compromised_at, reason=reason)
    found: list[SignerSet] = []

    def change(current: Trust) -> Trust:
        found[:] = [
            members.ended_by(members.model_copy(update={"revoked": revocation}))
            for members in with_roots(user, current).sets
            if members.name == name
        ]
        return _with_all(current, found)

    change_trust(user, change)
    if not found:
        raise UsageError(f"expected a signer set {name!r} in your trust file, found none; see `archiver trust list`")
    _change_published(archive, lambda current: _with_known(current, found))
    return found


def _following(user: Path, name: str) -> str:
    """The first of name-2, name-3 ... that no key has yet."""
    taken = {key.name for key in keyring.list_keys(user)}
    found = _NUMBERED.fullmatch(name)
    base, number = (found[1], found[2]) if found else (name, None)
    following = int(number or 1) + 1
    while f"{base}-{following}" in taken:
        following += 1
    return f"{base}-{following}"


def _with_all(current: Trust, sets: list[SignerSet]) -> Trust:
    for members in sets:
        current = current.with_set(members)
    return current


def _with_known(current: Trust, sets: list[SignerSet]) -> Trust:
    known = {members.key_ids() for members in current.sets}
    return _with_all(current, [members for members in sets if members.key_ids() in known])


def _change_published(archive: Path, change: Callable[[Trust], Trust]) -> None:
    path = archive / trustfile.TRUST_NAME
    if path.exists():
        current = trust.read(trustfile.read_trust(path), what=str(path))
        trustfile.write_trust(path, trust.write(change(current)))
