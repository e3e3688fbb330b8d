"""JSON-LD contexts for the tests, written for them: the terms of two vocabularies that exports use, and no others.

A term that is not in here is dropped by an expansion, and the tests notice. Nothing is ever fetched.
"""

from typing import Any

OA, AS, XSD = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#", "http://www.w3.org/2001/XMLSchema#"

_CLASSES = {
    **{name: OA + name for name in (
        "Annotation", "SpecificResource", "TextPositionSelector", "TextQuoteSelector", "TextualBody", "TimeState",
    )},
    "AnnotationCollection": AS + "OrderedCollection", "AnnotationPage": AS + "OrderedCollectionPage",
    "Software": AS + "Application", "Text": "http://purl.org/dc/dcmitype/Text",
}  # fmt: skip
_MOTIVATIONS = {name: OA + name for name in ("classifying", "describing", "identifying")}
_LINKS = {
    "body": OA + "hasBody", "scope": OA + "hasScope", "selector": OA + "hasSelector", "source": OA + "hasSource",
    "state": OA + "hasState", "target": OA + "hasTarget", "first": AS + "first", "generator": AS + "generator",
}  # fmt: skip
_WORDS = {
    "exact": OA + "exact", "prefix": OA + "prefix", "suffix": OA + "suffix",
    "format": "http://purl.org/dc/elements/1.1/format", "language": "http://purl.org/dc/elements/1.1/language",
    "label": "http://www.w3.org/2000/01/rdf-schema#label", "name": "http://xmlns.com/foaf/0.1/name",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
}  # fmt: skip
_NUMBERS = {
    "start": OA + "start", "end": OA + "end", "startIndex": AS + "startIndex", "total": AS + "totalItems",
}  # fmt: skip
_TIMES = {"created": "http://purl.org/dc/terms/created", "sourceDate": OA + "sourceDate"}
_CHOICES = {"motivation": OA + "motivatedBy", "purpose": OA + "hasPurpose"}

ANNOTATION: dict[str, Any] = {
    "@context": {
        "id": "@id",
        "type": "@type",
        **_CLASSES,
        **_MOTIVATIONS,
        **_WORDS,
        **{name: {"@id": iri, "@type": "@id"} for name, iri in _LINKS.items()},
        **{name: {"@id": iri, "@type": f"{XSD}nonNegativeInteger"} for name, iri in _NUMBERS.items()},
        **{name: {"@id": iri, "@type": f"{XSD}dateTime"} for name, iri in _TIMES.items()},
        **{name: {"@id": iri, "@type": "@vocab"} for name, iri in _CHOICES.items()},
        "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    }
}

SCHEMA = "https://schema.org/"
# The properties that schema.org gives to each type, as far as they are used here.
PROPERTIES = {
    "Dataset": {
        "name", "description", "creativeWorkStatus", "dateCreated", "identifier", "measurementTechnique", "isBasedOn",
        "hasPart",
    },
    "Article": {"url", "headline", "datePublished", "dateModified", "inLanguage"},
    "Claim": {"additionalType", "text", "author", "appearance"},
    None: {"name"},  # an author of whom the article does not say what it is
}  # fmt: skip

SCHEMA_ORG: dict[str, Any] = {
    "@context": {name: SCHEMA + name for names in (*PROPERTIES.values(), PROPERTIES.keys()) for name in names if name}
}

DOCUMENTS = {"http://www.w3.org/ns/anno.jsonld": ANNOTATION, "https://schema.org": SCHEMA_ORG}


def load(url: str, _: object = None) -> dict[str, Any]:
    """A pyld document loader that knows these contexts; raises KeyError for every other address."""
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": DOCUMENTS[url]}
