"""How sure a rule is, per mille: how often its claims are attributions with the right speaker.

The first group is measured on the half of PolNeAR's development articles that the rules were written with, each figure
drawn towards the one guessed before as if by ten more claims; `make eval` prints how they hold on the other half. The
second group has no labels there (what is hedged, pictured or left open is attributed to nobody) and is a guess. The
third is of the extractor `nlp`, measured on the articles that its rules were written with (half of those of
development, a quarter of those called train, for `noun-object` a half), with less than twenty claims to the nearest
hundred; `make eval` prints
how they hold on the articles that were only scored, too.
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
    "nlp-quote-tag": 935,
    "nlp-source": 920,
    "nlp-clause": 820,
    "nlp-after-clause": 840,
    "nlp-picked": 510,
    "nlp-passive": 290,
    "nlp-object": 670,
    "nlp-directive": 650,
    "nlp-preposition": 590,
    "nlp-infinitive": 630,
    "nlp-adjective": 440,
    "nlp-impersonal": 400,
    "nlp-label": 640,
    "nlp-supposed": 400,
    "nlp-quote-previous": 500,
    "nlp-quote-paragraph": 500,
    "nlp-noun-clause": 530,
    "nlp-noun-object": 450,
    "nlp-hearsay": 500,
    "nlp-quote-alone": 300,
    "nlp-quote-echo": 400,
}
_BY_RULE = _MEASURED | _GUESSED | _PARSED
_FOREIGN = 60  # per cent of it that is left in a language that the rules do not read


def confidence(rule: str, *, known_language: bool) -> int:
    """The confidence of a claim that `rule` found."""
    return _BY_RULE[rule] if known_language else _BY_RULE[rule] * _FOREIGN // 100
