"""A command of the user's that hears about a run: no shell, no arguments, the notice as JSON on its stdin.

    run_hook("/usr/local/bin/tell-the-desk", octets)

It gets an environment of two variables, SECONDS to finish in, and nothing that it prints is kept. Raises NoticeError.
"""

import subprocess

from archiver.remote.webhook import NoticeError

SECONDS = 60.0
_PATH = "/usr/local/bin:/usr/bin:/bin"


def run_hook(command: str, document: bytes) -> None:
    """Runs `command`; raises NoticeError when it cannot be started, takes too long or does not end with 0."""
    try:
        done = subprocess.run(
            [command],
            input=document,
            env={"PATH": _PATH, "LANG": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as e:
        raise NoticeError(f"{command}: expected it to end within {SECONDS:g} s, it did not") from e
    except OSError as e:
        raise NoticeError(f"{command}: expected a command that can be run, found {e.strerror}") from e
    if done.returncode:
        raise NoticeError(f"{command}: expected exit status 0, found {done.returncode}")
