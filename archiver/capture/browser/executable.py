"""Which Chromium: ARCHIVER_CHROMIUM, else the first of the usual names on PATH. Nothing is ever downloaded."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec

from archiver.errors import ResourceError

VARIABLE = "ARCHIVER_CHROMIUM"
VERSION_SECONDS = 20.0
_VERSION = re.compile(rb"\b([0-9]{2,4})\.[0-9]+\.[0-9]+")
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find(environ: Mapping[str, str]) -> str | None:
    """The path of the executable, None where there is none; a setting that names none finds none."""
    if named := environ.get(VARIABLE):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def major_version(executable: str) -> int:
    """The first number of the version of the Chromium at `executable`; raises ResourceError where it says none."""
    try:
        done = subprocess.run(
            [executable, "--version"],
            capture_output=True,
            timeout=VERSION_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as e:
        raise ResourceError(f"expected {executable} to say its version, found that it does not start") from e
    if found := _VERSION.search(done.stdout):
        return int(found[1])
    raise ResourceError(f"expected {executable} to say its version, found none; set {VARIABLE} to a Chromium")


def has_playwright() -> bool:
    """Whether the extra `browser` is installed; does not import it."""
    return find_spec("playwright") is not None


def need(environ: Mapping[str, str]) -> str:
    """As `find`; raises ResourceError, which says what to install, where Chromium or Playwright is missing."""
    if not has_playwright():
        raise ResourceError("expected Playwright for --browser, found none; run `pip install playwright`")
    if path := find(environ):
        return path
    named = environ.get(VARIABLE)
    where = f"found none at {VARIABLE}={named}" if named else f"found none of {', '.join(NAMES)} on PATH"
    raise ResourceError(f"expected Chromium for --browser, {where}; install your system's, or set {VARIABLE}")
