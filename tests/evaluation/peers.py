"""The text that other extractors find: run by the Python of the peers' own environment (requirements/eval.txt).

    peers.py FOLDER EXTRACTOR > texts.jsonl      one object a page: {"id": "...", "text": "..."}
    peers.py FOLDER EXTRACTOR metadata           the same with "headline", "byline" and "published", or null

It imports nothing of the project, whose requirements are not installed there. Each is used as its documentation says;
where one wants characters and not octets, resiliparse detects the encoding. No page makes it go to the network.
"""

import gzip
import json
import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def trafilatura(body: bytes) -> str:
    from trafilatura import extract

    return extract(body, include_comments=False) or ""


def readability(body: bytes) -> str:
    from lxml import html
    from readability import Document

    summary = html.fromstring(Document(_decoded(body)).summary())
    return "\n".join(text for piece in summary.itertext() if (text := str(piece).strip()))


def newspaper4k(body: bytes) -> str:
    return str(_newspaper(body).text)


def _newspaper(body: bytes) -> Any:
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False
    article = Article("https://example.org/", config=config)
    article.download(input_html=_decoded(body))
    article.parse()
    return article


def resiliparse(body: bytes) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(_decoded(body), main_content=True, alt_texts=False))


Told = dict[str, str | None]


def trafilatura_metadata(body: bytes) -> Told:
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(body)
    return {"headline": found.title, "byline": found.author, "published": found.date}


def newspaper4k_metadata(body: bytes) -> Told:
    article = _newspaper(body)
    published = article.publish_date.isoformat() if article.publish_date else None
    return {"headline": article.title or None, "byline": ", ".join(article.authors) or None, "published": published}


def readability_metadata(body: bytes) -> Told:
    from readability import Document

    return {"headline": Document(_decoded(body)).short_title() or None, "byline": None, "published": None}


def _decoded(body: bytes) -> str:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return str(bytes_to_str(body, detect_encoding(body)))


PEERS: dict[str, Callable[[bytes], str]] = {
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
    "resiliparse": resiliparse,
}


METADATA: dict[str, Callable[[bytes], Told]] = {
    "trafilatura": trafilatura_metadata,
    "newspaper4k": newspaper4k_metadata,
    "readability-lxml": readability_metadata,
}


def main(folder: Path, name: str, *, metadata: bool) -> None:
    """Prints what an extractor finds in every page of `folder`; a page at which it fails has nothing."""
    for path in sorted(folder.iterdir()):
        octets = path.read_bytes()
        body = gzip.decompress(octets) if path.suffix == ".gz" else octets
        try:
            found = METADATA[name](body) if metadata else {"text": PEERS[name](body)}
        except Exception as e:  # noqa: BLE001 - whatever other people's code raises is a page without text, and said
            sys.stderr.write(f"{path.name}: {type(e).__name__}\n")
            found = {} if metadata else {"text": ""}
        sys.stdout.write(json.dumps({"id": path.name.split(".")[0], **found}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], metadata=sys.argv[3:] == ["metadata"])
