"""Pages of the tests' own, and a server for them that calls back when a path is asked for."""

from collections.abc import Callable, Mapping

from tests.capture.http.server import Server, Talk

PARAGRAPHS = (
    "The ferry between Port Alder and Grey Island sailed again on Friday after a pause of eleven months, the harbour"
    " office said in a short notice to its passengers.",
    "“We counted 2,400 travellers on the first day,” said Maria Holm, who directs the harbour office. “Nobody had to wait"
    " longer than 20 minutes.”",
    "According to the regional council, the repairs cost more than 3 million euros and were paid for by the owners of the"
    " line, who want a second ship.",
)
HEADLINE = "Ferry returns to Port Alder"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120"><rect width="320" height="120" fill="teal"/></svg>'
STYLE = b"body { font-family: sans-serif; background: #fffbe6; margin: 2em } h1 { color: teal }"


def answer(
    body: bytes | str, media_type: str = "text/html; charset=utf-8", *fields: str, status: str = "200 OK"
) -> bytes:
    octets = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(octets)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + octets


def document(body: str) -> str:
    return f'<!doctype html><html lang="en"><head><title>{HEADLINE}</title><link rel="stylesheet" href="/s.css"></head><body>{body}</body></html>'


def article(more: str = "") -> str:
    """The article in the octets."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return document(f"<main><article><h1>{HEADLINE}</h1>{text}</article></main>{more}")


def scripted() -> str:
    """The article only where scripts run."""
    lines = [f"<h1>{HEADLINE}</h1>", *(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)]
    body = (
        '<main><article id="a"></article><img src="/i.svg" alt=""></main><noscript>Please enable JavaScript.</noscript>'
    )
    return document(f'{body}<script>document.getElementById("a").innerHTML = {"".join(lines)!r};</script>')


COMMON = {
    "/robots.txt": answer("", "text/plain"),
    "/s.css": answer(STYLE, "text/css"),
    "/i.svg": answer(SVG, "image/svg+xml"),
}


def serving(pages: Mapping[str, bytes | Callable[[Talk], None]]) -> Server:
    """Answers each path with its octets, or lets a function do it."""

    def script(talk: Talk) -> None:
        while request := talk.hear():
            page = {**COMMON, **pages}.get(request.split(b" ")[1].decode(), answer("", status="404 Not Found"))
            if callable(page):
                page(talk)
            else:
                talk.say(page)

    return Server(script)


def asked(server: Server) -> list[str]:
    """The paths that were asked for."""
    return [request.split(b" ")[1].decode() for request in server.heard]
