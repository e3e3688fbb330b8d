"""Whom a command trusts: the file that --trust names, else the user's own; never one from an archive or a package."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from archiver.flows import pinning
from archiver.model.digest import sha256
from archiver.settings import headers, rootfile, trustfile
from archiver.settings.home import home
from archiver.sign import roots, trust
from archiver.verify.envelope import Trusted


def trusted(file: Path | None) -> Trusted:
    """From --trust, else from the user's own trust file, else nobody; never from an archive or a package."""
    return _ready(_trust_of(file))


def travelling(file: Path | None) -> "Callable[[], Trusted]":
    """As `trusted`, read now, for other processes and other machines: none of them has a say in it."""
    return partial(_trusted_in, trust.write(_trust_of(file)))


def _trusted_in(octets: bytes) -> Trusted:
    return _ready(trust.read(octets, what="the trust file that was sent along"))


def _ready(found: trust.Trust) -> Trusted:
    return Trusted.of(found, headers.known(found))


def _trust_of(file: Path | None) -> trust.Trust:
    """What FILE holds, plain or signed; without one the user's own, with the sets of the roots that they pinned."""
    if file:
        data = trustfile.read_trust(file)
        if roots.is_signed(data, what=str(file)):
            return trust.EMPTY.model_copy(update={"sets": pinning.sets_in(data, what=str(file))})
        return headers.absolute(trust.read(data, what=str(file)), file.parent)
    path = trustfile.trust_path(home())
    own = trust.read(trustfile.read_trust(path), what=str(path)) if path.exists() else trust.EMPTY
    return pinning.with_roots(home(), headers.absolute(own, path.parent))


def trust_octets(file: Path | None) -> bytes:
    """Whom `trusted` trusts, as a trust file: the one that is read, as it lies there, where no root adds to it."""
    if file is None and any(True for _ in rootfile.read_all(home())):
        return trust.write(_trust_of(None))
    path = file or trustfile.trust_path(home())
    return trustfile.read_trust(path) if file or path.exists() else trust.write(trust.EMPTY)


def digests(file: Path | None) -> tuple[str, str | None]:
    """SHA-256 of the trust file that counts, and of the block headers that it names, None where it names none."""
    bitcoin = _trust_of(file).bitcoin
    return sha256(trust_octets(file)), headers.digest(Path(bitcoin.headers)) if bitcoin else None


def sealed_under(trust_sha256: str, headers_sha256: str | None) -> str:
    """Whom a seal is made under, as text: another trust file or other headers, and no seal fits any more."""
    return f"{trust_sha256}\n{headers_sha256}" if headers_sha256 else trust_sha256
