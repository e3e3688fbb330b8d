"""What servers do: move, hang, lie, stop in the middle."""

from collections.abc import Iterator

from tests.capture.http.server import Script, Server, Talk, page
from tests.support.news import ARTICLE, PAGE

GONE = page(b"<p>gone</p>", status=b"404 Not Found")


CUT = PAGE[:-400]


def to(location: str, status: bytes = b"302 Found") -> bytes:
    return page(b"", b"Location: " + location.encode(), status=status)


def conditional(fields: bytes, header: bytes) -> Script:
    """A server that answers 304 to a request with `header`."""

    def script(talk: Talk) -> None:
        while request := talk.hear():
            known = header.lower() in request.lower()
            talk.say(b"HTTP/1.1 304 Not Modified\r\n" + fields + b"\r\n\r\n" if known else page(ARTICLE, fields))

    return script


def in_turn(scripts: Iterator[Script], rest: Script) -> Script:
    """The next of `scripts` for each connection, then `rest`."""

    def script(talk: Talk) -> None:
        next(scripts, rest)(talk)

    return script


def hanging(talk: Talk) -> None:
    talk.hear()
    talk.wait_for_close()


def hanging_in_the_body(talk: Talk) -> None:
    talk.hear()
    talk.say(PAGE[:-400])
    talk.wait_for_close()


def lying(talk: Talk) -> None:
    """One octet less than there are."""
    talk.hear()
    talk.say(PAGE.replace(b"Content-Length: %d" % len(ARTICLE), b"Content-Length: %d" % (len(ARTICLE) - 400)))


def through(proxy: Server) -> dict[str, str]:
    return {"SOCKS_HOST": "127.0.0.1", "SOCKS_PORT": str(proxy.port)}
