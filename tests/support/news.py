"""Pages that a news site answers with: an article long enough to be compared, and everything that comes in its place."""

from tests.capture.http.server import page

SENTENCE = "The harbour office of Port Alder said on Friday that the ferry to Grey Island sails again after {} months. "
HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{0}</title>{1}</head><body>'
NOT_FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false%s}</script>'


def article(paragraphs: int = 14, *, extra: str = "", headline: str = "Ferry returns to Port Alder") -> bytes:
    """A news page of `paragraphs` paragraphs, about 40 words each; `extra` goes into its head."""
    text = "".join(f"<p>{SENTENCE.format(n)}{SENTENCE.format(n + 100)}</p>" for n in range(paragraphs))
    body = f"<main><article><h1>{headline}</h1>{text}</article></main></body></html>"
    return (HEAD.format(headline, extra) + body).encode()


def wall(title: str, text: str, extra: str = "") -> bytes:
    """A short page without an article."""
    return (HEAD.format(title, extra) + f"<main><h1>{title}</h1><p>{text}</p></main></body></html>").encode()


ARTICLE = article()
PAGE = page(ARTICLE)

CAPTCHA = wall("Just a moment...", "Checking your browser before you go on.")
CONSENT = wall("Before you continue", "We and our partners use cookies. Accept all cookies or choose.")
LOGIN = wall("Example News", "Please sign in to continue.")
SOFT_404 = wall("Page not found", "The page you requested could not be found. Try the search.")
TEASER = article(1, extra=NOT_FREE % ', "wordCount": 560')
LONG_TEASER = article(7, extra=NOT_FREE % ', "wordCount": "1450"')
EMPTY = b"<!DOCTYPE html><html><head><title></title></head><body><div id=app></div></body></html>"
SHRUNKEN = article(3)

# What a server answers at 200 in the place of an article, and the verdict on it.
IN_ITS_PLACE = {
    "captcha": (page(CAPTCHA), "captcha"),
    "captcha by header": (page(wall("News", "One moment."), b"CF-Mitigated: challenge"), "captcha"),
    "captcha by script": (page(wall("n", "<script src='https://ct.captcha-delivery.com/c.js'></script>")), "captcha"),
    "consent wall": (page(CONSENT), "consent"),
    "login": (page(LOGIN), "login"),
    "soft 404": (page(SOFT_404), "soft-404"),
    "error page at 200": (page(wall("503 Service Unavailable", "Try later.")), "error"),
    "empty page": (page(EMPTY), "empty"),
    "empty body": (page(b""), "empty"),
    "paywall teaser": (page(TEASER), "paywall"),
    "long paywall teaser": (page(LONG_TEASER), "paywall"),
}
