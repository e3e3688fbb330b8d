"""What an HTTP answer says of itself, before anybody reads its page: status, header fields, where redirects led.

    evidence                                                  verdict
    header `cf-mitigated`, `x-amzn-waf-action`                captcha
    a robot check's own script, where there is little text    captcha
    a redirect to a consent host or path                      consent
    a redirect to a login host or path, status 401            login
    a redirect to an offer, status 402                        paywall
    a redirect from an article to the top of the site         soft-404
    any other status without a page                           error

A redirect decides whatever stands on the page it led to, because that page is not the one that was asked for. Every
signal names its evidence. Names of hosts and paths are general words, names of scripts those that robot checks load on
their own pages and nowhere else.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from archiver.extract.extraction import Extraction, without_text
from archiver.extract.quality import LONG_WORDS, words_of
from archiver.model.base import Pair
from archiver.model.capture import Quality, QualityVerdict

GLIMPSE = 256 * 1024  # octets at the beginning of a body that are searched for a robot check's script
MAX_VALUE = 80  # characters of a header field that a signal repeats
_NOT_MODIFIED = 304

Sign = tuple[QualityVerdict, str]

_HEADERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cf-mitigated", re.compile("challenge|block")),
    ("x-amzn-waf-action", re.compile("captcha|challenge")),
)
_SCRIPTS = re.compile(
    rb"captcha-delivery\.com|_cf_chl_opt|_Incapsula_Resource|px-captcha|_pxAppId|bm-verify|sec-if-cpt-container"
    rb"|awswaf\.com/[^\"'\s]{0,200}captcha|class=[\"'][^\"']{0,80}(?:g-recaptcha|h-captcha|cf-turnstile)",
    re.IGNORECASE,
)
# verdict, first label of a host, segment of a path
_PLACES: tuple[tuple[QualityVerdict, str, str], ...] = (
    ("consent", "(?:cookie-?)?consent|cmp|guce|my-?privacy", "(?:collect|cookie-?)?consent|cookie-?wall"),
    ("login", "login|signin|auth|accounts?|sso|idp?", "log-?in|sign-?in|auth(?:enticate)?"),
    ("paywall", "subscribe|subscriptions?|abo|offers?", "subscri(?:be|ption)s?|pay-?wall|offers?|abo"),
    ("captcha", "captcha|challenge|validate", "captcha|challenge|are-?you-?(?:a-?)?(?:human|robot)"),
)
_STATUS: dict[int, QualityVerdict] = {401: "login", 402: "paywall", 407: "login", 511: "login", _NOT_MODIFIED: "empty"}
_TOP = frozenset({"", "/", "/index.html", "/index.php"})


@dataclass(frozen=True)
class Answer:
    """The last response of a capture; `beginning` are the first octets of its decoded body, as far as there are any."""

    status: int
    headers: tuple[Pair, ...]
    url: str
    final_url: str
    beginning: bytes


def weigh(extraction: Extraction, answer: Answer) -> Extraction:
    """The extraction with what the answer says of it; without text where the page is another one than asked for."""
    led, few = list(_led_elsewhere(answer)), words_of(extraction.blocks) < LONG_WORDS
    status = [(_STATUS.get(answer.status, "error"), f"status {answer.status}")] if _is_error(answer) else []
    decisive = [*led, *(_robot_check(answer) if few else ())]
    if not (decisive or status):
        return extraction
    found = [*decisive, *status]
    signals = dict.fromkeys([*(text for _, text in found), *_besides(extraction.quality.signals, answer.status)])
    quality = Quality(verdict=found[0][0], signals=tuple(signals))
    return (
        without_text(extraction, quality) if extraction.blocks else extraction.model_copy(update={"quality": quality})
    )


def _besides(signals: Iterable[str], status: int) -> Iterator[str]:
    """The signals that say something else than a bad status, which is named by itself."""
    return (text for text in signals if not text.endswith(f"status {status}"))


def _is_error(answer: Answer) -> bool:
    return not 200 <= answer.status < 300


def _led_elsewhere(answer: Answer) -> Iterator[Sign]:
    asked, found = urlsplit(answer.url), urlsplit(answer.final_url)
    hosts = asked.hostname or "", found.hostname or ""
    if (asked.hostname, asked.path) == (found.hostname, found.path):
        return
    for verdict, host, path in _PLACES:
        if hosts[0] != hosts[1] and re.fullmatch(host, hosts[1].partition(".")[0]):
            yield verdict, f"redirect to the host {hosts[1]}"
        new = (part for part in found.path.lower().split("/") if part not in asked.path.lower().split("/"))
        if segment := next((part for part in new if re.fullmatch(path, part)), None):
            yield verdict, f"redirect to /{segment}"
    if _bare(hosts[0]) == _bare(hosts[1]) and asked.path not in _TOP and found.path in _TOP and not found.query:
        yield "soft-404", "redirect to the top of the site"


def _robot_check(answer: Answer) -> Iterator[Sign]:
    fields = {name.lower(): value for name, value in answer.headers}
    for name, sign in _HEADERS:
        if sign.search(fields.get(name, "").lower()):
            yield "captcha", f"header {name}: {fields[name][:MAX_VALUE]}"
    if found := _SCRIPTS.search(answer.beginning[:GLIMPSE]):
        yield "captcha", f"body: {found[0][:MAX_VALUE].decode('latin-1').lower()}"


def _bare(host: str) -> str:
    return host.removeprefix("www.")
