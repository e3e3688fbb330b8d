"""What binds capture and segment: the list of members that name records is complete."""

from archiver.model.capture import Capture
from archiver.verify.bindings import NAMING


def test_every_member_that_names_a_record_is_checked() -> None:
    definitions = Capture.model_json_schema()["$defs"]
    naming = {f"#/$defs/{name}" for name, model in definitions.items() if "record" in model["properties"]}
    members = Capture.model_json_schema()["properties"]
    assert sorted(name for name, schema in members.items() if any(ref in str(schema) for ref in naming)) == list(NAMING)
