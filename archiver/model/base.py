"""What every model shares: frozen, strict, no unknown fields; and the scalar types of the format.

No field holds a float, a free-form JSON value or a naked `dict`: decimals are strings, confidence is per mille, and
what a page says about itself is kept as raw strings. That is what makes the canonical form (RFC 8785) trivial.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema

MAX_SAFE_INTEGER = 2**53 - 1  # RFC 8785 3.2.2.3: beyond it, JSON readers disagree about a number


def _admit_lists(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("type") == "tuple":
            schema["strict"] = False
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            _admit_lists(part)


class Frozen(BaseModel):
    """A model that cannot change, coerces nothing and refuses fields it does not know.

    A list stands for a tuple, as it does in JSON: so `model_validate` takes what a JSON parser made exactly where
    `model_validate_json` takes the octets, and no string is made twice.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, ser_json_inf_nan="strings")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema that pydantic makes, with lists admitted for tuples."""
        schema = handler(source)
        _admit_lists(schema)
        return schema

    def document(self) -> dict[str, Any]:
        """As plain JSON values, with the names used on disk."""
        return self.model_dump(mode="json", by_alias=True)


Count = Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER)]
Integer = Annotated[int, Field(ge=-MAX_SAFE_INTEGER, le=MAX_SAFE_INTEGER)]
PerMille = Annotated[int, Field(ge=0, le=1000)]
Hex16 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
AsciiKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$")]
Urn = Annotated[str, StringConstraints(pattern=r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Pair = tuple[str, str]
