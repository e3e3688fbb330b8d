"""Lines that a page prints around an article, known by their words.

    "Read more: Bridge rebuilt"   -> anywhere     "Advertisement"                    -> anywhere
    "Last updated: 13 November"   -> at an edge   "(Reporting by A. Reporter)"       -> at an edge
    "Related articles"            -> opens what follows the article, as does "Comments"

For HTML these are cut, since there the page's structure speaks as well: a line is a paragraph of its own. The rules
would rather miss a line than take one from the article: nothing with a quotation in it is such a line, and what could
be a sentence of an article counts only where no article text follows or precedes it.
"""

from __future__ import annotations

import re

from archiver.extract.main import tongues
from archiver.extract.page.dates import iso_date

MAX_LINE = 600  # code points; a longer passage is an article's paragraph, whatever it begins with
MAX_LABEL = 60  # code points of a line that only labels what follows
MAX_CREDIT = 240  # code points of a picture's caption with its credit
MAX_OFFER = 200  # code points of a line that offers the reader something; a longer one is a conclusion
MAX_BESIDE = 160  # code points beside a sentence that asks or discloses; with more it is in an article's paragraph
LINKED = 0.4  # share of links from which on "Read more: ..." is a link; without one it is only marked
MAX_DATED = 90  # code points of a line that is a date and what it is the date of

LINKED_WHOLLY = 0.9  # share of links from which on a line behind an arrow is the headline of another article

_POINTERS = frozenset("►▶▸→➡➜»›👉🔗")  # what pages put in front of links to other articles
_SENTENCE_END = re.compile(r"[.!?](?:\s|\Z)")
_MARKS = re.compile("[“”„«»]")
_QUOTED = re.compile('"[^"]{12,}"')

