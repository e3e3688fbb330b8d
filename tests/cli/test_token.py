"""Keys in a PKCS #11 token: a real one, SoftHSM, in processes of their own as its library reads its settings once."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.running import Done, as_process
from tests.support import articles
from tests.support.needed import needed

pytestmark = pytest.mark.xdist_group("token")  # what the module makes once is made in one worker
PIN, PASSPHRASE, TOKEN = "471147", "a long passphrase", "press card"
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
)


class Desk:
    """A folder with a token of its own, or a copy of one (softhsm2.conf names the place)."""

    def __init__(self, work: Path, copied: Path | None = None) -> None:
        self.work = work
        if copied:
            shutil.copytree(copied, work, dirs_exist_ok=True)
        (work / "softhsm2.conf").write_text(f"directories.tokendir = {work}/tokens\nobjectstore.backend = file\n")
        if not copied:
            (work / "tokens").mkdir()
            (work / "pin").write_text(PIN + "\n")
            (work / "a.html").write_text(articles.ENGLISH_HTML)
            self.softhsm("--init-token", "--free", "--label", TOKEN, "--so-pin", "9999", "--pin", PIN)

    def softhsm(self, *arguments: str) -> None:
        subprocess.run(
            ["softhsm2-util", *arguments], env=self.environment, cwd=self.work, check=True, capture_output=True
        )

    @property
    def environment(self) -> dict[str, str]:
        return {"SOFTHSM2_CONF": str(self.work / "softhsm2.conf"), "PATH": "/usr/bin:/bin:/usr/local/bin"}

    def __call__(self, *arguments: str, status: int = 0, pin: str | None = "pin", **more: str) -> Done:
        given: Mapping[str, str] = {"ARCHIVER_PIN_FILE": str(self.work / pin)} if pin else {}
        done = as_process(arguments, self.work, {**self.environment, **given, **more})
        assert done.status == status, (arguments, done.stdout, done.stderr)
        assert PIN not in done.stdout + done.stderr
        return done

    def new(self, name: str = "desk", *more: str, status: int = 0, module: str = "", **how: str) -> Done:
        command = ["keys", "new", name, "--no-passphrase", "--token", TOKEN, "--module", module or _module(), *more]
        return self(*command, status=status, **how)


def _module() -> str:
    return next((path for path in MODULES if Path(path).exists()), MODULES[0])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    needed("softhsm2-util")
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `archive`, which holds one package that the token signed."""
    needed("softhsm2-util")
    desk = Desk(tmp_path_factory.mktemp("made"))
    desk.new()
    desk("init", "archive", "--signers", "desk", pin=None)
    desk("add", "a.html", "--url", articles.ENGLISH_URL, "--archive", "archive")
    return desk.work


@pytest.fixture
def signing(made: Path, tmp_path: Path) -> Desk:
    """A copy of it."""
    return Desk(tmp_path, made)


def test_an_archive_signs_with_a_key_that_never_leaves_the_token(signing: Desk) -> None:
    assert "verified" in signing("verify", "archive", pin=None).stdout.lower()
    files = sorted(path.name for path in (signing.work / "home" / "keys").iterdir())
    assert files == ["desk.ecdsa-p256-sha256.pkcs11", "desk.ml-dsa-65.pem"]
    assert b"PRIVATE" not in (signing.work / "home" / "keys" / files[0]).read_bytes()
    assert "its P-256 key in a token" in signing("doctor", "--archive", "archive", pin=None).stdout
    listed = json.loads(signing("keys", "list", "--json", pin=None).stdout)
    assert [key["algorithm"] for key in listed] == ["ecdsa-p256-sha256", "ml-dsa-65"]
    signing("sums", "archive")
    exported = json.loads(signing("keys", "export", "desk", pin=None).stdout)
    assert exported["sets"] == json.loads((signing.work / "archive" / "trust.json").read_text())["sets"]


def test_a_key_that_is_there_is_used_again(desk: Desk) -> None:
    assert "was made" in desk.new().stderr
    assert "was there" in desk.new("night", "--object", "desk").stderr
    both = [json.loads(path.read_text())["spki"] for path in (desk.work / "home" / "keys").glob("*.pkcs11")]
    assert len(both) == 2
    assert both[0] == both[1]
    desk.new(status=5)


def test_without_its_token_nothing_is_signed(signing: Desk) -> None:
    add = ("add", "a.html", "--url", "https://example.org/b", "--archive", "archive")
    assert "neither a file named by ARCHIVER_PIN_FILE nor a terminal" in signing(*add, pin=None, status=2).stderr
    shutil.rmtree(signing.work / "tokens")
    (signing.work / "tokens").mkdir()
    assert "NoSuchToken" in signing(*add, status=5).stderr
    assert len(list((signing.work / "archive").glob("2*/*/*/*.json"))) == 1


def test_another_key_under_the_same_label_is_noticed(signing: Desk) -> None:
    shutil.rmtree(signing.work / "tokens")
    (signing.work / "tokens").mkdir()
    signing.softhsm("--init-token", "--free", "--label", TOKEN, "--so-pin", "9999", "--pin", PIN)
    signing.new("other", "--object", "desk")
    refused = signing("add", "a.html", "--url", "https://example.org/b", "--archive", "archive", status=5)
    assert "found one by another key" in refused.stderr


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"module": "/nowhere.so"}, "cannot open shared object file"),
        ({"pin": "wrong"}, "PinIncorrect"),
        ({"pin": "none"}, "expected to read the PIN"),
    ],
)
def test_a_token_that_cannot_be_used(how: dict[str, str], says: str, desk: Desk) -> None:
    (desk.work / "wrong").write_text("000000")
    done = desk.new(status=5, **how)
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((desk.work / "home").glob("keys/*"))


def test_a_key_of_another_curve_is_refused(desk: Desk) -> None:
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "p384.pem"],
        cwd=desk.work, check=True, capture_output=True,
    )  # fmt: skip
    desk.softhsm("--import", "p384.pem", "--token", TOKEN, "--label", "p384", "--id", "02", "--pin", PIN)
    assert "expected a P-256 key at 'p384'" in desk.new("desk", "--object", "p384", status=2).stderr


def test_rotation_asks_for_another_key_in_a_token(signing: Desk) -> None:
    assert "keys rotate desk --to NEW" in signing("keys", "rotate", "desk", "--archive", "archive", status=2).stderr
    signing.new("desk-2")
    signing("keys", "rotate", "desk", "--to", "desk-2", "--archive", "archive", pin=None)
    signing("add", "a.html", "--url", "https://example.org/b", "--archive", "archive")
    signing("verify", "archive", pin=None)


def test_both_options_go_together(desk: Desk) -> None:
    desk("keys", "new", "desk", "--token", TOKEN, status=2)
    desk("keys", "new", "desk", "--object", TOKEN, status=2)


def test_a_file_that_others_may_write_loads_no_library(signing: Desk) -> None:
    (signing.work / "home" / "keys" / "desk.ecdsa-p256-sha256.pkcs11").chmod(0o666)
    assert "for its owner alone" in signing("keys", "export", "desk", status=5).stderr
