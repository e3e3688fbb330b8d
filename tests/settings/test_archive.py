"""`archiver.yaml`: what is written is read, and everything else is refused with its line."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from archiver.errors import LimitError, ResourceError, UsageError
from archiver.settings.archive import (
    MAX_SETTINGS,
    ArchiveSettings,
    dump_settings,
    find_archive,
    load_settings,
    parse_settings,
    write_settings,
)

ID = "urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11"
SETTINGS = ArchiveSettings(version=1, archive=ID, name="Світ: 'desk' #1", signers="world-desk")
GOOD = f"version: 1\narchive: {ID}\nname: World desk\nsigners: world-desk\n"

WRONG = [
    (
        GOOD + "run_time: soon\n",
        "line 5: expected run_time to be a length of time such as 90s, 15m, 6h, 1d or 2w, found 'soon'",
    ),
    (GOOD + "\ndisk_reserve: lots\n", "line 6: expected disk_reserve to be an amount of disk such as 500M or 2G"),
    (GOOD + "schedule: 1h 6h 2h\n", "line 5: expected schedule to be 1 to 20 rising lengths of time"),
    (GOOD + "browser: yes\n", "line 5: expected true or false, found 'yes'"),
    (GOOD + "browser: 'true'\n", "line 5: expected true or false, found 'true'"),
    (GOOD + "with_resources: 1\n", "line 5: expected true or false, found '1'"),
    (GOOD + "jobs: 0\n", "line 5: expected jobs to be 1 or more, found 0"),
    (GOOD + "jobs: 300\n", "line 5: expected jobs to be 256 or less, found 300"),
    (GOOD + "jobs: many\n", "line 5: expected jobs to be a whole number, found 'many'"),
    (GOOD + "roll_sidecars: gzip\n", "line 5: expected roll_sidecars to be 'plain' or 'zstd', found 'gzip'"),
    (GOOD + "roll_prefix: a-b\n", "line 5: expected roll_prefix to be letters, digits and _, 32 at most, found 'a-b'"),
    (GOOD + "store: ftp://x\n", "line 5: expected store to be an address such as s3://bucket/prefix, gs:, az: or"),
    (GOOD + "source_every: 1h\nsource_every: 2h\n", "line 6: expected each setting once"),
    (GOOD + "name: Again\n", "line 5: expected each setting once, found 'name' again (first in line 3)"),
    (GOOD + '"\\u006eame": Again\n', "line 5: expected each setting once, found 'name' again (first in line 3)"),
    (GOOD + "\n# a comment\ntrust: all\n", "line 7: expected one of version, archive, name, signers, authorities,"),
    (GOOD + "<<: {name: x}\n", "line 5: expected plain values, found a mapping {"),
    (GOOD.replace("version: 1", "version: 2"), "line 1: expected version to be 1, found 2"),
    (GOOD.replace("version: 1", "version: 01"), "line 1: expected a string or a decimal integer, found '01'"),
    (GOOD.replace("version: 1", "version: 0x1"), "line 1: expected a string or a decimal integer, found '0x1'"),
    (GOOD.replace("version: 1", "version: '1'"), "line 1: expected version to be 1, found '1'"),
    (GOOD.replace("version: 1", "version: true"), "line 1: expected a string or a decimal integer, found 'true'"),
    (GOOD.replace(ID, "urn:uuid:1"), "line 2: expected archive to be the archive's id, urn:uuid: and"),
    (GOOD.replace("World desk", "[a]"), "line 3: expected plain values, found a list ["),
    (GOOD.replace("World desk", "12"), "line 3: expected name to be text, found 12"),
    (GOOD.replace("World desk", '"\\e[2J"'), "line 3: expected name"),
    (GOOD.replace("World desk", "null"), "line 3: expected a string"),
    (
        GOOD.replace("world-desk", "../desk"),
        "line 4: expected signers to be a name of small letters, digits, - and _, 64 characters at most, found '../desk'",
    ),
    (GOOD.replace("name: World desk\n", ""), "line 1: expected name to be a value, found none"),
    (GOOD.replace("World", "&x World"), "line 3: expected plain values, found an anchor (&)"),
    (GOOD.replace("World", "!!python/object:os.system World"), "line 3: expected plain values, found a tag (!)"),
    (GOOD.replace("World desk", "*x"), "line 3: expected plain values, found an alias (*)"),
    ("%YAML 1.1\n---\n" + GOOD, "line 1: expected plain values, found a directive (%)"),
    (GOOD + "---\n" + GOOD, "line 6: expected plain values, found a second mapping"),
    (GOOD + "name: 'open\n", "expected YAML (found unexpected end of stream)"),
    (GOOD + "\tname: x\n", "line 5: expected YAML"),
    (GOOD + "--- 12\n", "line 5: expected YAML (but found another document)"),
    ("", "line 1: expected settings as `name: value`, found none"),
    ("- a\n", "line 1: expected plain values, found a list (-)"),
    ("12", "line 1: expected settings as `name: value`, found none"),
    ("? [a]\n: b\n", "line 1: expected plain values, found a list ["),
    ("[" * 60_000, "line 1: expected plain values, found a list ["),
    ("{" * 60_000, "line 1: expected plain values, found a mapping {"),
    ("- " * 30_000, "line 1: expected plain values, found a list (-)"),
    ("? " * 30_000, "line 1: expected plain values, found a second mapping"),
    ("name:\n  a: b\n", "line 2: expected plain values, found a second mapping"),
    ("name: \x00", "expected YAML in UTF-8, found ReaderError"),
]


@pytest.mark.parametrize(("text", "problem"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "archiver.yaml").write_text(text)
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path}/archiver.yaml, line ")
    assert problem in message
    assert message.isprintable()


def test_octets_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(UsageError, match="YAML in UTF-8"):
        parse_settings(GOOD.encode() + b"# \xff\n", "archiver.yaml")


def test_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "archiver.yaml").write_text(GOOD)
    expected = ArchiveSettings(version=1, archive=ID, name="World desk", signers="world-desk")
    assert load_settings(tmp_path) == expected


def test_what_is_written_is_read_and_explained_and_never_overwritten(tmp_path: Path) -> None:
    write_settings(tmp_path, SETTINGS)
    assert load_settings(tmp_path) == SETTINGS
    text = (tmp_path / "archiver.yaml").read_text()
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    assert all(f"# {name} " in comments for name in ArchiveSettings.model_fields)
    with pytest.raises(ResourceError, match="an archive already"):
        write_settings(tmp_path, SETTINGS)


@given(st.text(min_size=1, max_size=200))
def test_every_name_survives_writing_and_other_readers_agree(name: str) -> None:
    try:
        settings = ArchiveSettings(version=1, archive=ID, name=name, signers="a")
    except ValidationError:
        assert not name.isprintable() or max(name) >= "\ud800"
        return
    written = dump_settings(settings)
    assert parse_settings(written, "archiver.yaml") == settings
    assert dump_settings(parse_settings(written, "archiver.yaml")) == written
    assert yaml.safe_load(written) == settings.model_dump(exclude_none=True)


def test_the_limit(tmp_path: Path) -> None:
    (tmp_path / "archiver.yaml").write_text(GOOD.ljust(MAX_SETTINGS, "\n"))
    assert load_settings(tmp_path).name == "World desk"
    (tmp_path / "archiver.yaml").write_text(GOOD.ljust(MAX_SETTINGS + 1, "\n"))
    with pytest.raises(LimitError, match=f"at most {MAX_SETTINGS} octets"):
        load_settings(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"archiver\.yaml.*No such file"):
        load_settings(tmp_path)


def test_the_archive_is_the_nearest_folder_above_with_settings(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    (inner / "2026" / "11").mkdir(parents=True)
    for folder in (tmp_path / "outer", inner):
        write_settings(folder, SETTINGS)
    file = inner / "2026" / "11" / "a.json"
    file.touch()
    assert find_archive(file) == inner
    assert find_archive(inner) == inner
    assert find_archive(tmp_path / "outer" / "none" / "there") == tmp_path / "outer"
    assert find_archive(tmp_path) is None


def test_more_authorities_than_are_asked_are_no_silent_loss() -> None:
    settings = ArchiveSettings(
        version=1, archive="urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11", name="desk", signers="default",
        authorities=" ".join(f"https://{n}.example.org/" for n in range(9)),
    )  # fmt: skip
    with pytest.raises(UsageError, match="at most 8 time authorities"):
        settings.authority_urls()
