"""JSON Schemas of the files that say whom to trust; those of packages are in `archiver.model.schema`."""

from typing import Any

from archiver.model.schema import schema_of
from archiver.sign.roots import HolderFile, Pinned, Published, Root, TrustList
from archiver.sign.trust import Trust


def trust_schemas() -> dict[str, dict[str, Any]]:
    """File name -> schema, for trust files, and for the roots and lists inside signed ones."""
    return {
        "trust.schema.json": schema_of(Trust, "urn:archiver:schema:trust:v1"),
        "signed-trust.schema.json": schema_of(Published, "urn:archiver:schema:signed-trust:v1"),
        "root.schema.json": schema_of(Root, "urn:archiver:schema:root:v1"),
        "trust-list.schema.json": schema_of(TrustList, "urn:archiver:schema:trust-list:v1"),
        "root-holder.schema.json": schema_of(HolderFile, "urn:archiver:schema:root-holder:v1"),
        "pinned-root.schema.json": schema_of(Pinned, "urn:archiver:schema:pinned-root:v1"),
    }
