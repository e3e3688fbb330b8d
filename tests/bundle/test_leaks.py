"""What names the machine or its user, what does not, and that nothing is stored with such a name in it."""

from dataclasses import replace

import pytest

from archiver.bundle.leaks import Marker, MarkerKind
from archiver.bundle.record import AnyRecord
from archiver.bundle.records import Stamp, resource
from archiver.capture.interface import Captured
from archiver.errors import ResourceError
from archiver.flows.archive import Workshop, archive
from archiver.model.capture import Access, Software
from archiver.settings.identity import markers
from tests.flows.workshop import ARTICLE, URL, captured, workshop
from tests.index.memory import MemoryIndex

OURS: list[tuple[MarkerKind, str, str]] = [
    ("host name", "desk-7", "client of desk-7"),
    ("host name", "Desk-7", "DESK-7.example"),
    ("user name", "anna", "/srv/anna_files"),
    ("user name", "Bo", "by Bo"),
    ("home folder", "/home/anna", "in /home/anna/articles"),
    ("local address", "10.0.0.7", "from 10.0.0.7:8080"),
    ("local address", "2606:4700::7", "[2606:4700::7]"),
    ("time zone", "Europe/Kyiv", "at Europe/Kyiv"),
    ("time zone", "EET", "12:00 EET"),
]
NO_LEAKS: list[tuple[MarkerKind, str, str]] = [
    ("host name", "desk-7", "desk-70"),
    ("user name", "anna", "hannah and Annapolis, Joannaé annaі"),
    ("user name", "root", "root"),
    ("user name", "x", "x"),
    ("host name", "42", "42"),
    ("home folder", "/root", "/root"),
    ("home folder", "", ""),
    ("local address", "127.0.0.1", "127.0.0.1"),
    ("local address", "10.0.0.7", "110.0.0.7 10.0.0.71"),
    ("time zone", "UTC", "UTC"),
    ("time zone", "MET", "the limit was met"),
]


def shop_that_says(agent: str, *known: Marker) -> Workshop:
    software = Software(name=agent, version="1", sha256=None, config_sha256=None, lock_sha256=None)
    return replace(workshop(), software=(software,), markers=known)


@pytest.mark.parametrize(("kind", "name", "text"), OURS)
def test_a_name_in_what_is_ours_is_refused_and_nothing_is_stored(kind: MarkerKind, name: str, text: str) -> None:
    shop = shop_that_says(text, Marker("user name", "root"), Marker(kind, name))
    with pytest.raises(ResourceError, match=f"found the {kind} in capture.software; nothing was stored") as caught:
        archive(captured(ARTICLE, shop), shop)
    assert name not in str(caught.value)
    assert isinstance(shop.index, MemoryIndex)
    assert shop.index.count() == 0


@pytest.mark.parametrize(("kind", "name", "text"), NO_LEAKS)
def test_what_names_nobody_is_kept(kind: MarkerKind, name: str, text: str) -> None:
    shop = shop_that_says(text, Marker(kind, name))
    assert archive(captured(ARTICLE, shop), shop).row.sequence == 0


@pytest.mark.parametrize(
    ("method", "name", "kind", "refused"),
    [
        ("socket", "/home/anna", "home folder", True),
        ("socket", "8.8.4.4", "local address", True),
        ("socket", "10.0.0.7", "local address", False),
        ("socket", "anna", "user name", False),
        ("file", "/home/anna", "home folder", False),
    ],
)
def test_what_the_web_sent_may_name_a_person_but_not_lead_to_us(
    method: str, name: str, kind: MarkerKind, refused: bool
) -> None:
    shop = shop_that_says("archiver", Marker(kind, name))
    given = replace(captured(f"{ARTICLE}\nSomebody saw {name} there.\n", shop), method=method)  # type: ignore[arg-type]
    if refused:
        with pytest.raises(ResourceError, match=rf"{kind} in record 1 \(resource\)"):
            archive(given, shop)
    else:
        archive(given, shop)


def test_across_the_pieces_in_which_a_record_is_read() -> None:
    shop = shop_that_says("archiver", Marker("home folder", "/home/anna"))
    for before in range(65_400, 65_540, 7):
        given = replace(captured(ARTICLE, shop), method="socket")
        with pytest.raises(ResourceError, match="home folder"):
            archive(with_resource(given, b"x" * before + b" /home/anna "), shop)


def with_resource(given: Captured, block: bytes) -> Captured:
    def records(stamp: Stamp) -> tuple[AnyRecord, ...]:
        made = resource(stamp, record_id=f"<{URN}>", uri="urn:x:y", media_type="text/plain", block=block)
        return (*given.records(stamp), made)

    return replace(given, records=records)


URN = "urn:uuid:00000000-0000-4000-8000-00000000abcd"


def test_the_address_that_was_asked_for_is_no_leak() -> None:
    shop = shop_that_says("archiver", Marker("host name", "news"))
    given = replace(
        captured(ARTICLE, shop), absent={"/capture/server_ip": f"no address for {URL} and news.example.org"}
    )
    archive(given, shop)
    given = replace(
        given, access=Access(user_agent="news", robots=None, cookies_sent=(), consent_action=None, login=False)
    )
    with pytest.raises(ResourceError, match=r"capture\.access"):
        archive(given, shop)


def test_this_machine_has_names() -> None:
    found = markers({"HOME": "/home/anna/", "TZ": ":Europe/Kyiv"})
    assert {marker.kind for marker in found} >= {"host name", "home folder", "time zone"}
    assert Marker("home folder", "/home/anna") in found
    assert Marker("time zone", "Europe/Kyiv") in found
    assert all(marker.text.strip() for marker in found)
