"""docs/stores.md: its walk-through, run from the document against a real OpenSSH server."""

import shutil
from pathlib import Path

from archiver.store.addresses import EXAMPLES, SCHEMES, store_at
from tests.docs.document import rows, runnable
from tests.docs.shell import archiver_on_path, run
from tests.samples import SOURCES
from tests.support.needed import needed
from tests.support.remotes import sshd

NAME = "stores.md"


def test_the_walk_through(tmp_path: Path) -> None:
    needed("ssh-keygen")
    for name in ("article.html", "notice.html"):
        shutil.copy(SOURCES / "bridge.html", tmp_path / name)
    with sshd(tmp_path / "machine") as server:
        environment = {**archiver_on_path(tmp_path), **server.environment, "STORE": server.address()}
        ended = run(runnable(NAME), tmp_path, environment)
    assert ended.status == 0, ended.output
    for said in (
        "2 packages: 2 verified",
        "VERIFIED",
        "2 packages indexed",
        "2 verified",
        "desk/2026/03/14/archiver-",
        ".warc.gz  2 packages",
        "\n2\n",
    ):
        assert said in ended.output, ended.output
    assert not list((tmp_path / "desk").glob("2*"))


def test_every_kind_of_address_is_in_the_table() -> None:
    kinds = [cells[0].strip("`").partition(":")[0] for cells in rows(NAME, "## Addresses")]
    assert kinds == list(SCHEMES) == list(EXAMPLES)
    for example in EXAMPLES.values():
        store_at(example)
