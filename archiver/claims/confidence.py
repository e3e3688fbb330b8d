"""How sure a rule is, per mille: how often its claims are attributions with the right speaker.

The first group is measured on the half of PolNeAR's development articles that the rules were written with, each figure
drawn towards the one guessed before as if by ten more claims; `make eval` prints how they hold on the other half. The
second group has no labels there (what is hedged, pictured or left open is attributed to nobody) and is a guess. The
third is of the extractor `nlp`, measured on the half of the same articles that its rules were written with, with less
than twenty claims to the nearest hundred; `make eval` prints how they hold on the other half, too.
"""

_MEASURED = {
    "quote-tag": 880,
    "quote-previous": 640,
    "quote-paragraph": 430,
    "quote-alone": 420,
    "quote-echo": 380,
    "quoted-words": 450,
    "mixed-after-cue": 850,
    "mixed-after-clause": 770,
    "indirect-clause": 700,
    "indirect-after-clause": 540,
    "indirect-source": 700,
}
_GUESSED = {
    "mixed-source": 750,
    "indirect-bare": 650,
    "passive-reports": 700,
    "evidence": 550,
    "signed-statement": 700,
    "open-question": 800,
    "hedge": 700,
    "headline": 950,
    "caption": 400,
}
_PARSED = {
    "nlp-quote-tag": 940,
    "nlp-source": 900,
    "nlp-clause": 830,
    "nlp-after-clause": 900,
    "nlp-picked": 600,
    "nlp-passive": 400,
    "nlp-object": 640,
    "nlp-directive": 800,
    "nlp-preposition": 560,
    "nlp-infinitive": 480,
    "nlp-adjective": 600,
    "nlp-impersonal": 500,
    "nlp-label": 500,
    "nlp-supposed": 500,
    "nlp-quote-previous": 500,
    "nlp-quote-paragraph": 600,
    "nlp-noun-clause": 550,
    "nlp-quote-alone": 300,
    "nlp-quote-echo": 400,
}
_BY_RULE = _MEASURED | _GUESSED | _PARSED
_FOREIGN = 60  # per cent of it that is left in a language that the rules do not read


def confidence(rule: str, *, known_language: bool) -> int:
    """The confidence of a claim that `rule` found."""
    return _BY_RULE[rule] if known_language else _BY_RULE[rule] * _FOREIGN // 100
