"""The digest of code is what the documented shell line prints."""

import subprocess
from pathlib import Path

import archiver
from archiver.model.code import code_sha256


def test_the_digest_is_what_the_shell_prints() -> None:
    root = Path(archiver.__file__).parent.parent
    line = "find archiver/extract archiver/text/blocks.py -name '*.py' | sort | xargs sha256sum | sha256sum"
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=root, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, capture_output=True, check=True
    )
    expected = done.stdout.decode().split()[0]
    assert code_sha256("archiver/extract", "archiver/text/blocks.py") == f"sha256:{expected}"


def test_other_code_has_another_digest() -> None:
    assert code_sha256("archiver/extract") != code_sha256("archiver/extract", "archiver/text/blocks.py")
