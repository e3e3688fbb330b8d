"""docs/operations.md on a real machine: systemd boots, the documented commands run, and the service does its work."""

import shutil
from pathlib import Path

from tests.docs.document import DOCS, blocks
from tests.nightly.site import Site
from tests.support.machine import Machine, machine
from tests.support.needed import needed

FILES = DOCS / "operations"
SEEN_FROM_WITHIN = """
systemctl show archiver.service --property=Result,ExecMainStatus,NRestarts
systemctl is-active archiver.timer
stat --format='%A %n' /var/lib/private/archiver/archive/watch.sqlite /etc/archiver/passphrase
grep archiver_run_status /var/lib/private/archiver/metrics/archiver.prom
walled watch add "$NEWS/world/" --browser
systemctl start archiver.service
walled status
echo "viewed: $(grep -l '"kind": "png"' --recursive /var/lib/private/archiver/archive/2* | wc -l)"
walled verify /var/lib/archiver/archive --quiet
echo whole
"""
STOPPED = """
systemctl start --no-block archiver.service
for _ in $(seq 100); do ls /var/lib/private/archiver/archive/2* >/dev/null 2>&1 && break; sleep 0.1; done
systemctl stop archiver.service
systemctl show archiver.service --property=Result,ExecMainStatus
walled status || true
systemctl start archiver.service
walled verify /var/lib/archiver/archive --quiet
echo "taken up: $(ls /var/lib/private/archiver/archive/reports | wc -l) reports"
"""


def _ready(place: Machine, more: str = "") -> None:
    """What an administrator has put there before the documented commands."""
    for name in ("archiver.service", "archiver.timer"):
        shutil.copy(FILES / name, place.root / "etc/systemd/system")
    shutil.copy(FILES / "archiver.browser.conf", place.root)
    (place.root / "passphrase").write_text("of the tests, and of nobody else\n")
    settings = place.root / "etc/systemd/system/archiver.service.d/test.conf"
    settings.parent.mkdir()
    settings.write_text(f"[Service]\nEnvironment=ARCHIVER_ALLOW_PRIVATE=1\n{more}")  # the news site is on loopback


def _documented() -> list[str]:
    found = [block.text for block in blocks("operations.md") if "systemd" in block.words]
    assert len(found) == 3, "install, the first night, and Chromium"
    return found


def test_the_documented_service_does_its_nights(tmp_path: Path) -> None:
    needed("systemd-nspawn")
    needed("chromium")
    with machine(tmp_path) as place, Site(3) as site:
        _ready(place)
        ended = place.boot("\n".join([f"NEWS={site.at('')}", *_documented(), SEEN_FROM_WITHIN]))
    assert ended.status == 0, ended.stderr
    for words in (
        "Result=success",
        "ExecMainStatus=0",
        "active",
        "nothing is overdue",
        "-rw-------",
        "viewed: 1",
        "whole",
    ):
        assert words in ended.stdout, (words, ended.stdout, ended.stderr)
    assert '"counts":{"captured":3}' in ended.stdout
    assert "archiver_run_status 0" in ended.stdout


def test_a_service_that_is_stopped_finishes_what_it_has_in_hand(tmp_path: Path) -> None:
    needed("systemd-nspawn")
    install, _, _ = _documented()
    with machine(tmp_path) as place, Site(12) as site:
        _ready(place)
        slow = "systemctl stop archiver.timer\necho 'delay: 1s' >> /var/lib/private/archiver/archive/archiver.yaml"
        ended = place.boot("\n".join([f"NEWS={site.at('')}", install, slow, STOPPED]))
    assert ended.status == 0, ended.stderr
    assert "Result=success" in ended.stdout and "ExecMainStatus=130" in ended.stdout, ended.stdout
    assert "taken up: 2 reports" in ended.stdout
