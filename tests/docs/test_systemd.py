"""docs/operations.md on a real machine: systemd boots, the documented commands run, and the service does its work."""

import shutil
from pathlib import Path
from typing import Any

import yaml

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
# 219 is systemd's own (systemd.exec(5), EXIT_CGROUP): in a machine within a machine the kernel may not have cleared the
# control group yet, and nothing of ours was run.
STOPPED = """
started() {
    for _ in $(seq 20); do
        systemctl start archiver.service && return
        [ "$(systemctl show archiver.service --property=ExecMainStatus --value)" = 219 ] || break
        sleep 0.5
    done
    journalctl --no-pager --unit archiver.service >&2
    return 1
}
systemctl start --no-block archiver.service
for _ in $(seq 100); do ls /var/lib/private/archiver/archive/2* >/dev/null 2>&1 && break; sleep 0.1; done
systemctl stop archiver.service
systemctl show archiver.service --property=Result,ExecMainStatus
walled status || true
started
walled verify /var/lib/archiver/archive --quiet
echo "taken up: $(ls /var/lib/private/archiver/archive/reports | wc -l) reports"
"""


CRON = """
env -i HOME=/root SHELL=/bin/sh PATH=/usr/bin:/bin $(grep '^[A-Z_]*=' /archiver.cron) /bin/sh -c "$(sed -n 's/^7 [*] [*] [*] [*] //p' /archiver.cron)"
tail -n 1 /var/lib/archiver/run.jsonl
"""
KUBERNETES = """
groupadd --gid 10001 pod
useradd --uid 10001 --gid 10001 --no-create-home pod
mkdir -p /run/secrets/archiver /archive /home/archiver
cp passphrase /run/secrets/archiver/passphrase
chown -R 10001:10001 /archive /home/archiver
chown root:10001 /run/secrets/archiver/passphrase
chmod 440 /run/secrets/archiver/passphrase
container() {
  systemd-run --wait --pipe --quiet --collect -p User=10001 -p Group=10001 -p ProtectSystem=strict -p PrivateTmp=yes \\
    -p NoNewPrivileges=yes -p CapabilityBoundingSet= -p ReadWritePaths="/archive /home/archiver" $pod archiver "$@"
}
container init --quiet
container watch add "$NEWS/feed.xml"
container $arguments
container verify /archive --quiet
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


def test_the_crontab_line_runs_with_what_cron_gives(tmp_path: Path) -> None:
    needed("systemd-nspawn")
    with machine(tmp_path) as place, Site(2) as site:
        shutil.copy(FILES / "archiver.cron", place.root)
        (place.root / "var/lib/archiver").mkdir()
        (place.root / "var/lib/archiver/passphrase").write_text("of the tests\n")
        made = "export $(grep '^[A-Z_]*=' /archiver.cron); archiver init --quiet; archiver watch add $NEWS/feed.xml"
        (place.root / "archiver.cron").write_text("ARCHIVER_ALLOW_PRIVATE=1\n" + (FILES / "archiver.cron").read_text())
        ended = place.boot("\n".join([f"NEWS={site.at('')}", made, CRON]))
    assert ended.status == 0, ended.stderr
    assert '"event":"end","status":0,"counts":{"captured":2}' in ended.stdout


def test_the_cron_job_runs_within_the_walls_of_its_container(tmp_path: Path) -> None:
    """No Kubernetes: the same user, read-only root, volumes, secret, variables and arguments, by systemd."""
    needed("systemd-nspawn")
    job: Any = yaml.safe_load((FILES / "archiver.cronjob.yaml").read_text())
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    pod = " ".join(f"-E {one['name']}={one['value']}" for one in container["env"])
    with machine(tmp_path) as place, Site(2) as site:
        (place.root / "passphrase").write_text("of the tests\n")
        given = [f"NEWS={site.at('')}", f"pod='{pod} -E ARCHIVER_ALLOW_PRIVATE=1'"]
        ended = place.boot("\n".join([*given, f"arguments='{' '.join(container['args'])}'", KUBERNETES]))
    assert ended.status == 0, ended.stderr
    assert '"event":"end","status":0,"counts":{"captured":2}' in ended.stdout + ended.stderr
    assert "3 packages: 3 verified" in ended.stdout


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
