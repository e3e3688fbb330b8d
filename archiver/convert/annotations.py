"""Claims as W3C Web Annotations (Web Annotation Data Model, 2017): a collection with one page, one annotation a claim.

    {"type": "Annotation", "motivation": "describing",
     "body": [{"type": "TextualBody", "purpose": "classifying", "value": "direct_quote"},
              {"type": "TextualBody", "purpose": "identifying", "value": "Ana Lee"}],
     "target": [{"source": {"id": "ni:///sha-256;…", "type": "Text", "format": "text/plain"}, "scope": "https://…",
                 "selector": [{"type": "TextQuoteSelector", …}, {"type": "TextPositionSelector", "start": 7, …}]}]}

The source is the article's canonical text as a file, not the web page: blocks joined by an empty line. A position
counts Unicode code points in that file, from 0, its end exclusive (as the model's Text Position Selector asks), so that
the page around the text plays no part. The file is named by its digest (RFC 6920), the page it was read from is the
scope. Where a block is withheld the digest is not told, and there is no position after it; the quotations remain.
"""

import base64
from typing import Any

from archiver.convert.open_claims import Exported, Place, open_claims, places, speaker_of
from archiver.model.claim import Claim
from archiver.model.digest import hex_of

CONTEXT: tuple[object, ...] = ("http://www.w3.org/ns/anno.jsonld", {"archiver": "urn:archiver:terms:"})
LABEL = "What an article says was said. Not a statement that it is so."


def annotations(exported: Exported) -> dict[str, Any]:
    """The collection, as plain JSON values; nothing that is withheld is in it."""
    items = [_annotation(claim, exported) for claim in open_claims(exported)]
    return {
        "@context": list(CONTEXT),
        "id": exported.iri,
        "type": "AnnotationCollection",
        "label": LABEL,
        "total": len(items),
        "archiver:statement": exported.statement_id,
        "archiver:verdict": exported.verdict,
        "first": {"id": f"{exported.iri}:page", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def _annotation(claim: Claim, exported: Exported) -> dict[str, Any]:
    extractor = exported.claims.extractor
    made_by = {"generator": _software(extractor.name, extractor.version)} if extractor else {}
    return {
        "id": f"{exported.iri}:{claim.id}",
        "type": "Annotation",
        "motivation": "describing",
        "created": exported.stated_at,
        **made_by,
        "body": _bodies(claim, exported),
        "target": [_target(place, exported) for place in places(claim, exported.sidecar.text)],
        "archiver:confidence": claim.confidence,
        "archiver:negated": claim.negated,
        "archiver:rule": claim.rule,
    }


def _software(name: str, version: str) -> dict[str, Any]:
    return {"id": f"urn:archiver:extractor:{name}:{version}", "type": "Software", "name": f"{name} {version}"}


def _bodies(claim: Claim, exported: Exported) -> list[dict[str, Any]]:
    """What kind of claim it is, and who is reported to have said it."""
    bodies = [_body("classifying", claim.kind)]
    speaker = speaker_of(claim, exported.sidecar.text)
    return bodies if speaker is None else [*bodies, _body("identifying", speaker)]


def _body(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "format": "text/plain", "purpose": purpose, "value": value}


def _target(place: Place, exported: Exported) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": _source(exported),
        "scope": exported.url,
        "state": {"type": "TimeState", "sourceDate": exported.captured_at},
        "selector": _selectors(place),
    }


def _source(exported: Exported) -> dict[str, Any]:
    article = exported.sidecar.article
    digest = article.text_sha256 if article and None not in exported.sidecar.text else None
    language = {"language": article.language} if article and article.language else {}
    name = _named_by(digest) if digest else exported.capture_id
    return {"id": name, "type": "Text", "format": "text/plain", **language}


def _named_by(digest: str) -> str:
    """RFC 6920 section 3: a name that is the digest itself, in base64url without padding."""
    octets = base64.urlsafe_b64encode(bytes.fromhex(hex_of(digest)))
    return f"ni:///sha-256;{octets.decode('ascii').rstrip('=')}"


def _selectors(place: Place) -> list[dict[str, Any]]:
    quote = {"type": "TextQuoteSelector", "exact": place.exact, "prefix": place.prefix, "suffix": place.suffix}
    if place.start is None:
        return [quote]
    return [quote, {"type": "TextPositionSelector", "start": place.start, "end": place.end}]
