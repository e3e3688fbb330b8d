"""The user's own folder: keys and trust, never inside an archive.

$ARCHIVER_HOME/trust.json                             whom this user trusts
$ARCHIVER_HOME/keys/desk.ecdsa-p256-sha256.pem        private keys, encrypted, for this user's eyes only
"""

import os
from collections.abc import Mapping
from pathlib import Path

from archiver.errors import UsageError

HOME_VARIABLE = "ARCHIVER_HOME"


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """`$ARCHIVER_HOME`, or the platform's folder for settings; it need not exist yet.

    Raises UsageError when the variable holds a relative path: what is trusted must not depend on the current folder.
    """
    given = environment.get(HOME_VARIABLE)
    if not given:
        import platformdirs

        return Path(platformdirs.user_config_dir("archiver", appauthor=False))
    path = Path(given).expanduser()
    if not path.is_absolute():
        raise UsageError(f"expected an absolute path in {HOME_VARIABLE}, found {given!r}: give the full path")
    return path