_LABELS = re.compile(
    r"""(?:advertisements?|sponsored(?:\ content)?|promoted|ad|анонс|реклама
      |(?:story|article)\ continues\ below.*|(?:scroll\ (?:down\ )?to\ continue|continue\ reading).*
        |skip\ advertisement.*
      |advertisement\s.{0,40}
      |share(?:\ (?:this|on|via|your)\b.{0,40})?|print|e-?mail|copy\ link|save|tweet|поділитися|поделиться
      |skip\ to\ .{0,30}|(?:back|return)\ to\ (?:top|blogs?|home|selection|all\ .{0,20}|.{0,20}list)
      |table\ of\ contents?|in\ this\ (?:article|post|story|guide|section)|on\ this\ page|contents?|jump\ to\ .{0,20}
      |(?:load|show|view|see)\ (?:more|less|all)(?:\ .{0,20})?|read\ more|learn\ more|expand|collapse|close|menu|search
      |subscribe(?:\ now)?|sign\ (?:up|in)(?:\ now)?|log\ in|register|newsletter|get\ started(?:\ .{0,20})?
        |(?:get|request)\ (?:a|your)\ (?:free\ )?(?:quote|estimate|demo)(?:\ .{0,20})?
        |page\ \d+\ of\ \d+|download\ now|contact\ us
      |share\ your\ (?:story|thoughts|opinion)|listen\ to\ (?:this\ )?(?:article|story).{0,20}|play|pause|watch\ now
        |loading\.*
      |already\ (?:a\ (?:subscriber|member)|subscribed|registered|have\ an\ account)\b.{0,40}
      |(?:вже|уже)\ (?:маєте|підписані|подписаны|есть)\b.{0,40}
      |\d+\s*(?:comments?|shares?|likes?|views?)|posted\ in.{0,40}|filed\ under.{0,200}|tags?:.{0,200}|категорії:.{0,80}
      |(?:reading\ time|read\ time|estimated\ reading\ time|tempo\ de\ leitura|lesezeit)\s*:?\s*.{0,20}
      |\d+\s*(?:min(?:ute)?s?\.?)(?:\s+(?:read|de\ lecture|reading))?)[.:…→»>]*""",
    re.IGNORECASE | re.VERBOSE,
)
_RELATED = re.compile(
    rf"""[\[(→▶►•*\s]{{0,4}}(?:related(?:\ (?:articles?|stories|news|content|reading|posts?|links?|topics?))?
      |(?:read|see|watch|learn|discover)\ (?:more|also|next)(?:\ about\ this)?|also\ read|see\ also|further\ reading
      |don['’]t\ miss|more\ on\ this(?:\ story)?|recommended(?:\ (?:reading|for\ you|articles?))?|must\ read|trending
      |you\ (?:may|might)\ also\ (?:like|enjoy|be\ interested\ in)|up\ next|next\ up|more\ from\ [^.]{{1,40}}
      |{tongues.RELATED}
      |читайте\ (?:також|також\ на\ .{{0,20}}|также|ще|еще|ещё)|дивіться\ також|смотрите\ также|читать\ также
      |по\ темі|по\ теме|за\ темою|матеріали\ за\ темою|материалы\ по\ теме)\s*(?:[:：|–—-]|[.…\])]{{0,3}}$)""",
    re.IGNORECASE | re.VERBOSE,
)
_INVITED = re.compile(
    r"""(?:click\ here\ to|please)\ (?:subscribe|sign\ up|register)
      | (?:sign\ up|subscribe)\b[^.!?]{0,60}[.!:?]?$
      | get\ (?:the\ )?(?:latest|more|our|.{0,30}newsletter)\b[^.!?]{0,100}
        \b(?:inbox|e-?mail|newsletters?|news|updates|delivered|straight)
      | join\ (?:our|over|more\ than|the|\d)[^.!?]{0,80}
        \b(?:newsletter|subscribers?|readers|community|mailing|members|telegram|whatsapp)
      | (?:like|follow|find|join|connect\ with|visit)\b[^.!?]{0,80}\b(?:on|at|via)\ (?:our\ )?
        (?:facebook|twitter|instagram|x\b|linkedin|youtube|telegram|whatsapp|tiktok|threads|bluesky|google\ news|social)
      | (?:get|enjoy|for)\ (?:full\ |unlimited\ )(?:digital\ )?access\b
      | (?:subscribe|sign\ (?:up|in)|log\ in|register)\ to\ (?:continue|keep|unlock|read)\b
      | download\ (?:our|the)\ [^.]{0,40}\b(?:app|guide|e-?book)\b
      | (?:become|be)\ (?:a|an|our)\ (?:paid\ )?(?:member|subscriber|patron)
      | (?:підпи|приєдну|стежте|подпи|присоедин|следите)[^.]{0,80}(?:канал|telegram|facebook|instagram|viber|youtube
        |телеграм|фейсбу|ютуб|вайбер|інстаграм|инстаграм|розсилк|рассылк)
      | by\ (?:sharing|submitting|entering|signing\ up|subscribing|providing)\b[^.]{0,80}\byou\b[^.]{0,40}
        \b(?:agree|consent)
      | please\ (?:consider\ )?(?:mak(?:e|ing)\ a\ (?:donation|contribution)|donat(?:e|ing)
        |support(?:ing)?\ (?:us|our|the\ work))\b
      | (?:support|help\ us)\ (?:our|independent|quality|local|fund|keep)\ [^.!?]{0,60}
        \b(?:journalism|reporting|newsroom)[^.!?]{0,60}[.!]?$
      | disclosures?: | ©|\(c\)\ |copyright\s(?:©|\(c\)|\d{4}|.{0,40}\d{4})""",
    re.IGNORECASE | re.VERBOSE,
)
# a word that has to be there -> what is then looked for around it
_INSIDE: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (words, re.compile(pattern, re.VERBOSE))
    for words, pattern in (
        (("sign", "subscri", "regist"),
         r"\b(?:sign(?:ing)?\ up|subscrib(?:e|ing)|register)\b[^.!?]{0,120}"
         r"\b(?:newsletters?|e-?mails?|inbox|bulletin|alerts|updates)\b|you\ can\ unsubscribe\ at\ any\ time"
         r"|we\ use\ your\ sign-?up|\bbecome\ a\ (?:paid\ )?subscriber\b.{0,80}$"),
        (("inbox", "your e"), r"\b(?:newsletters?|latest|updates)\b[^.!?]{0,60}\b(?:inbox|sent\ to\ your\ e-?mail)"),
        (("newsletter",), r"\b(?:was\ this|forwarded)\b[^.?]{0,30}\b(?:newsletter|forwarded\ to\ you)"),
        (("affiliate",), r"\baffiliate\ (?:links?|partners?|programs?|commissions?|ones)\b"),
        (("purchases", "commission", "of the sale"),
         r"\bqualifying\ purchases\b|\b(?:earn|receive|get)\ (?:us\ )?(?:an?\ )?(?:small\ |affiliate\ )?"
         r"(?:commissions?|share\ of\ the\ sale)|\bmay\ earn\ .{0,30}\bcommission|\bsupported\ by\ commissions"),
        (("donati", "donating", "contribution", "supporting ", "support of", "support from"),
         r"\b(?:consider|by)\ (?:making\ a\ (?:donation|contribution)|donating|supporting\ (?:us|our))\b"
         r"|\b(?:depend|rel(?:y|ies))\ on\ (?:the\ )?(?:support|donations|contributions)\ (?:of|from)"
         r"\ (?:our\ )?(?:readers|people\ like\ you)"),
        (("if you buy", "our readers", "our site", "independently", "cookies", "disclosure policy", "all rights res"),
         r"\bif\ you\ buy\ (?:something\ )?through\b|\bsupported\ by\ (?:our\ )?readers|\badvertising\ on\ our\ site\b"
         r"|\bproducts\ are\ (?:chosen|selected)\ independently|\bwe\ use\ (?:analytics\ )?cookies\b"
         r"|\bhas\ a\ disclosure\ policy\b|\ball\ rights\ reserved\b"),
    )
)  # fmt: skip
_WORDS = tuple((word, pattern) for words, pattern in _INSIDE for word in words)
_CREDIT = re.compile(
    r"""^[\[(]?(?:(?:photo(?:graph)?|image|picture|video|graphic|illustration|featured\ image|cover\ image)s?
          (?:\ (?:credits?|by|from|courtesy(?:\ of)?|via|source|copyright|caption|©))\b|(?:photo|image)s?\s*:
            |credits?\s*:|©\s|фото\s*:|відео\s*:|видео\s*:|ілюстрація\s*:|иллюстрация\s*:)
      | ^\S.{0,160}[|(/]\s*(?:photo|image|picture|credit|courtesy)s?\s?(?:by|credit|courtesy|:|from|via).{0,80}$""",
    re.IGNORECASE | re.VERBOSE,
)

