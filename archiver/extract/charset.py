r"""Which characters the octets stand for, and what says so.

    decode(b"\xef\xbb\xbfKyiv", "text/plain", None) == ("Kyiv", "utf-8", "bom")
    decode("Київ".encode("cp1251"), "text/plain", "windows-1251") == ("Київ", "windows-1251", "http")
    decode_as(body, label) == text          # for whatever `decode` returned

Evidence in the order of the WHATWG Encoding and HTML standards: byte order mark, transport, the document's own
declaration in its first octets, then the octets themselves. A declaration is evidence and no order: one that the octets
contradict is passed over. The label is always a name of the Encoding Standard, so that any reader can repeat the
decoding; octets that are no character under it become U+FFFD, as that standard has it.
"""

import codecs
import re
from typing import Literal

from archiver.extract import sniff

Source = Literal["bom", "http", "declared", "sniffed"]

PRESCAN_BYTES = 4096  # HTML 13.2.3.2 asks for 1024; pages put their scripts before the declaration
DAMAGE_PER_CHARACTER = 20  # damaged UTF-8 keeps at least this many sound multi-octet characters for each broken one
UTF8_EVIDENCE = 3  # so many sound multi-octet sequences do not come about by chance in another encoding

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))

# Encoding Standard 4.2: the standard's name -> Python's decoder and the labels that Python would read differently.
_NAMES: dict[str, tuple[str, str]] = {
    "utf-8": ("utf_8", "utf8 unicode-1-1-utf-8"),
    "utf-16le": ("utf_16_le", "utf-16 unicode ucs-2 iso-10646-ucs-2 csunicode"),
    "utf-16be": ("utf_16_be", ""),
    "ibm866": ("cp866", "866 cp866 csibm866"),
    "iso-8859-2": ("iso8859_2", "latin2 l2 iso8859-2 iso88592"),
    "iso-8859-3": ("iso8859_3", "latin3 iso8859-3"),
    "iso-8859-4": ("iso8859_4", "latin4 iso8859-4"),
    "iso-8859-5": ("iso8859_5", "cyrillic iso8859-5 iso88595"),
    "iso-8859-6": ("iso8859_6", "arabic iso8859-6"),
    "iso-8859-7": ("iso8859_7", "greek iso8859-7"),
    "iso-8859-8": ("iso8859_8", "hebrew iso8859-8 iso-8859-8-i logical"),
    "iso-8859-10": ("iso8859_10", "latin6"),
    "iso-8859-13": ("iso8859_13", ""),
    "iso-8859-14": ("iso8859_14", ""),
    "iso-8859-15": ("iso8859_15", "iso8859-15 l9 csisolatin9"),
    "iso-8859-16": ("iso8859_16", ""),
    "koi8-r": ("koi8_r", "koi koi8 koi8_r cskoi8r"),
    "koi8-u": ("koi8_u", "koi8-ru"),
    "macintosh": ("mac_roman", "mac x-mac-roman csmacintosh"),
    "x-mac-cyrillic": ("mac_cyrillic", "x-mac-ukrainian"),
    "windows-874": ("cp874", "tis-620 iso-8859-11 dos-874"),
    "windows-1250": ("cp1250", "cp1250 x-cp1250"),
    "windows-1251": ("cp1251", "cp1251 x-cp1251 win-1251 cp-1251"),
    "windows-1252": (
        "cp1252",
        "iso-8859-1 iso8859-1 iso88591 latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 cp1252 x-cp1252 x-user-defined",
    ),
    "windows-1253": ("cp1253", "cp1253 x-cp1253"),
    "windows-1254": ("cp1254", "cp1254 iso-8859-9 iso8859-9 latin5 x-cp1254"),
    "windows-1255": ("cp1255", "cp1255 x-cp1255"),
    "windows-1256": ("cp1256", "cp1256 x-cp1256"),
    "windows-1257": ("cp1257", "cp1257 x-cp1257"),
    "windows-1258": ("cp1258", "cp1258 x-cp1258"),
    "gb18030": ("gb18030", "gbk gb2312 x-gbk gb_2312-80 chinese"),
    "big5": ("big5hkscs", "big5-hkscs cn-big5 x-x-big5"),
    "euc-jp": ("euc_jp", "x-euc-jp"),
    "iso-2022-jp": ("iso2022_jp", "csiso2022jp"),
    "shift_jis": ("cp932", "shift-jis sjis ms_kanji x-sjis windows-31j ms932"),
    "euc-kr": ("cp949", "ks_c_5601-1987 korean ksc5601 windows-949"),
}
_CODECS = {name: codec for name, (codec, _) in _NAMES.items()}
_LABELS = {label: name for name, (_, others) in _NAMES.items() for label in (name, *others.split())}
_SEVERAL_OCTETS = frozenset(("utf-16le", "utf-16be", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"))

_XML_DECLARATION = re.compile(rb"""\s{0,64}<\?xml\s[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([\w.:-]{1,40})["']""")
_META = re.compile(rb"<meta[\s/][^>]{0,1000}", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""charset\s{0,8}=\s{0,8}["']?\s{0,8}([\w.:-]{1,40})""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


def decode(body: bytes, media_type: str, declared: str | None) -> tuple[str, str, Source]:
    """The text of `body`, the label of the encoding (Encoding Standard name) and the evidence that decided.

    `media_type` is bare; only HTML and XML declare an encoding inside themselves. `declared` is the label that the
    transport or the user gave. Never fails: what nothing explains is UTF-8 with replacement characters.
    """
    for mark, label in _BOMS:
        if body.startswith(mark):
            return decode_as(body, label), label, "bom"
    wide = sniff.utf16(body) if b"\x00" in body[:PRESCAN_BYTES] else None
    if wide and (text := _strict(body, wide)) is not None:
        return text, wide, "sniffed"
    utf8_text = _strict(body, "utf-8")
    sound_utf8 = utf8_text is not None and _several_octets(utf8_text) >= UTF8_EVIDENCE
    for label, source in _declarations(body, media_type, declared):
        text = _agrees(body, label, sound_utf8)
        if text is not None:
            return text, label, source
    label = "utf-8" if utf8_text is not None else _sniff(body)
    return decode_as(body, label), label, "sniffed"


def decode_as(body: bytes, charset_label: str) -> str:
    """The text of `body` under a recorded label, as `decode` gave it; without a byte order mark (Encoding 6).

    Raises LookupError for a label that the Encoding Standard does not know.
    """
    name = _LABELS.get(charset_label.strip().lower())
    if name is None:
        raise LookupError(f"expected a label of the WHATWG Encoding Standard, found {charset_label!r}")
    for mark, label in _BOMS:
        if name == label:
            body = body.removeprefix(mark)
    return body.decode(_CODECS[name], "replace")


def _declarations(body: bytes, media_type: str, declared: str | None) -> list[tuple[str, Source]]:
    found: list[tuple[str, Source]] = []
    outer = _LABELS.get(declared.strip(" \t\n\f\r\"'").lower()) if declared else None
    if outer:
        found.append((outer, "http"))
    inner = prescan(body) if media_type != "text/plain" else None
    if inner:
        found.append((inner, "declared"))
    return found


def prescan(body: bytes) -> str | None:
    """The encoding that the document declares for itself in its first octets (HTML 13.2.3.2), or None."""
    head = _COMMENT.sub(b"", body[:PRESCAN_BYTES])
    xml = _XML_DECLARATION.match(head)
    labels = [xml[1]] if xml else []
    labels += [m[1] for tag in _META.finditer(head) if (m := _META_CHARSET.search(tag[0]))]
    for label in labels:
        name = _LABELS.get(label.decode("ascii", "replace").lower())
        if name:
            # ibidem: a declaration that could be read as ASCII is not in UTF-16
            return "utf-8" if name.startswith("utf-16") else name
    return None


def _agrees(body: bytes, label: str, sound_utf8: bool) -> str | None:
    """The text under a declared label, or None when the octets contradict the declaration."""
    if sound_utf8 and label not in _SEVERAL_OCTETS:
        return _strict(body, label) if label == "utf-8" else None
    text = _strict(body, label)
    if text is None:
        return decode_as(body, label) if label == "utf-8" and damaged_utf8(body) else None
    if label in sniff.WESTERN and sniff.cyrillic(body):
        return None
    return text


def damaged_utf8(body: bytes) -> bool:
    """Whether `body` is UTF-8 with a few broken places (a cut character, a pasted octet) and not another encoding."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return _several_octets(text) - broken >= DAMAGE_PER_CHARACTER * broken


def _sniff(body: bytes) -> str:
    if damaged_utf8(body):
        return "utf-8"
    guess = sniff.cyrillic(body) or sniff.other(body)
    label = _LABELS.get(guess.replace("_", "-").lower()) or _LABELS.get(guess) if guess else None
    return label if label and _strict(body, label) is not None else "utf-8"


def _several_octets(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _strict(body: bytes, label: str) -> str | None:
    try:
        return codecs.decode(body, _CODECS[label], "strict")
    except UnicodeDecodeError:
        return None
