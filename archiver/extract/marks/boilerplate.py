"""Boilerplate that stays in the canonical text and is no part of the article.

    "You can unsubscribe at any time. We use your sign-up to ..."  -> newsletter, the whole block
    "Starmer hit with blow [REPORT] Storm is coming [LIVE]"         -> related-link, each line up to its label
    "Читайте також: Як відновлюють міст"                            -> related-link
    "Source: Read Full Article"                                     -> source-line
    "The bridge is open. Sign up for our newsletter."               -> newsletter, the sentence (see `inside`)

Nothing is removed: whoever doubts a rule still reads the words. The rules would rather miss a line than take one from
the article: a block with a quotation in it is never excluded whole, nor is a long one, and a label is one of a closed
list in capitals, so that "[the offensive]" inside a quotation is none.
"""

import re
from collections.abc import Iterator, Sequence

from archiver.extract.main.lines import fills
from archiver.extract.marks.inside import Inside, Reason, inside
from archiver.model.article import Excluded

MAX_LENGTH = 600  # code points; a longer block is an article's paragraph, whatever it begins with
MAX_LINK = 200  # code points of one labelled link or one "Read more" line
MAX_CREDIT_WORDS = 8
MAX_SOURCE_WORDS = 6

_MARKS = re.compile("[“”„«»]")
_LABEL = re.compile(
    r"\[(?:POLL|REPORT|REPORTS|ANALYSIS|INSIGHT|VIDEO|LIVE|LATEST|PICTURES|PICS|PHOTOS|GALLERY|REVEAL|REVEALED|COMMENT|"
    r"OPINION|INTERVIEW|EXCLUSIVE|EXPLAINED|EXPLAINER|WATCH|READ|QUIZ|MAP|MAPS|MAPPED|SPOTLIGHT|UPDATE|BREAKING|"
    r"ВІДЕО|ФОТО|ОНОВЛЕНО|ОПРОС|ВИДЕО|ОБНОВЛЕНО)\]"
)
_SENTENCE_INSIDE = re.compile(r"\.\s+\S")
_NEWSLETTER = re.compile(
    r"""(?:please\ )?(?:sign\ up|subscribe|register)\b[^.]{0,80}\b(?:newsletters?|e-?mails?|inbox|bulletin|alerts)\b
      | get\ [^.]{0,80}\b(?:straight|delivered|sent)\ [^.]{0,30}\b(?:inbox|email)\b
      | (?:підпишіться|підписуйтесь|підписуйтеся)\b[^.]{0,60}\bрозсилк
      | (?:подпишитесь|подписывайтесь)\b[^.]{0,60}\bрассылк""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_A_NEWSLETTER = re.compile(
    r"we use your sign-?up to provide|\byou can unsubscribe at any time",
    re.IGNORECASE,
)
_CHANNELS = r"(?:telegram|twitter|facebook|instagram|whatsapp|youtube|viber|tiktok|threads|bluesky|google\ news|x\b)"
_PROMOTION = re.compile(
    rf"""^(?:follow|join|find|like|subscribe\ to)\ (?:us|our|the)\b[^.]{{0,80}}\b{_CHANNELS}
      | ^download\ (?:our|the)\ [^.]{{0,40}}\bapp\b
      | ^(?:підписуйтесь|підписуйтеся|підпишіться|приєднуйтесь|приєднуйтеся|стежте)\ [^.]{{0,80}}
        (?:канал|{_CHANNELS}|телеграм|фейсбу|ютуб|вайбер|інстаграм)
      | ^(?:подписывайтесь|подпишитесь|присоединяйтесь|следите)\ [^.]{{0,80}}
        (?:канал|{_CHANNELS}|телеграм|фейсбук|ютуб|вайбер|инстаграм)""",
    re.IGNORECASE | re.VERBOSE,
)
_RELATED = re.compile(
    r"""^(?:read\ (?:more|also|next)|see\ also|don['’]t\ miss|related(?:\ (?:articles?|stories|news|content))?|
         more\ on\ this(?:\ story)?|recommended|watch\ also|
         читайте\ (?:також|также|ще|еще|ещё)|дивіться\ також|смотрите\ также|читать\ также|по\ темі|по\ теме|
         за\ темою|матеріали\ за\ темою|материалы\ по\ теме)
        \s*(?::|[.…]{0,3}$)""",
    re.IGNORECASE | re.VERBOSE,
)
_READ_FULL = re.compile(r"^(?:source:\s*)?read\ (?:the\ )?full\ article\.?$|^source:\s*read\ full\ ", re.IGNORECASE)
_SOURCE = re.compile(r"^(?:sources?|via|джерел[оа]|источники?)\s*:\s*\S", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\(?(?:(?:photo|image|picture|video|graphic)(?:\ (?:credit|by|from|courtesy))?|credit|фото|відео|видео|"
    r"ілюстрація|иллюстрация)\s*:\s*\S",
    re.IGNORECASE,
)


def excluded(blocks: Sequence[str]) -> tuple[Excluded, ...]:
    """Spans of canonical `blocks` that are boilerplate, in order; the headline (block 0) is never one."""
    last = len(blocks) - 1
    found: list[Excluded] = []
    for index, block in enumerate(blocks[1:], start=1):
        reason = _reason(block, is_last=index == last) if len(block) <= MAX_LENGTH else None
        found.extend(
            Excluded(exact=block[start:end], block=index, start=start, end=end, reason=why)
            for start, end, why in ([(0, len(block), reason)] if reason else _spans(block))
        )
    return tuple(found)


def _reason(block: str, *, is_last: bool) -> Reason | None:
    if '"' in block or (not block.isascii() and _MARKS.search(block)):
        return None
    words, lowered = block.count(" ") + 1, block.lower()
    if _READ_FULL.match(block):
        return "source-line"
    asks = _NEWSLETTER.match(block)
    if not asks and ("your sign" in lowered or "unsubscribe" in lowered):
        asks = _IN_A_NEWSLETTER.search(block)
    if asks and fills(block, asks.start()):
        return "newsletter"
    if _PROMOTION.match(block):
        return "promotion"
    if len(block) <= MAX_LINK and _RELATED.match(block):
        return "related-link"
    return _closing(block, words, is_last=is_last)


def _closing(block: str, words: int, *, is_last: bool) -> Reason | None:
    if is_last and words <= MAX_SOURCE_WORDS and not block.endswith(".") and _SOURCE.match(block):
        return "source-line"
    return "caption-credit" if words <= MAX_CREDIT_WORDS and _CREDIT.match(block) else None


def _spans(block: str) -> list[Inside]:
    return [(start, end, "related-link") for start, end in _labelled(block)] or list(inside(block))


def _labelled(block: str) -> Iterator[tuple[int, int]]:
    """Lines that each end in a label and together are the whole block: a list of links, as tabloids print them."""
    labels = list(_LABEL.finditer(block)) if block.endswith("]") else []
    if not labels or labels[-1].end() != len(block):
        return
    starts = [0, *(label.end() + 1 for label in labels[:-1])]
    lines = list(zip(starts, (label.end() for label in labels), strict=True))
    if all(end - start <= MAX_LINK and not _SENTENCE_INSIDE.search(block[start:end]) for start, end in lines):
        yield from lines
