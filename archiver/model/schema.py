"""JSON Schemas (2020-12) of what is kept on disk, generated from the models."""

from typing import Any

from pydantic import BaseModel

from archiver.model.audit import AuditRecord
from archiver.model.later import ClaimsStatement, WithdrawalStatement
from archiver.model.report import Report
from archiver.model.results import ResultRow
from archiver.model.rolled import RolledContents
from archiver.model.run import RunReport
from archiver.model.sidecar import Sidecar
from archiver.model.statement import CaptureStatement, Envelope

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """File name -> schema, for every document of the format."""
    return {
        "package.schema.json": schema_of(Sidecar, "urn:archiver:schema:package:v1"),
        "statement.schema.json": schema_of(CaptureStatement, "urn:archiver:schema:statement:v1"),
        "claims-statement.schema.json": schema_of(ClaimsStatement, "urn:archiver:schema:claims-statement:v1"),
        "withdrawal-statement.schema.json": schema_of(
            WithdrawalStatement, "urn:archiver:schema:withdrawal-statement:v1"
        ),
        "envelope.schema.json": schema_of(Envelope, "urn:archiver:schema:envelope:v1"),
        "run.schema.json": schema_of(RunReport, "urn:archiver:schema:run:v1"),
        "report.schema.json": schema_of(Report, "urn:archiver:schema:report:v1"),
        "rolled.schema.json": schema_of(RolledContents, "urn:archiver:schema:rolled:v1"),
        "results.schema.json": schema_of(ResultRow, "urn:archiver:schema:results:v1"),
        "audit.schema.json": schema_of(AuditRecord, "urn:archiver:schema:audit:v1"),
    }


def schema_of(model: type[BaseModel], name: str) -> dict[str, Any]:
    """The schema of one model under the id `name`."""
    return {"$schema": DIALECT, "$id": name, **model.model_json_schema(by_alias=True, mode="validation")}
