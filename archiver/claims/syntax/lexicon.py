"""Words that attribute: verbs, nouns and adjectives of saying, thinking, wanting and judging, and what they govern.

    "clause":    say, believe, show          a clause: "said that the line held"
    "infinitive": plan, promise, want        an infinitive: "plans to leave"
    "object":    criticize, discuss, cite    a noun phrase: "criticised the plan"
    "directive": urge, ask, order            somebody and an infinitive: "urged them to leave"
    PREPOSITIONS: call for, talk about       a phrase with its preposition
"""

from archiver.text.tokens import word_set

SPEECH = word_set(
    "say tell claim argue insist announce assert admit acknowledge declare maintain contend stress emphasize "
    "emphasise confirm allege concede boast complain lament reiterate stipulate conclude explain testify recall "
    "concur hint joke write add note suggest warn caution predict promise vow report state remark observe "
    "indicate disclose propose recommend reveal mention pledge swear reply respond answer ask wonder shout yell "
    "cry exclaim quip muse counter retort whisper tweet post interject echo comment scream murmur sigh quote "
    "email text jest snap opine begin continue finish fume gush offer elaborate read sing chant laugh repeat protest "
    "charge agree disagree assure inform remind notify advise convince persuade affirm proclaim profess attest "
    "clarify grumble rail thunder tease scold rant ruminate joke crack deadpan intone gripe moan groan plead "
    "demand urge instruct order request call describe go label dub estimate speculate theorize posit reason "
    "reckon decide rule find certify deny dispute reject blast slam signal telegraph confess brag crow relate "
    "recount narrate enthuse rejoice marvel mutter mumble stammer scoff sneer snort snarl growl bark roar bellow "
    "volunteer venture interrupt reflect summarize summarise underscore underline highlight blog preach teach stipulate"
)
THOUGHT = word_set(
    "believe think feel know hope fear expect want wish doubt suspect assume imagine suppose guess understand "
    "realize realise recognize recognise remember forget learn discover determine consider reckon worry "
    "anticipate foresee envision conclude figure decide bet calculate judge deem regard view presume "
    "trust pray care regret intend sense notice gather hear hypothesize conceive"
)
EVIDENCE = word_set("show suggest indicate find reveal demonstrate prove confirm reflect imply say read state signal")
NO_CLAUSE = word_set(
    "mean see focus "
    "make let help have get watch ensure cause do be keep happen turn matter depend prevent stop put force allow "
    "enable require take give come leave start try need use spend win lose work look go seem appear become set "
    "bring run hold mark wait deserve merit warrant begin stand lie sit check change include stay create avoid "
    "last live pay buy sell send serve"
)
INFINITIVE = word_set(
    "want plan promise vow pledge refuse threaten agree decide intend hope seek wish offer propose swear "
    "expect aim decline demand ask claim profess prefer desire resolve commit opt choose consent volunteer long "
    "yearn prepare mean"
)
DIRECTIVE = word_set(
    "urge ask order tell encourage press beg implore advise warn instruct request direct invite challenge convince "
    "persuade exhort beseech command push want expect pressure remind caution lobby entreat petition counsel dare "
    "demand forbid"
)
OBJECT = word_set(
    "criticize criticise attack praise endorse condemn blast slam mock denounce decry deride lambast ridicule laud "
    "applaud hail accuse blame describe call label brand dub term characterize characterise portray paint depict "
    "question deny dismiss reject refute rebut dispute contradict challenge oppose support favor favour advocate "
    "discuss mention cite describe reveal announce propose detail outline highlight emphasize emphasise "
    "stress reiterate note acknowledge admit recognize recognise confirm allege suggest recommend demand "
    "promise pledge predict expect fear doubt believe understand explain report tout promote defend "
    "disavow disown renounce repudiate lament bemoan regret deplore admire cheer welcome "
    "commend compliment congratulate compare liken rate view deem rip rap bash "
    "savage skewer assail berate chastise rebuke scold admonish chide castigate excoriate pan trash knock ding "
    "hammer pound belittle disparage denigrate insult malign vilify demonize taunt tease declare proclaim "
    "proffer assert reference recall remember recount repeat echo underline "
    "exaggerate overstate understate misrepresent mischaracterize warn caution urge "
    "express voice vow reaffirm affirm embrace disclose unveil debate decry protest disagree "
    "condone concede estimate project forecast tweet disapprove fault credit "
    "champion espouse pitch request envision scoff love hate dislike loathe despise detest resent "
    "want prefer favor appreciate crave covet foresee imagine suspect "
)
PREPOSITIONS: dict[str, frozenset[str]] = {
    lemma: word_set(preps)
    for lemma, preps in {
        "call": "for on", "talk": "about of", "speak": "about of against out", "point": "to out", "refer": "to", "complain": "about of",
        "object": "to", "warn": "of about against", "argue": "for against", "lash": "out at", "think": "of about",
        "dream": "of about", "worry": "about", "ask": "for about", "comment": "on about", "elaborate": "on", 
        "apologize": "for", "boast": "of about", "brag": "about of", "joke": "about", "agree": "with on to about", "disagree": "with on about", "insist": "on upon",
        "rail": "against about", "tweet": "about", "testify": "about to", "allude": "to", "hint": "at", "react": "to",
        "lobby": "for against", "believe": "in", "go": "after", "lie": "about",
        "plead": "for with", "plan": "for on", "know": "about of", "wonder": "about",
        "debate": "about over", "inquire": "about", "rant": "about", "rave": "about", "caution": "against about", "advise": "against on", "advocate": "for",
        "approve": "of", "disapprove": "of", "conceive": "of", "hope": "for", "wish": "for", "long": "for", "despair": "of over",
        "scoff": "at", "sneer": "at", "laugh": "at", "marvel": "at", "bristle": "at", "balk": "at", "reminisce": "about",
        "gripe": "about", "grumble": "about", "fret": "about over", "dwell": "on", "harp": "on", "opine": "on about",
        "speculate": "about on", "remark": "on", "report": "on", "vouch": "for", 
        "admit": "to", "confess": "to", "commit": "to", "threaten": "with", "promise": "of", "tell": "of about", "tear": "into", "accuse": "of", 
    }.items()
}
ADJECTIVES = word_set(
    "critical aware confident sure certain concerned worried skeptical sceptical optimistic pessimistic hopeful "
    "afraid glad happy proud sorry grateful thankful convinced adamant clear doubtful unsure uncertain "
    "supportive dismissive eager willing reluctant determined disappointed surprised shocked angry furious "
    "upset outraged wary mindful conscious cautious suspicious nervous anxious excited pleased keen fearful fond "
    "opposed committed dubious unhappy unaware vocal outspoken mum silent appalled disgusted troubled frustrated "
    "unconvinced unwilling ready prepared impressed amazed alarmed right wrong enthusiastic bullish bearish tired envious jealous ashamed coy"
)
NOUNS = word_set(
    "claim belief fear hope idea suggestion allegation assertion argument view opinion promise vow pledge plan "
    "proposal call demand warning announcement statement report concern worry doubt conviction feeling notion "
    "theory prediction threat accusation admission acknowledgment confirmation denial complaint conclusion "
    "declaration expectation explanation indication insistence remark comment rumor rumour sign suspicion "
    "assumption impression contention hint offer request order decision desire wish intention goal evidence "
    "assurance perception sense thought finding speculation guess vision charge criticism praise support "
    "endorsement opposition condemnation attack objection skepticism scepticism admiration disdain contempt "
    "attitude position stance response reaction question recommendation testimony confidence commitment bid interest willingness "
    "reluctance refusal desire eagerness determination guidance advice interpretation estimate projection forecast judgment belief"
)
IMPERSONAL = word_set("seem appear")
TAGS = (SPEECH | THOUGHT | EVIDENCE) - word_set(
    "go call describe label dub demand urge offer propose order request want wish intend decide instruct begin finish "
    "read signal find learn discover show demonstrate prove plead reject deny dispute slam blast hint see convince persuade"
)
DEPICTION = word_set(
    "describe portray refer label see view regard characterize characterise depict brand paint cast dismiss attack "
    "criticize mock denounce praise hail treat call condemn slam blast ridicule tout pitch"
)
GENERIC = word_set("those anyone you one whoever")
SUPPOSED = word_set("expect say believe think consider know report allege estimate project suppose rumor presume assume understand")
STANCES = word_set(
    "support criticism opposition praise condemnation attack criticisms attacks endorsement disdain contempt admiration "
    "concern concerns skepticism scepticism fear hope worry comment remark claim accusation description"
)
