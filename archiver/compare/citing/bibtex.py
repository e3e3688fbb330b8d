r"""Citations in BibTeX: written so that every style can set them, and read back so that they can be checked.

    @misc{archiver-4f2c...,
      title = {{Bridge reopens}},
      url = {https://www.example.org/pell},
      archiverstatement = {sha256:...},
    }

Everything but addresses and ids is escaped for TeX (`\%`, `\textbraceleft{}`), so that braces always balance; what
could steer a terminal is spelled `\u202e`. The reader takes any bibliography: entries that name no statement are
handed on with what they have. Its time is linear in the file.
"""

import re
from collections.abc import Callable, Iterator

from archiver.compare.citing.citation import Citation
from archiver.compare.citing.entry import MAX_ENTRIES, Entry
from archiver.errors import FormatError, LimitError

MAX_DEPTH = 64  # braces inside each other
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "%": r"\%", "#": r"\#", "$": r"\$", "&": r"\&", "_": r"\_",
}  # fmt: skip
_UNESCAPES = {escaped: plain for plain, escaped in _ESCAPES.items()}
_ESCAPED = re.compile(
    r"\\text(?:backslash|braceleft|braceright|asciitilde|asciicircum)\{\}|\\[%#$&_]"
    r"|\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})"
)
_ENTRY = re.compile(r"@\s*([A-Za-z]{1,32})\s*([{(])")
_KEY = re.compile(r"\s*([^\s,{}()=]{1,256})\s*,")
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][A-Za-z0-9_:+.-]{0,63})\s*=\s*")
_BARE = re.compile(r"[A-Za-z0-9._:-]{1,256}")
_BRACE = re.compile(r"[{}]")
_QUOTED_END = re.compile(r'[{}"]')
_NOT_ENTRIES = frozenset(("comment", "string", "preamble"))


def bibtex(citation: Citation, safe: Callable[[str], str]) -> str:
    """The citation as one entry."""
    fields: list[tuple[str, str]] = [("title", "{" + _escaped(citation.title) + "}")]
    if citation.authors:
        fields.append(("author", " and ".join("{" + _escaped(name) + "}" for name in citation.authors)))
    fields += [("howpublished", _escaped(citation.publisher))] if citation.publisher else []
    fields += [("date", citation.published[:10]), ("year", citation.published[:4])] if citation.published else []
    fields += [("url", _address(citation.link)), ("urldate", citation.captured_at[:10])]
    fields.append(("note", f"Captured {citation.captured_at}, version {citation.sequence + 1}"))
    fields += [("archiveroriginal", _address(citation.url)), ("archivercaptured", citation.captured_at)]
    fields += [("archiverstatement", citation.statement_id), ("archiverarchive", citation.archive)]
    fields.append(("archiversequence", str(citation.sequence)))
    if quote := citation.quote:
        fields += [("archiverquote", _escaped(quote.exact))]
        fields += [("archiverplace", f"{quote.block}:{quote.start}-{quote.end}")]
        fields += [("archiverclaim", _escaped(quote.claim))] if quote.claim else []
        fields += [("archiverproof", str(quote.proof))] if quote.proof else []
    lines = "".join(f"  {name} = {{{safe(value)}}},\n" for name, value in fields)
    return f"@misc{{{citation.key},\n{lines}}}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in text)


def _address(url: str) -> str:
    """Braces and backslashes percent-encoded: an address is set as it is."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def unescaped(value: str) -> str:
    """What `_escaped` and the spelling of controls made, undone."""
    return _ESCAPED.sub(_plain, value)


def _plain(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is None:
        return _UNESCAPES[found[0]]
    number = int(code, 16)
    return chr(number) if number < 0x110000 else found[0]


def entries(text: str) -> Iterator[Entry]:
    """The entries of a bibliography; raises FormatError for one that does not end, LimitError for too many."""
    at, line, counted, number = 0, 1, 0, 0
    while found := _ENTRY.search(text, at):
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        if found[1].lower() in _NOT_ENTRIES:
            at = _end(text, found.end() - 1, line) if found[2] == "{" else found.end()
            continue
        number += 1
        if number > MAX_ENTRIES:
            raise LimitError(f"expected at most {MAX_ENTRIES} entries, found more")
        entry, at = _entry(text, found.end(), line)
        if entry:
            yield entry


def _entry(text: str, at: int, line: int) -> tuple[Entry | None, int]:
    """An entry behind its opening brace, and where it ends; None where no key follows."""
    key = _KEY.match(text, at)
    if key is None:
        return None, at
    fields: dict[str, str] = {}
    at = key.end()
    while found := _FIELD.match(text, at):
        value, at = _value(text, found.end(), line)
        name = found[1].lower()
        if name in fields:
            raise FormatError(f"line {line}: expected the field {name} once in {key[1]}, found it twice")
        fields[name] = unescaped(value)
    return Entry(key[1], fields, line), at


def _value(text: str, at: int, line: int) -> tuple[str, int]:
    """A field's value: braces, quotation marks, or a bare word; `#` joins nothing here."""
    if text.startswith("{", at):
        end = _end(text, at, line)
        return _unwrapped(text[at + 1 : end - 1]), end
    if text.startswith('"', at):
        end = _quoted_end(text, at, line)
        return _unwrapped(text[at + 1 : end - 1]), end
    bare = _BARE.match(text, at)
    if bare is None:
        raise FormatError(f"line {line}: expected a value, found {text[at : at + 20]!a}")
    return bare[0], bare.end()


def _end(text: str, at: int, line: int) -> int:
    """Behind the brace that closes the one at `at`."""
    depth = 0
    for found in _BRACE.finditer(text, at):
        depth += 1 if found[0] == "{" else -1
        if depth > MAX_DEPTH:
            raise LimitError(f"line {line}: expected braces at most {MAX_DEPTH} deep, found more")
        if not depth:
            return found.end()
    raise FormatError(f"line {line}: expected a closing brace, found the end of the file")


def _quoted_end(text: str, at: int, line: int) -> int:
    depth = 0
    for found in _QUOTED_END.finditer(text, at + 1):
        if found[0] == '"' and not depth:
            return found.end()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    raise FormatError(f"line {line}: expected a closing quotation mark, found the end of the file")


def _unwrapped(value: str) -> str:
    """Without the second pair of braces that keeps a title's capitals."""
    inner = value[1:-1]
    return inner if value[:1] == "{" and value[-1:] == "}" and "{" not in inner and "}" not in inner else value
