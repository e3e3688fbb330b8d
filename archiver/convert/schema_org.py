"""Claims in the words of schema.org: a `Dataset` of `Claim`s that appear in one `Article`.

    {"@type": "Claim", "text": "We agreed.", "author": {"name": "Ana Lee"}, "appearance": {"@id": "urn:uuid:…"}}

There is no `ClaimReview` and no rating: nothing here says that a claim is true or false. The author has no type,
because an article does not say whether a name is a person's or an organisation's. Open questions claim nothing and are
left out.
"""

from typing import Any

from archiver.convert.open_claims import Exported, open_claims, speaker_of
from archiver.model.claim import Claim

CONTEXT = "https://schema.org"
ABOUT = "What an article says was said, and by whom. Not a statement that it is so."
NO_CLAIMS = ("open_question",)


def schema_claims(exported: Exported) -> dict[str, Any]:
    """The data set, as plain JSON values; nothing that is withheld is in it."""
    extractor = exported.claims.extractor
    found_by = {"measurementTechnique": f"{extractor.name} {extractor.version}"} if extractor else {}
    return {
        "@context": CONTEXT,
        "@id": exported.iri,
        "@type": "Dataset",
        "name": "Claims in an article",
        "description": ABOUT,
        "creativeWorkStatus": exported.verdict,
        "dateCreated": exported.stated_at,
        "identifier": exported.statement_id,
        **found_by,
        "isBasedOn": _article(exported),
        "hasPart": [_claim(claim, exported) for claim in open_claims(exported) if claim.kind not in NO_CLAIMS],
    }


def _article(exported: Exported) -> dict[str, Any]:
    article = exported.sidecar.article
    told = {
        "headline": article.headline if article else None,
        "datePublished": article.published if article else None,
        "dateModified": article.modified if article else None,
        "inLanguage": article.language if article else None,
    }
    known = {name: value for name, value in told.items() if value is not None}
    return {"@id": exported.capture_id, "@type": "Article", "url": exported.url, **known}


def _claim(claim: Claim, exported: Exported) -> dict[str, Any]:
    speaker = speaker_of(claim, exported.sidecar.text)
    said_by = {"author": {"name": speaker}} if speaker else {}
    return {
        "@id": f"{exported.iri}:{claim.id}",
        "@type": "Claim",
        "additionalType": f"urn:archiver:terms:{claim.kind}",
        "text": claim.exact,
        **said_by,
        "appearance": {"@id": exported.capture_id},
    }
