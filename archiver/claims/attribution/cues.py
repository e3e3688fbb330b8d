"""Words that introduce what somebody said.

    LEXICON["said"] == Entry("say", "clause", "finite");  LEXICON["according"] == Entry("according to", "source", "")

The frame says what may follow: `clause` (with or without "that"), `that` (only with it), `object` (a noun phrase:
"questioned Moscow's ability"), `quote` (only a quotation), `source` (a source: "according to"), `addressee`
(somebody, then a clause: "told reporters"). The form is `finite`, `ing` or `base`; `base` also marks forms that are
nouns as well ("reports", "claims"), which count only where the words around leave no doubt.
"""

from archiver.claims.attribution.cyrillic import entries
from archiver.claims.attribution.entry import Entry
from archiver.text.tokens import word_set

_REGULAR = {
    "clause": "add claim argue insist announce assert admit acknowledge declare contend stress emphasize "
    "emphasise believe confirm allege concede boast complain lament reiterate stipulate conclude reckon "
    "estimate promise vow predict suggest note warn caution explain testify recall concur agree hint "
    "figure joke",
    "that": "report state reveal reason remark observe signal indicate assume fear hope suspect recount disclose "
    "propose recommend maintain conclude determine discover imply mean mention decide guarantee pledge swear",
    "object": "question deny dismiss reject criticize criticise condemn praise accuse blame denounce describe "
    "call label blast slam applaud hail demand cite deride mock attack lambast tout defend ridicule "
    "laud decry refute dub brand term characterize characterise summarize summarise proclaim discuss "
    "promote endorse compare liken rate",
    "quote": "continue ask reply respond laugh shout yell cry exclaim quip muse wonder counter retort whisper "
    "tweet post interject chant sing echo comment scream murmur sigh rail quote email text jest snap "
    "marvel conjecture opine begin open finish fume gush insinuate theorize scold tease thunder urge "
    "intone offer elaborate threaten encourage",
    "addressee": "tell inform remind assure notify advise convince persuade",
}
_IRREGULAR = {
    "say": "says said saying", "tell": "tells told telling", "write": "writes wrote written writing",
    "think": "thinks thought thinking", "feel": "feels felt feeling", "read": "reads", "know": "knows knew",
    "swear": "swears swore swearing", "sing": "sings sang singing", "begin": "begins began beginning",
    "foresee": "foresees foresaw foreseeing", "mean": "means meant", "find": "finds found finding",
    "point": "points pointed pointing", "put": "puts put putting", "go": "goes went going",
}  # fmt: skip
_IRREGULAR_FRAMES = {
    "say": "clause", "tell": "addressee", "write": "clause", "think": "clause", "feel": "that", "read": "quote",
    "know": "that", "swear": "that", "sing": "quote", "begin": "quote", "foresee": "that", "mean": "that",
    "find": "that", "point": "that", "put": "quote", "go": "quote",
}  # fmt: skip
PHRASAL = {"point": " out", "put": " it", "go": " on"}  # verbs that say something with this word behind them only
_NOUNS_TOO = word_set(
    "claim report state note question demand comment tweet post call estimate promise signal cause boast fear "
    "hope attack text email quote laugh cry joke figure pledge rate brand term label shout praise blame reason "
    "remark hint echo offer chant whisper reply counter open finish begin stress caution vow sigh rail reveal "
    "thunder snap muse advance mean cite concern "
)
_DOUBLED = frozenset(("admit", "dub", "quip", "concur", "snap", "rebut"))


def _forms(lemma: str) -> tuple[str, str, str]:
    """The -s, -ed and -ing forms of a regular verb."""
    stem = lemma + lemma[-1] if lemma in _DOUBLED else lemma
    if lemma.endswith("y") and lemma[-2] not in "aeo":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", (lemma if lemma.endswith("ee") else lemma[:-1]) + "ing"
    return lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"), stem + "ed", stem + "ing"


def _entries(lemma: str, frame: str, forms: tuple[str, ...]) -> dict[str, Entry]:
    doubtful = "base" if lemma in _NOUNS_TOO else "finite"
    found = {lemma: Entry(lemma, frame, "base" if doubtful == "base" else "plural")}
    for form in forms:
        present = form.endswith("s") and not form.endswith("ss")
        found[form] = Entry(lemma, frame, "ing" if form.endswith("ing") else doubtful if present else "finite")
    return found


def _lexicon() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for frame, lemmas in _REGULAR.items():
        for lemma in lemmas.split():
            if lemma not in _IRREGULAR:
                found |= {form: e for form, e in _entries(lemma, frame, _forms(lemma)).items() if form not in found}
    for lemma, frame in _IRREGULAR_FRAMES.items():
        found |= _entries(lemma, frame, tuple(_IRREGULAR[lemma].split()))
    return found | entries() | {"according": Entry("according to", "source", ""), "per": Entry("per", "source", "")}


LEXICON = _lexicon()
