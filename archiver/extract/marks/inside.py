"""Sentences inside a paragraph of the article that are none of the article's: asked for, linked to, credited.

    "The bridge is open. Read more: Storm is coming"           -> (20, 46, "related-link")
    "Sign up for our newsletter. The bridge is open."          -> (0, 27, "newsletter")
    "The bridge is open. This story first appeared in ..."     -> (20, ..., "source-line")

The whole sentence has to be one of a closed list; a sentence in quotation marks, or with some in it, never is.
"""

import re
from collections.abc import Iterator
from typing import Literal

from archiver.extract.main import tongues

Reason = Literal["newsletter", "promotion", "related-link", "source-line", "caption-credit"]
Inside = tuple[int, int, Reason]

MAX_BLOCK = 4_000  # code points of a paragraph that is looked into
MAX_SENTENCE = 300  # code points of a sentence that is none of the article's
MAX_SPANS = 20  # of one paragraph

_INITIAL = r"(?<!\b[A-ZА-ЯЇІЄҐ].)"
_END = re.compile(rf"[.!?…]{_INITIAL}[.!?…]*[\"”»’)\]]*\s+")
_END_OR_BRACKET = re.compile(
    _END.pattern + r"|\s(?=[\[(](?i:photo|image|picture|video|read|related|фото|foto|bild)\b)|(?<=\))\s(?=[A-ZА-ЯЇІЄҐ])"
)
_OPENING, _CLOSING = "“«„", "”»"
_CHANNELS = (
    r"(?:telegram|twitter|facebook|instagram|whatsapp|youtube|viber|tiktok|threads|bluesky|google\ news|linkedin|x\b)"
)
_BY_MAIL = r"(?=[^.!?]*(?:newsletter|infolettre|bolet|nieuwsbrief|e-?mail))"
_REST = r"[^.!?]{0,160}[.!…)\]]{0,3}"
# Every sentence of the list begins with one of these, most others do not
_STARTS = (
    "(", "[", "read ", "watch ", "see ", "learn ", "related", "more on", "don’t", "don't", "click ", "please ",
    "sign up",
    "subscribe", "register", "you can ", "unsubscribe", "follow ", "join ", "find ", "like ", "share this", "story ",
    "article ", "scroll ", "this article", "this story", "this piece", "this post", "this essay", "this interview",
    "this column", "the article", "the story", "the piece", "the post", "the essay", "the interview", "the column",
    "a version", "a longer", "a shorter", "photo", "image", "lesen sie", "sehen sie", "hören sie", "mehr ", "auch int",
    "siehe auch", "das könnte", "à ", "a lire", "a voir", "a écouter", "lire ", "voir ", "écouter ", "sur le même",
    "lee ", "leer ", "ver tam", "vea ", "mira ", "mire ", "también te", "te puede", "leia ", "veja ", "assista ",
    "você ", "leggi ", "vedi ", "guarda ", "ti pot", "potrebbe", "czytaj", "zobacz", "przeczytaj", "sprawdź", "lees ",
    "zie ook", "bekijk", "abonn", "folgen ", "melde", "jetzt ", "hier ", "inscri", "suivez", "retrouvez", "rejoignez",
    "recevez", "suscríb", "apúnt", "regístr", "sig", "síg", "recib", "únete", "assine", "cadastre", "receba", "entre ",
    "iscriv", "abbon", "segui", "ricevi", "zapisz", "zasub", "subskr", "obserwuj", "polub", "śledź", "schrijf",
    "meld ", "volg ", "dieser ", "der artikel", "der beitrag", "der text", "cet ", "ce texte", "esta ", "este ",
    "questo ", "читайте", "дивіться", "смотрите", "вас ", "вам ", "підпи", "подпи", "приєдн", "присоед", "стежте",
    "следите", "ця ", "эта ", "фото", "foto",
)  # fmt: skip
_BRACKETS = ("(", "[")
_FIRST_TWO = frozenset(start[:2] for start in _STARTS)
MAX_START = max(map(len, _STARTS))
_WRITTEN: tuple[tuple[Reason, str], ...] = (
    ("related-link",
     rf"""[\[(]?(?:(?:read|watch|see|learn)\ (?:more|also|next|our\ .{{3,40}})|see\ also
       |related(?:\ (?:articles?|story|stories|news))?
          |more\ on\ this(?:\ story)?|don['’]t\ miss|читайте\ (?:також|также|ще|еще|ещё|далі)|дивіться\ також
            |смотрите\ также
          |{tongues.RELATED})\s?:\s[^.!?]{{3,200}}[.!?]?[\])]?
       |(?:read\ (?:more|the\ (?:full|original)\ (?:article|story|report|interview))(?:\ (?:here
         |on\ our\ .{{0,40}}))?[.!]?)
       |click\ here\ (?:to|for)\ (?:read|more|the\ full)\b{_REST}"""),
    ("newsletter",
     rf"""(?:please\ |click\ here\ to\ )?(?:sign\ up|subscribe|register)\b[^.!?]{{0,120}}\b(?:newsletters?|inbox
       |bulletin|mailing\ list)\b{_REST}
       |(?:please\ |click\ here\ to\ )?(?:sign\ up|subscribe)\ (?:here|now|today)[.!]?
       |you\ can\ unsubscribe\ at\ any\ time[.!]?|unsubscribe\ (?:here|at\ any\ time)[.!]?
       |(?:підпи|подпи)[^.!?]{{0,60}}(?:розсилк|рассылк){_REST}
       |{_BY_MAIL}(?:{tongues.INVITED.pattern}){_REST}"""),
    ("promotion",
     rf"""(?:you\ can\ (?:also\ )?)?(?:follow|join|find|like|subscribe\ to)\ (?:us|our
       |me)\b[^.!?]{{0,80}}\b{_CHANNELS}{_REST}
       |(?:підпи|приєдну|стежте|подпи|присоедин|следите)[^.!?]{{0,80}}(?:канал|{_CHANNELS}|телеграм|фейсбу|ютуб
         |вайбер|[іи]нстаграм){_REST}
       |share\ this\ (?:article|story|post)\b{_REST}|(?:story|article)\ continues\ below{_REST}
       |scroll\ down\ (?:for|to\ see)\ (?:the\ )?(?:video|more){_REST}
       |(?:{tongues.INVITED.pattern}){_REST}"""),
    ("source-line",
     rf"""(?:(?:this|the)\ (?:article|story|piece|post|essay|interview|column)\ (?:(?:was|is|has\ been
       |had)\ )?(?:originally|first|also)\s
          (?:published|appeared|posted|produced)\b|a\ (?:longer\ |shorter\ )?version\ of\ this\ (?:article|story
            |piece|post|essay|column)\b
          [^.!?]{{0,30}}\b(?:appeared|published)\b
          |this\ (?:article|story)\ is\ (?:re)?published\ (?:here\ )?(?:from|under|with|in\ partnership)\b)
          (?:[^.!?]|[.](?=\w)){{0,200}}[.!)\]]{{0,3}}
       |(?:dieser|der)\ (?:artikel|beitrag|text)\ (?:ist|erschien|wurde)\ (?:zuerst|zunächst
         |ursprünglich)\b{_REST}
       |(?:cet\ article|ce\ texte)\ (?:a\ (?:d['’]abord\ |initialement\ )?été|est\ (?:d['’]abord|initialement))\s
          [^.!?]{{0,30}}(?:publié|paru){_REST}
       |est[ea]\ (?:artículo|nota|texto|artigo)\ (?:fue|se|foi)\ (?:publicó|publicad[oa])\ (?:original|primeir
         |por\ primera){_REST}
       |questo\ articolo\ è\ (?:stato\ )?(?:originariamente\ |inizialmente\ )?(?:pubblicato
         |apparso)\ (?:originariamente|per\ la\ prima|su|in)\b{_REST}
       |(?:ця|эта)\ статт?[тья]{{1,2}}\ [^.!?]{{0,20}}(?:вперше|впервые|спочатку|первоначально){_REST}"""),
    ("caption-credit",
     r"""[\[(](?:photo|image|picture|video|фото|foto|bild)(?:\ (?:credits?|by|from|courtesy\ of|via)\s?:?
       |\s?:)\s[^!?()]{2,80}[.]?[\])]\.?
       |(?:photo|image)s?\ (?:credits?\s?:|courtesy\ of|by)\ [^.!?]{2,60}[.]?|(?:photo|image|фото
         |foto)\s?:\s[^.!?]{2,60}[.]?"""),
)  # fmt: skip
_KINDS = tuple((reason, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for reason, pattern in _WRITTEN)


def inside(block: str) -> Iterator[Inside]:
    """Sentences of a canonical block that are none of the article's: code-point ranges in order, with their reason."""
    if len(block) > MAX_BLOCK:
        return
    found = 0
    for start, end in _sentences(block):
        reason = _reason(block[start:end]) if end - start <= MAX_SENTENCE else None
        if reason and (start, end) != (0, len(block)) and not _is_quoted(block, start):
            yield start, end, reason
            found += 1
            if found == MAX_SPANS:
                return


def _sentences(block: str) -> Iterator[tuple[int, int]]:
    start = 0
    ends = _END_OR_BRACKET if "(" in block or "[" in block else _END
    for match in ends.finditer(block):
        end = match.start() + len(match[0].rstrip())
        if end > start:
            yield start, end
        start = match.end()
    if start < len(block):
        yield start, len(block)


def _reason(sentence: str) -> Reason | None:
    start = sentence[:MAX_START].lower()
    if start[:2] not in _FIRST_TWO and start[:1] not in _BRACKETS:
        return None
    if not start.startswith(_STARTS) or any(mark in sentence for mark in '"“”„«»'):
        return None
    return next((reason for reason, pattern in _KINDS if pattern.fullmatch(sentence)), None)


def _is_quoted(block: str, at: int) -> bool:
    """Whether a quotation that began before `at` is still open there."""
    ahead = block[:at]
    opened = sum(map(ahead.count, _OPENING)) - sum(map(ahead.count, _CLOSING))
    return opened > 0 or ahead.count('"') % 2 == 1