_LIFE = re.compile(
    r"""(?:,?\s(?:[A-Z][\w.]{1,6},?\s){0,3})?(?:,|\s\(|\s?[–—|-])?\s?(?:.{0,60}\s)?
        (?:(?:is|was)\ (?:an?|the|our|one|currently|also|responsible)\b|has\ (?:been|written|covered|worked|over|more)\b
          |writes\b|covers\b|joined\b|reports\ (?:on|for|from)\b|works\ (?:as|for|at|in)\b|specialises\b|specializes\b)
      |[’']s\ (?:books?|work|writing|articles)\b|$""",
    re.VERBOSE,
)
_ORNAMENT = re.compile(r"^[\W_]+|[^\w.:!?)…]+$")
_MONTH = r"""(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?
        |oct(?:ober)?|nov(?:ember)?
    |dec(?:ember)?|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|января|февраля
    |марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|janeiro|fevereiro|março|abril|maio|junho|julho
    |agosto|setembro|outubro|novembro|dezembro)\.?"""
_DATE = re.compile(
    rf"""\b\d{{1,2}}[.,]?\s(?:de\ )?{_MONTH}|\b{_MONTH}\s\d{{1,2}}\b|\b{_MONTH}\s\d{{4}}\b
      |\b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}\b|\b\d{{1,2}}:\d\d\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DATED = re.compile(
    r"""^[^\w]{0,3}(?:(?:first\ |last\ |originally\ )?(?:published|updated|posted|modified|created|reviewed|edited
        |date)\b.{0,80}
      |(?:опубліковано|оновлено|опубликовано|обновлено|publicado|atualizado)\b.{0,80})$""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNED = re.compile(
    r"""^(?:(?:article\ |story\ |post\ )?(?:written|posted|published|authored|reviewed|edited|fact[-\ ]checked|updated
        |medically\ reviewed|words)\ by\b.{0,100}
      |by[:\s]\s?(?-i:[A-ZА-ЯЇІЄҐ]).{0,80}|(?:автор|авторка|текст|author)s?\s*:.{0,80}|about\ the\ authors?.{0,30}
      |\(?(?:additional\ )?(?:reporting|writing|editing)\ by\b.{0,300}|this\ (?:article|story|post)\ (?:was|has\ been
        |is)\ (?:originally\ |first\ |also\ )*(?:written|edited|published|produced|updated|reviewed|posted
        |syndicated)\b.{0,200}
      |(?:sources?|via|джерел[оа]|источники?)\s*:\s?\S.{0,60}
      |(?:printed|print)\ from\b.{0,120}|(?:source\ url|permalink|short\ link|адреса|адрес)\s?:\s?\S.{0,200})$""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTACT = re.compile(
    r"""\b(?:can|may)\ be\ reached\ (?:at|by|on|via)\b|^(?:have|got)\ a\ (?:news\ |story\ )?(?:tip|story|question)\b
      |^(?:please\ )?(?:follow|contact|e-?mail)\ (?:him|her|them|me|us|the\ (?:author|writer|reporter))\b
        |\bfollow\ (?:him|her|them|me)\ on\b
      |^(?:(?:do\ you\ have|have|share|tell\ us|what\ do\ you\ think|let\ us\ know)\b.{0,160}(?:comments?|below|email
        |e-mail|story|us)\b.{0,60})[.!?…]*$
      |\bthe\ views\ (?:and\ .{0,30})?expressed\b|^disclaimer\b|^\*?\s?this\ (?:blog\ post|article
        |content)\ is\ (?:not|for)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OFFER = re.compile(
    r"""\b(?:do\ not|don[’']t)\ hesitate\ to\b|\b(?:contact|call|reach\ out\ to|get\ in\ touch\ with)\ us\b
      |\b(?:book|schedule|request)\ (?:a|your)\ (?:free\ )?(?:demo|call|consultation|appointment|quote)\b
      |\bstart\ (?:a|your)\ (?:.{0,20}\ )?free\ trial\b|\btry\ .{0,40}\bfree\b
      |^(?:want|ready|looking|interested)\ (?:to|for|in)\b.{0,80}\?""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = re.compile(
    r"""(?:(?:(?:leave|post|add|write)\ (?:a\ |your\ )?(?:reply|comment|response)
        |(?:\d+\ |no\ |view\ |reader\ )?(?:comments?|responses|replies)(?:\ yet)?)\b.{0,30}
      |join\ the\ (?:conversation|discussion).{0,20}|tell\ us\ what\ you\ think.{0,10}|what\ do\ you\ think\?
      |(?:related|other|more|similar|latest|recent|recommended|popular|featured|trending|further|explore
        |keep)\ (?:articles?|posts?|stories|news|content|reading|insights|resources|blogs?|topics|reads|more
        |from\b.{0,30}|on\b.{0,30}|to\ explore|services|products)\b.{0,20}
      |(?:explore|read|discover|see|show)\ more|you\ (?:may|might)\ also\ (?:like|enjoy|be\ interested).{0,20}
        |most\ (?:read|popular|viewed)\b.{0,30}
      |popular\ (?:on|in)\ .{0,30}|what\ to\ read\ next|read\ next|up\ next|next\ (?:post|article|story).{0,60}
        |previous\ (?:post|article).{0,60}
      |(?:article\ )?(?:written|posted|authored)\ by\b.{0,40}|about\ the\ (?:author|writer)s?|(?:the\ )?authors?
        |meet\ the\ author|about\ (?:us|this\ site)|share\ this.{0,30}|follow\ us.{0,30}|stay\ (?:connected|informed
        |up\ to\ date).{0,20}
      |subscribe\b.{0,40}|sign\ up\b.{0,40}|newsletter.{0,20}|get\ in\ touch|contact\ us|our\ customers
        |our\ related\ services
      |коментарі.{0,20}|комментарии.{0,20}|читайте\ також|читайте\ также
        |(?:новини|статті|матеріали)\ (?:по\ темі|за\ темою)|(?:новости|статьи|материалы)\ по\ теме
        |(?:більше|ще)\ (?:новин|на\ цю\ тему).{0,20}|больше\ новостей.{0,20}
        |схожі\ .{0,20}|похожие\ .{0,20}|останні\ новини|последние\ новости)\s*[:.…!]*""",
    re.IGNORECASE | re.VERBOSE,
)


def is_furniture(text: str, link_share: float) -> bool:
    """Whether the line is none of the article's wherever it stands. `link_share` is 0 to 1."""
    if len(text) > MAX_LINE:
        return False
    if len(text) <= MAX_LABEL and _is_label(_bare(text)):
        return True
    if _quotes(text):
        return False
    if link_share >= LINKED_WHOLLY and text[0] in _POINTERS:
        return True
    related = _RELATED.match(text)
    if related and (link_share >= LINKED or related.end() == len(text)):
        return True
    invited = _INVITED.match(text) or tongues.INVITED.match(text)
    return bool(invited) or _asks_or_discloses(text.lower()) or _is_credit(text)


def _quotes(text: str) -> bool:
    """Whether a quotation stands in it."""
    marked = not text.isascii() and _MARKS.search(text) is not None
    return marked or ('"' in text and _QUOTED.search(text) is not None)


def _is_label(bare: str) -> bool:
    return bool(_LABELS.fullmatch(bare) or tongues.LABELS.fullmatch(bare))


def _asks_or_discloses(lowered: str) -> bool:
    patterns = [pattern for word, pattern in _WORDS if word in lowered]  # hardly a line has any
    found = [match for pattern in patterns if (match := pattern.search(lowered))]
    return any(fills(lowered, match.start()) for match in found)


def fills(text: str, at: int) -> bool:
    """Whether the sentence around `at` is most of the paragraph; where it is not, the rest is the article's."""
    start = max(text.rfind(end, 0, at) for end in (". ", "! ", "? ")) + 1
    end = _SENTENCE_END.search(text, at)
    return start + len(text) - (end.start() if end else len(text)) <= MAX_BESIDE


def _is_credit(text: str) -> bool:
    return len(text) <= MAX_CREDIT and bool(_CREDIT.match(text) or tongues.CREDIT.match(text))


def is_edge(text: str) -> bool:
    """Whether the line is none of the article's where it stands before all article text, or after it."""
    if len(text) > MAX_LINE or _quotes(text):
        return False
    dated = len(text) <= MAX_DATED and (
        _DATED.match(text) or (_DATE.search(text) and (_only_dates(text) or iso_date(text)))
    )
    offered = len(text) <= MAX_OFFER and _OFFER.search(text)
    return bool(dated or offered or _SIGNED.match(text) or tongues.EDGE.match(text) or _CONTACT.search(text))


def _only_dates(text: str) -> bool:
    """Whether hardly a word is left when the dates are taken out, names after "by" aside."""
    rest = re.sub(r"\b(?:by|від|автор)\b.*$", "", _DATE.sub(" ", text), flags=re.IGNORECASE)
    return not text.endswith(".") and len(re.findall(r"[^\W\d]{3,}", rest)) <= 3


def opens_what_follows(text: str) -> bool:
    """Whether the line is a label such as "Comments" or "Related articles", over what is no longer the article."""
    bare = _bare(text) if len(text) <= MAX_LABEL else ""
    return bool(_AFTER.fullmatch(bare) or tongues.AFTER.fullmatch(bare))


def tells_a_life(text: str, names: tuple[str, ...]) -> bool:
    """Whether the line introduces one of the authors, whose `names` are those of the byline."""
    name = next((name for name in names if text.startswith(name)), None)
    return name is not None and len(text) <= MAX_LINE and _LIFE.match(text[len(name) :]) is not None


def _bare(text: str) -> str:
    """A label without the arrows, dashes and pictures around it."""
    return _ORNAMENT.sub("", text)
