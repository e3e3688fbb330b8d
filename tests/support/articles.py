"""Sample articles, written for the tests, on reserved domains (RFC 2606): English and Ukrainian, HTML and plain text."""

ENGLISH_URL = "https://news.example.org/world/ferry-2026"
UKRAINIAN_URL = "https://novyny.example.net/svit/porom"
TEXT_URL = "https://news.example.org/plain/harbour"

ENGLISH_HTML = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry returns to Port Alder</title>
<meta property="og:title" content="Ferry returns to Port Alder">
<meta property="article:published_time" content="2026-11-20T08:00:00Z">
<meta name="author" content="Dana Example">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Ferry returns to Port Alder", "datePublished": "2026-11-20T08:00:00Z",
"author": {"@type": "Person", "name": "Dana Example"}, "publisher": {"@type": "Organization", "name": "The Example"}}
</script></head>
<body><header><nav><a href="/">Home</a></nav></header><main><article>
<h1>Ferry returns to Port Alder</h1>
<p>The ferry between Port Alder and Grey Island sailed again on Friday after a pause of eleven months, the harbour
office said in a short notice to its passengers.</p>
<p>“We counted 2,400 travellers on the first day,” said Maria Holm, who directs the harbour office. “Nobody had to
wait longer than 20 minutes.”</p>
<p>According to the regional council, the repairs cost more than 3 million euros and were paid for by the owners of
the line. The council reportedly wants a second ship.</p>
<p>“It [the old ship] was safe at all times,” she added. Some islanders are said to doubt that.</p>
<p>The timetable for the winter months will be published next week, and the first sailing leaves at 6 o'clock in the
morning.</p>
</article></main><footer><p>The Example, all rights reserved.</p></footer></body></html>
"""

UKRAINIAN_HTML = """<!DOCTYPE html>
<html lang="uk"><head><meta charset="windows-1251"><title>Пором знову ходить до Сірого острова</title></head>
<body><article><h1>Пором знову ходить до Сірого острова</h1>
<p>Пором між Вільховим портом і Сірим островом у п'ятницю знову вийшов у рейс після перерви в одинадцять місяців,
повідомила адміністрація порту своїм пасажирам.</p>
<p>«Першого дня ми нарахували 2400 пасажирів», — сказала Марія Гольм, яка керує адміністрацією порту. За її словами,
ніхто не чекав довше ніж 20 хвилин.</p>
<p>Обласна рада стверджує, що ремонт коштував понад 3 мільйони євро, а заплатили за нього власники лінії, які
хочуть придбати ще один корабель.</p>
</article></body></html>
"""

ENGLISH_TEXT = """Harbour office answers critics

The harbour office of Port Alder on Thursday answered its critics, saying the pier would open before the winter.

“We are on time,” said Maria Holm. “Nothing has been postponed.”

ISW said the road to the pier is reportedly closed to lorries above 12 tonnes until the end of the month.
"""

# Kept and flagged, never dropped: a bidi override, a zero-width space, Latin letters inside a Cyrillic word.
DECEPTIVE_TEXT = """Слово про хаpактер

Марія Гольм сказала, що «спpава» закрита, а рахунок на 100\u202e000 євро сплачено.

Ніхто\u200bне бачив корабля, повідомила адміністрація порту Вільхового.
"""
