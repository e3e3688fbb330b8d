"""Files that are made by the program and committed: the help in README.md and the packages under archives/sample.

python -m tests.generated --check      what differs, and exit status 1 when anything does (`make check`)
python -m tests.generated --write      makes again what differs, with new throw-away keys (`make fix`)
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from archiver.flows.neighbours import FolderNeighbours
from archiver.flows.verify import overall, verify_files
from archiver.sign.dsse import payload_of
from archiver.store.packages import find_packages
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options
from tests import samples
from tests.samples import ROOT, SAMPLE

README = ROOT / "README.md"
SCHEMAS = ROOT / "schemas"
TRUST = SAMPLE / "trust.json"
COLUMNS = "96"
HELP = re.compile(r"(?<=<!-- generated: archiver --help -->\n).*?(?=<!-- end -->)", re.S)


def readme() -> str:
    """README.md with the help of today's program in it."""
    text = README.read_text(encoding="utf-8")
    done, count = HELP.subn(lambda _: f"```text\n{help_text()}```\n", text)
    if count != 1:
        raise SystemExit(f"{README}: expected one block of generated help, found {count}")
    return done


def help_text() -> str:
    """What `archiver --help` prints."""
    environment = {**os.environ, "COLUMNS": COLUMNS, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "archiver", "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.lstrip("\n").replace("python -m archiver", "archiver")


def faults() -> Iterator[str]:
    """What is not in step, one line each."""
    if README.read_text(encoding="utf-8") != readme():
        yield "README.md: its help is not what the program prints"
    yield from sample_faults()


def sample_faults() -> Iterator[str]:
    """What is wrong with the committed sample."""
    files = samples.committed()
    if not files or not TRUST.is_file():
        yield "archives/sample: it is missing"
        return
    for name, data in files.items():
        if name.endswith(".json"):
            yield from (f"archives/sample/{name}: {fault}" for fault in schema_faults(data))
    yield from verification_faults()
    today = samples.comparable(samples.pack(samples.known_signers(TRUST.read_bytes())))
    there = samples.comparable(files)
    for name in sorted(today.keys() | there.keys()):
        if today.get(name) != there.get(name):
            yield f"archives/sample/{name}: not what today's program makes of the same article"


def schema_faults(octets: bytes) -> Iterator[str]:
    """Where a sidecar, its envelope or its statement departs from the JSON Schemas in `schemas/`."""
    document = orjson.loads(octets)
    yield from _departures("package", document)
    envelope = document["provenance"]["capture"]
    yield from _departures("envelope", envelope)
    yield from _departures("statement", orjson.loads(_payload(document)))


def _payload(document: dict[str, Any]) -> bytes:
    from archiver.model.statement import Envelope

    return payload_of(Envelope.model_validate_json(orjson.dumps(document["provenance"]["capture"])))


def _departures(schema: str, document: object) -> Iterator[str]:
    rules = orjson.loads((SCHEMAS / f"{schema}.schema.json").read_bytes())
    for error in Draft202012Validator(rules).iter_errors(document):
        yield f"{schema} schema at /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def verification_faults() -> Iterator[str]:
    """What `archiver verify archives/sample --trust archives/sample/trust.json` would say."""
    from archiver.sign import trust

    packages = list(find_packages(SAMPLE))
    trusted = Trusted.of(trust.read(TRUST.read_bytes(), what="trust.json"))
    neighbours = FolderNeighbours(packages)
    outcomes = [verify_files(files, trusted, Options(), neighbours) for files in packages]
    if overall(outcomes)[1]:
        yield "archives/sample: it does not verify"


def write() -> None:
    """Makes again what is not in step; what is stays untouched, signatures and all."""
    README.write_text(readme(), encoding="utf-8")
    if any(sample_faults()):
        _write_sample()


def _write_sample() -> None:
    for name in samples.committed():
        (SAMPLE / name).unlink()
    signers = samples.new_signers()
    for name, data in {"trust.json": samples.trust_of(signers), **samples.pack(signers)}.items():
        path = SAMPLE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


def main() -> None:
    """`--check` or `--write`."""
    if sys.argv[1:] == ["--write"]:
        write()
    elif sys.argv[1:] == ["--check"]:
        found = list(faults())
        sys.stderr.write("".join(f"{fault}; run `make fix`\n" for fault in found))
        sys.exit(bool(found))
    else:
        sys.exit((__doc__ or "").strip())


if __name__ == "__main__":
    main()
