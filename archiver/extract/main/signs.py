"""Signs by which a page itself says that a region is no part of the article: tags, roles, names of classes.

    <aside class="related-stories">   <footer>   <div id="newsletter-signup">   <ul role="navigation">

The names are general words of the trade, matched as whole parts of a class or an id ("share" in "post-share", not in
"shareholder"). A sign says nothing by itself: an article may stand in an element with an unlucky name, which is why
`archiver.extract.main.choose` asks how much of the text a region holds before it listens.
"""

from __future__ import annotations

import re
from functools import lru_cache

MAX_NAMES = 4096  # names whose answer is remembered
MAX_NAME = 400  # code points of classes and id that are looked at

_TAGS = frozenset(("nav", "footer", "form", "aside", "dialog", "menu"))
_ROLES = frozenset(("navigation", "complementary", "contentinfo", "banner", "search", "dialog", "form"))
_NAMES = re.compile(
    r"""(?<![a-z0-9])(
        related(?:posts?|articles?|stories|content|links?|items?)?|recommend(?:ed|ations?)?|read-?(?:more|next|also)
      | more-?(?:from|stories|on|news|articles|posts)|most-?(?:read|popular|viewed)|trending|popular|latest-?(?:news
        |posts)
      | newsletters?|subscri(?:be|ption|ptions|ber)|sign-?up|opt-?in|email-?(?:form|capture)|mailing
      | shar(?:e|ing)(?:bar|buttons?|links?|icons?)?|social(?:media|links?|icons?|share)?|follow-?us
      | comments?(?:list|area|form|section)?|respond|disqus|replies
      | promo(?:tions?|box)?|advert(?:s|isement|ising|orial)?|ads?|sponsor(?:ed|s)?|affiliate|cta|call-?to-?action
        |banner
      | (?:author|writer|contributor)-?(?:bio|box|info|card|about|profile|details?)|about-?(?:the-?)?authors?|bio
      | breadcrumbs?|nav(?:bar|igation)?|menu|sidebar|side-?bar|footer|site-?header|masthead|pagination|pager
      | toc|table-?of-?contents|cookies?|consent|gdpr|pop-?up|modal|overlay|paywall|tooltip
      | tag-?(?:s|list|cloud)|taxonomy|outbrain|taboola|widget-?area|teasers?|cards?|carousel|slider|swiper
      | copyright|legal|print-?only|screen-?reader-?text|sr-only|visually-?hidden|skip-?link|reading-?time|read-?time
    )(?![a-z0-9])""",
    re.VERBOSE,  # of names in lower case, which takes a quarter of the time that IGNORECASE does
)
# "has-sidebar", "sidebar-enabled", "md:no-banner": about the layout of what is inside, and not what it is
_LAYOUT = re.compile(
    r"""^(?:has|with|without|no|is|hide|show|page|single|post-type|[a-z]+:[^ ]*)[-_]
      | [-_](?:enabled?|disabled?|option|open|visible|hidden|left|right|page|template)$""",
    re.IGNORECASE | re.VERBOSE,
)
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")  # "PromoBox": such names are parted by their capitals
_NEVER = frozenset(("html", "body", "main", "article"))
_PLAIN = re.compile(
    r"nav|footer|menu|related|comments?|newsletters?|breadcrumbs?|cookies?|disqus|taboola|outbrain|copyright"
)


def noise_of(tag: str, name: str, role: str | None) -> str:
    """The sign that sets an element apart from an article (a tag, a role, a name, in lower case), or "".

    `name` are its classes and its id, parted by spaces; `role` is its ARIA role.
    """
    if tag in _TAGS:
        return tag
    if tag in _NEVER:
        return ""
    if role and role.lower() in _ROLES:
        return role.lower()
    return _named(name[:MAX_NAME]) if name else ""


def says_one_thing(sign: str) -> bool:
    """Whether the sign has no second meaning, as "card" or "teaser" have."""
    return _PLAIN.match(sign) is not None


@lru_cache(maxsize=MAX_NAMES)
def _named(name: str) -> str:
    for word in name.split():  # one by one, since a page puts few words together in many ways
        if sign := _in_word(word):
            return sign
    return ""


@lru_cache(maxsize=MAX_NAMES)
def _in_word(word: str) -> str:
    lowered = word.lower()
    if lowered != word:
        lowered = _HUMP.sub("-", word).lower()
    found = _NAMES.search(lowered)
    return found[1] if found and not _LAYOUT.search(lowered) else ""
