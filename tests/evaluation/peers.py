"""The text that other extractors find: run by the Python of the peers' own environment (requirements/eval.txt).

    peers.py FOLDER EXTRACTOR > texts.jsonl      one object a page: {"id": "...", "text": "..."}

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
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False
    article = Article("https://example.org/", config=config)
    article.download(input_html=_decoded(body))
    article.parse()
    return str(article.text)


def resiliparse(body: bytes) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(_decoded(body), main_content=True, alt_texts=False))


def _decoded(body: bytes) -> str:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return str(bytes_to_str(body, detect_encoding(body)))


PEERS: dict[str, Callable[[bytes], str]] = {
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
    "resiliparse": resiliparse,
}


def main(folder: Path, extractor: Callable[[bytes], str]) -> None:
    """Prints the text of every page of `folder`; a page at which an extractor fails has no text."""
    for path in sorted(folder.iterdir()):
        octets = path.read_bytes()
        body = gzip.decompress(octets) if path.suffix == ".gz" else octets
        try:
            text = extractor(body)
        except Exception as e:  # noqa: BLE001 - whatever other people's code raises is a page without text, and said
            sys.stderr.write(f"{path.name}: {type(e).__name__}\n")
            text = ""
        sys.stdout.write(json.dumps({"id": path.name.split(".")[0], "text": text}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), PEERS[sys.argv[2]])
