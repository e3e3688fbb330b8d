"""TLS with a private CA: facts of the connection, and every way for it to fail."""

import re
import ssl
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from archiver.capture.http import tls
from archiver.errors import UsageError
from tests.capture.http.asking import SMALL, ask, octets, resolver
from tests.capture.http.certificates import Authority, authority
from tests.capture.http.server import Server, Talk, once, page

NAMES = resolver({"news.example": ["127.0.0.1"]})


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("ca"))


def test_octets_version_cipher_and_chain_come_from_one_connection(ca: Authority) -> None:
    with Server(once(page()), context=ca.server("news.example")) as server:
        final = ask(server.url(host="news.example"), ca_file=ca.file, resolve=NAMES).final
        assert (octets(final), final.request) == (page(), server.heard[0])
    facts = final.peer.tls
    assert facts is not None
    assert (facts.version, facts.chain_note, len(facts.chain), facts.chain[1]) == ("tls/1.3", None, 2, ca.der)
    assert facts.cipher.startswith("TLS_")
    assert final.protocols == ("http/1.1", "tls/1.3")


def test_http_1_1_is_asked_for_by_alpn(ca: Authority) -> None:
    context = ca.server("news.example")
    context.set_alpn_protocols(["h2", "http/1.1"])
    with Server(once(page()), context=context) as server:
        assert octets(ask(server.url(host="news.example"), ca_file=ca.file, resolve=NAMES).final) == page()


def test_tls_1_2_has_the_cipher_by_its_iana_name(ca: Authority) -> None:
    context = ca.server("news.example")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with Server(once(page()), context=context) as server:
        facts = ask(server.url(host="news.example"), ca_file=ca.file, resolve=NAMES).final.peer.tls
    assert facts is not None
    assert (facts.version, facts.cipher) == ("tls/1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")


def test_every_cipher_that_may_be_negotiated_has_an_iana_name() -> None:
    names = [cipher["name"] for cipher in tls.client_context(None).get_ciphers()]
    written = re.compile(r"TLS_(EC)?DHE_(RSA|ECDSA)_WITH_|TLS_(AES|CHACHA20)_")
    assert [name for name in names if not written.match(tls.iana_name(name))] == []
    assert tls.iana_name("ECDHE-RSA-CHACHA20-POLY1305") == "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    assert tls.iana_name("DHE-RSA-AES256-SHA256") == "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"
    assert tls.iana_name("ODD") == "ODD"


def test_an_address_may_be_what_the_certificate_names(ca: Authority) -> None:
    with Server(once(page()), context=ca.server("127.0.0.1")) as server:
        assert octets(ask(server.url(), ca_file=ca.file).final) == page()


def failing(url: str, expected: str, **changes: object) -> None:
    fetched = ask(url, resolve=NAMES, **changes)
    assert fetched.failure is not None
    assert (fetched.failure.kind, fetched.final.request, octets(fetched.final)) == ("tls", b"", b"")
    assert re.search(expected, fetched.failure.message), fetched.failure.message


def test_a_certificate_that_does_not_verify_ends_it(ca: Authority) -> None:
    with Server(once(page()), context=ca.server("news.example")) as server:
        failing(server.url(host="news.example"), "self.signed certificate in certificate chain")
        assert server.heard == []
    with Server(once(page()), context=ca.server("other.example")) as server:
        failing(server.url(host="news.example"), "Hostname mismatch", ca_file=ca.file)
    with Server(once(page()), context=ca.server("news.example", days=-1)) as server:
        failing(server.url(host="news.example"), "expired", ca_file=ca.file)


def test_old_versions_are_refused(ca: Authority) -> None:
    context = ca.server("news.example")
    with pytest.warns(DeprecationWarning):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with Server(once(page()), context=context) as server:
        failing(server.url(host="news.example"), "TLS with news.example at 127.0.0.1", ca_file=ca.file)


def test_a_server_that_speaks_no_tls() -> None:
    def script(talk: Talk) -> None:
        talk.take()
        talk.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with Server(script) as server:
        failing(server.url().replace("http:", "https:"), "wrong version number|record layer failure")


def test_a_server_that_hangs_up_in_the_handshake() -> None:
    with Server(lambda talk: None) as server:
        failing(server.url().replace("http:", "https:"), "TLS with")


def test_a_handshake_that_never_ends_is_a_time_out() -> None:
    with Server(Talk.wait_for_close) as server:
        fetched = ask(server.url().replace("http:", "https:"), limits=replace(SMALL, tls=0.2))
        assert fetched.failure is not None
        assert (fetched.failure.kind, "TLS handshake" in fetched.failure.message) == ("timeout", True)


def test_a_body_cut_off_inside_tls_is_cut_off(ca: Authority) -> None:
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    with Server(once(sent), context=ca.server("news.example")) as server:
        final = ask(server.url(host="news.example"), ca_file=ca.file, resolve=NAMES).final
        assert (octets(final), final.truncated) == (sent, "disconnect")


def test_a_ca_file_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="PEM"):
        tls.client_context(tmp_path / "missing.pem")
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(UsageError, match="PEM"):
        tls.client_context(tmp_path / "ca.pem")


def test_without_the_chain_the_leaf_is_kept_and_the_record_says_why() -> None:
    bare = SimpleNamespace(cipher=lambda: None, version=lambda: "TLSv1.3", getpeercert=lambda binary_form: b"leaf")
    facts = tls.facts(cast(ssl.SSLObject, bare))
    assert facts.chain == (b"leaf",)
    assert facts.chain_note and "only the server's own" in facts.chain_note


def test_the_public_way_to_the_chain_is_taken_where_there_is_one() -> None:
    new = SimpleNamespace(get_unverified_chain=lambda: [b"leaf", b"issuer"])  # Python 3.13
    assert tls.sent_chain(cast(ssl.SSLObject, new)) == (b"leaf", b"issuer")
