"""Bitcoin's block headers on the user's disk, as their trust file names them (`archiver.sign.bitcoin`).

They are read and checked when a proof first needs them, once in a run: from the first block on they are 75 MB, which
takes some seconds. A file that is missing or wrong is no reason to stop: the checks say why there are none.
"""

import hashlib
from functools import cache, partial
from pathlib import Path

from archiver.errors import InputError, ResourceError
from archiver.settings import durable
from archiver.sign import bitcoin
from archiver.sign.bitcoin import Checkpoint, Headers, Known
from archiver.sign.trust import Bitcoin, Trust

MAX_OCTETS = bitcoin.MAX_HEADERS * bitcoin.HEADER


def load(path: Path, checkpoint: Checkpoint) -> Headers:
    """The headers in a file; raises FormatError, LimitError, ResourceError when it cannot be read."""
    with durable.wrapped("read the block headers", path):
        octets = durable.read_limited(path, MAX_OCTETS)[0]
    return bitcoin.check(octets, checkpoint)


def digest(path: Path) -> str:
    """`sha256:` of the file, that of no octets where it cannot be read: its headers then vouch for nothing."""
    try:
        with path.open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError:
        return f"sha256:{hashlib.sha256().hexdigest()}"


def known(trust: Trust) -> Known:
    """What a trust file's headers come to, when they are asked for."""
    return partial(_known, trust.bitcoin) if trust.bitcoin else bitcoin.none_at_hand


def absolute(trust: Trust, folder: Path) -> Trust:
    """The trust file with its path to the headers spelled out, so that it means the same everywhere."""
    if trust.bitcoin is None:
        return trust
    path = str((folder / trust.bitcoin.headers).absolute())
    return trust.model_copy(update={"bitcoin": trust.bitcoin.model_copy(update={"headers": path})})


@cache
def _known(named: Bitcoin) -> Headers | str:
    try:
        return load(Path(named.headers), Checkpoint(named.height, named.hash))
    except (InputError, ResourceError) as e:
        return str(e)
