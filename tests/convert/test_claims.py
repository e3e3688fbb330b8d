"""Claims in other words: valid JSON-LD of the two vocabularies, the right places, and nothing that is withheld."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyld import jsonld

from archiver.bundle import sidecar
from archiver.convert.annotations import annotations
from archiver.convert.open_claims import Exported, offsets
from archiver.convert.schema_org import schema_claims
from archiver.text.blocks import to_file
from archiver.verify.statement import read_statement
from tests.convert import contexts
from tests.convert.contexts import AS, OA, PROPERTIES, SCHEMA
from tests.support.again import FIRST, again
from tests.support.build import Built, package
from tests.support.forge import edited, redacted

SUBJECTS = ("english", "ukrainian", "deceptive")
SECRET = "2,400 travellers"


def exported(built: Built, position: int = 0) -> Exported:
    model = sidecar.read(built.sidecar).model
    statement = read_statement(model.provenance.capture)
    predicate = statement.model.predicate
    return Exported(
        sidecar=model, position=position, statement_id=statement.id, stated_at=FIRST if position else
        predicate.packaged_at, capture_id=predicate.capture_id, url=predicate.url, captured_at=predicate.captured_at,
        verdict="verified",
    )  # fmt: skip


def items_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return list(document["first"]["items"])


def expanded(document: dict[str, Any]) -> dict[str, Any]:
    found = jsonld.expand(document, {"documentLoader": contexts.load})
    assert len(found) == 1
    return dict(found[0])


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (key for key in value if not key.startswith("@"))
        for name, inner in value.items():
            yield from keys_of(inner) if name != "@context" else ()
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


@pytest.mark.parametrize("name", SUBJECTS)
def test_annotations_are_json_ld_in_which_every_term_means_something(name: str) -> None:
    document = annotations(exported(package(name)))
    options = {"documentLoader": contexts.load}
    again_ = jsonld.compact(jsonld.expand(document, options), document["@context"], options)
    assert sorted(keys_of(again_)) == sorted(keys_of(document))


@pytest.mark.parametrize("name", SUBJECTS)
def test_annotations_follow_the_model(name: str) -> None:
    """Web Annotation Data Model, 3.1 (annotation), 4 (specific resource), 4.2.4 and 4.2.5 (selectors), 5 (collection)."""
    document = annotations(exported(package(name)))
    collection = expanded(document)
    assert collection["@type"] == [f"{AS}OrderedCollection"]
    items = collection[f"{AS}first"][0][f"{AS}items"][0]["@list"]
    assert collection[f"{AS}totalItems"][0]["@value"] == len(items) > 0
    assert len({item["@id"] for item in items}) == len(items)
    for item in items:
        assert item["@type"] == [f"{OA}Annotation"]
        assert item[f"{OA}motivatedBy"] == [{"@id": f"{OA}describing"}]
        assert {body["@type"][0] for body in item[f"{OA}hasBody"]} == {f"{OA}TextualBody"}
        for target in item[f"{OA}hasTarget"]:
            assert target["@type"] == [f"{OA}SpecificResource"]
            assert len(target[f"{OA}hasSource"]) == 1
            kinds = [selector["@type"][0].removeprefix(OA) for selector in target[f"{OA}hasSelector"]]
            assert kinds == ["TextQuoteSelector", "TextPositionSelector"]
            start, end = (target[f"{OA}hasSelector"][1][OA + edge][0] for edge in ("start", "end"))
            assert start["@type"].endswith("#nonNegativeInteger")
            assert 0 <= start["@value"] < end["@value"]


@pytest.mark.parametrize("name", SUBJECTS)
def test_positions_count_code_points_of_the_text_as_a_file(name: str) -> None:
    given = exported(package(name))
    file = to_file([block or "" for block in given.sidecar.text]).decode()
    claims = {f"{given.iri}:{claim.id}": claim for claim in given.claims.items if claim}
    for item in items_of(annotations(given)):
        targets = [target["selector"] for target in item["target"]]
        for quote, position in targets:
            assert file[position["start"] : position["end"]] == quote["exact"]
            assert file[: position["start"]].endswith(quote["prefix"])
            assert file[position["end"] :].startswith(quote["suffix"])
        assert " ".join(quote["exact"] for quote, _ in targets) == claims[item["id"]].exact


def test_the_source_is_named_by_the_digest_of_that_file() -> None:
    import hashlib

    given = exported(package("english"))
    source = items_of(annotations(given))[0]["target"][0]["source"]
    digest = hashlib.sha256(to_file([block or "" for block in given.sidecar.text])).digest()
    assert source["id"] == f"ni:///sha-256;{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    assert (source["type"], source["format"], source["language"]) == ("Text", "text/plain", "en")


def test_who_said_it_and_what_kind_it_is() -> None:
    quote = next(item for item in items_of(annotations(exported(package("english")))) if SECRET in json.dumps(item))
    assert {body["purpose"]: body["value"] for body in quote["body"]}["classifying"] == "direct_quote"
    assert {body["purpose"] for body in quote["body"]} == {"classifying", "identifying"}


def test_offsets_end_at_a_withheld_block() -> None:
    assert offsets(("Title", "He left.", "x")) == (0, 7, 17)
    assert offsets(("Title", None, "x")) == (0, 7, None)
    assert offsets(("\U0001f6a2", "x")) == (0, 3)
    assert offsets(()) == ()


def test_the_second_set_has_names_of_its_own() -> None:
    first, second = (annotations(exported(again(), position)) for position in (0, 1))
    assert not {item["id"] for item in items_of(first)} & {item["id"] for item in items_of(second)}
    assert {item["created"] for item in items_of(second)} == {FIRST}
    assert len(items_of(second)) == 4


FORMS = (annotations, schema_claims)


def _careless(built: Built) -> Built:
    """A redaction that withheld a block and forgot the claims, spans and digests that tell of it."""
    block = next(n for n, text in enumerate(built.document["text"]) if SECRET in text)
    return redacted(built, [f"blocks:{block}"])


@pytest.mark.parametrize("form", FORMS)
def test_nothing_withheld_is_exported(form: Any) -> None:
    whole, less = (json.dumps(form(exported(built))) for built in (package("english"), _careless(package("english"))))
    assert SECRET in whole
    assert SECRET not in less
    assert "direct_quote" in less
    assert str(package("english").document["article"]["text_sha256"]) not in less
    assert "ni:///" not in less


@pytest.mark.parametrize("form", FORMS)
def test_a_withheld_claim_is_not_exported(form: Any) -> None:
    held = redacted(package("english"), ["claims:3"])
    name = package("english").document["claims"][0]["items"][2]["id"]
    assert name in json.dumps(form(exported(package("english"))))
    assert name not in json.dumps(form(exported(held)))


@pytest.mark.parametrize("form", FORMS)
def test_a_name_that_only_a_withheld_block_holds_is_not_repeated(form: Any) -> None:
    """ "He", whom the claim resolves by a name in another block."""

    def named(document: Any) -> None:
        speaker = next(item for item in document["claims"][0]["items"] if item["speaker"])["speaker"]
        speaker.update(resolved="Zoryana Hidden", resolution="pronoun")

    told = edited(package("english"), named)
    assert "Zoryana Hidden" in json.dumps(form(exported(told)))
    last = len(told.document["text"]) - 1
    assert "Zoryana Hidden" not in json.dumps(form(exported(redacted(told, [f"blocks:{last}"]))))


def test_after_a_withheld_block_there_are_quotations_without_positions() -> None:
    selectors = [
        [selector["type"] for selector in target["selector"]]
        for item in items_of(annotations(exported(_careless(package("english")))))
        for target in item["target"]
    ]
    assert ["TextQuoteSelector"] in selectors
    assert ["TextQuoteSelector", "TextPositionSelector"] in selectors


@pytest.mark.parametrize("name", SUBJECTS)
def test_schema_org_claims_use_its_types_and_properties(name: str) -> None:
    document = schema_claims(exported(package(name)))
    assert set(keys_of(document)) <= set().union(*PROPERTIES.values())
    found = expanded(document)
    assert found["@type"] == [f"{SCHEMA}Dataset"]
    for node in _nodes(found):
        kind = node.get("@type", [None])[0]
        allowed = PROPERTIES[kind.removeprefix(SCHEMA) if kind else None]
        assert {key.removeprefix(SCHEMA) for key in node if not key.startswith("@")} <= allowed, node


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)
    elif isinstance(value, dict) and "@value" not in value:
        yield value
        for inner in value.values():
            yield from _nodes(inner)


def test_schema_org_claims_rate_nothing_and_ask_nothing() -> None:
    def asking(document: Any) -> None:
        document["claims"][0]["items"][1].update(kind="open_question")

    document = schema_claims(exported(edited(package("english"), asking)))
    assert {part["@type"] for part in document["hasPart"]} == {"Claim"}
    assert len(document["hasPart"]) == len(package("english").document["claims"][0]["items"]) - 1
    assert "rating" not in json.dumps(document).lower()
    assert {part["appearance"]["@id"] for part in document["hasPart"]} == {document["isBasedOn"]["@id"]}
