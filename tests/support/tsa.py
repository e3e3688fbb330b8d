"""A time authority of our own: `openssl ts -reply` with a root and a signer made for the test, over HTTP if wanted.

desk = Authority(tmp_path / "tsa")                 root, signer, configuration
token = desk.reply(b"data")                        a real TimeStampResp
token = desk.forge(tst_info, signer=bad)           one that no honest authority would give: `openssl cms` signs it
with desk.served() as url: ...                     answers queries until the block ends
"""

import datetime as dt
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from archiver.sign import der, tsp
from archiver.sign.dsse import encode64
from archiver.sign.trust import Authority as Pinned

TST_INFO = "1.2.840.113549.1.9.16.1.4"
DAY = dt.timedelta(days=1)
STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)
CONFIG = """[tsa]
default_tsa = t
[t]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512, sha1
accuracy = secs:1, millisecs:500
ess_cert_id_alg = {ess}
{more}
"""


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def write(self, folder: Path, name: str) -> None:
        """Both as PEM files."""
        (folder / f"{name}.pem").write_bytes(self.pem)
        private = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / f"{name}.key").write_bytes(private)


def issue(
    name: str,
    issuer: Holder | None = None,
    *,
    ca: bool = False,
    usage: Sequence[x509.ObjectIdentifier] | None = STAMPING,
    critical: bool = True,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
    serial: int | None = None,
) -> Holder:
    """A certificate: of a root without `issuer`, of an intermediate with `ca`, else of a signer."""
    now = dt.datetime.now(dt.UTC)
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(
        issuer.certificate.subject if issuer else subject, subject, key.public_key(), serial or x509.random_serial_number()
    ).not_valid_before(since or now - 3650 * DAY).not_valid_after(until or now + 3650 * DAY)  # fmt: skip
    if ca:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    elif usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(usage)), critical=critical)
    return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


class Authority:
    """Root, signer and configuration in `folder`."""

    def __init__(self, folder: Path, signer: Holder | None = None, *, root: Holder | None = None, ess: str = "sha256"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.root = root or issue("Root of the tests", ca=True)
        self.signer = signer or issue("Time authority of the tests", self.root)
        self.root.write(folder, "root")
        self.signer.write(folder, "signer")
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, ess=ess, more=""))
        self._lock = threading.Lock()
        self.is_down = False

    def pinned(self, name: str = "tests") -> Pinned:
        """The authority as a trust file has it."""
        return Pinned(name=name, roots=(encode64(self.root.der),), until=None, revoked=None)

    def answer(self, query: bytes) -> bytes:
        """What `openssl ts -reply` answers to a query in DER."""
        with self._lock:
            (self.folder / "query.tsq").write_bytes(query)
            self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
            return (self.folder / "reply.tsr").read_bytes()

    def reply(self, data: bytes) -> bytes:
        """A stamp over SHA-256 of `data`."""
        return self.answer(TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256).build().as_bytes())

    def reply_with(self, data: bytes, *flags: str) -> bytes:
        """A stamp for a query that `openssl ts -query` makes with these flags."""
        (self.folder / "data").write_bytes(data)
        self.openssl("ts", "-query", "-data", "data", *flags, "-out", "made.tsq")
        return self.answer((self.folder / "made.tsq").read_bytes())

    def with_config(self, more: str) -> "Authority":
        """The same with further lines in its configuration."""
        (self.folder / "tsa.cnf").write_text(CONFIG.format(folder=self.folder, ess="sha256", more=more))
        return self

    def forge(self, info: bytes, *signers: Holder, flags: Sequence[str] = ("-cades",)) -> bytes:
        """A granted response around a TSTInfo, signed by `openssl cms` with whatever certificates one has."""
        (self.folder / "info.der").write_bytes(info)
        named: list[str] = []
        for number, holder in enumerate(signers or (self.signer,)):
            holder.write(self.folder, f"forger{number}")
            named += ["-signer", f"forger{number}.pem", "-inkey", f"forger{number}.key"]
        options = ["-binary", "-nodetach", "-nosmimecap", "-outform", "DER", "-econtent_type", TST_INFO, *named, *flags]
        self.openssl("cms", "-sign", "-in", "info.der", *options, "-out", "forged.der")
        granted = der.write(der.SEQUENCE, b"\x02\x01\x00")
        return der.write(der.SEQUENCE, granted + (self.folder / "forged.der").read_bytes())

    def accepts(self, token: bytes, data: bytes, at: dt.datetime, *flags: str) -> bool:
        """Whether `openssl ts -verify -attime` accepts a stamp over `data`."""
        (self.folder / "checked.tsr").write_bytes(token)
        (self.folder / "checked").write_bytes(data)
        done = subprocess.run(
            ["openssl", "ts", "-verify", "-data", "checked", "-in", "checked.tsr", "-CAfile", "root.pem",
             "-attime", str(int(at.timestamp())), *flags],
            cwd=self.folder, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    def openssl(self, *arguments: str) -> None:
        """Runs openssl in the folder."""
        subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=True)

    @contextmanager
    def served(self, answer: "type[BaseHTTPRequestHandler] | None" = None) -> Iterator[str]:
        """The address of the authority while the block runs."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                if authority.is_down:
                    self.send_error(503)
                    return
                token = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(token)))
                self.end_headers()
                self.wfile.write(token)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), answer or Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def info_of(token: bytes) -> bytes:
    """The TSTInfo in a response."""
    signed = tsp._signed_data(der.read(token))
    return der.child(der.child(der.child(signed, 2, der.SEQUENCE), 1, 0xA0), 0, der.OCTETS).content


def at_time(info: bytes, moment: dt.datetime) -> bytes:
    """The TSTInfo with another genTime."""
    old = next(one for one in der.children(der.read(info)) if one.tag == 0x18).content
    new = moment.strftime("%Y%m%d%H%M%SZ").encode()
    assert len(old) == len(new)
    return info.replace(old, new, 1)


@cache
def _shared_folder() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="archiver-tsa-")  # removed when the process ends


@cache
def shared() -> Authority:
    """One authority for all tests that only need some."""
    return Authority(Path(_shared_folder().name))


@cache
def shared_reply(data: bytes) -> bytes:
    """A stamp by the shared authority; the same for the same data in one run."""
    return shared().reply(data)
