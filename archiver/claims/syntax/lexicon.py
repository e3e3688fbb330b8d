"""Words that attribute: verbs, nouns and adjectives of saying, thinking, wanting and judging, and what they govern.

Lemmas, as the model gives them; written by hand, by meaning: no statistics over labelled text went into them.
"""

from archiver.text.tokens import word_set

# A clause or a quotation: "said that the line held".
SPEECH = word_set(
    "acknowledge add admit advise affirm agree allege announce answer argue ask assert assure attest bark begin "
    "bellow blast blog boast brag call caution certify chant charge claim clarify comment complain concede conclude "
    "concur confess confirm contend continue convince counter crack crow cry deadpan decide declare demand deny "
    "describe disagree disclose dispute dub echo elaborate email emphasise emphasize enthuse estimate exclaim "
    "explain find finish fume go gripe groan growl grumble gush highlight hint indicate inform insist instruct "
    "interject interrupt intone jest joke label lament laugh maintain marvel mention moan mouth mumble murmur muse "
    "mutter narrate note notify observe offer opine order persuade plead pledge posit post preach predict proclaim "
    "profess promise propose protest quip quote rail rant read reason recall reckon recommend recount reflect "
    "reiterate reject rejoice relate remark remind repeat reply report request respond retort retweet reveal roar "
    "rule ruminate say scoff scold scream shout sigh signal sing slam snap snarl sneer snort speculate stammer "
    "state stipulate stress suggest summarise summarize swear teach tease telegraph tell testify text theorize "
    "thunder tweet underline underscore urge venture volunteer vow warn whisper wonder write yell"
)
# A clause that is thought rather than said.
THOUGHT = word_set(
    "anticipate assume believe bet calculate care conceive conclude consider decide deem determine discover doubt "
    "envision expect fear feel figure foresee forget gather guess hear hope hypothesize imagine intend judge know "
    "learn notice pray presume realise realize reckon recognise recognize regard regret remember sense suppose "
    "suspect think trust understand view want wish worry"
)
# A clause of which a poll, a document or a picture tells.
EVIDENCE = word_set("confirm demonstrate find imply indicate prove read reflect reveal say show signal state suggest")
# Of these, what takes a noun phrase when a record is the subject: "the poll shows him in the lead".
SHOWING = word_set("confirm find give indicate put reveal show suggest")
RECORDS = word_set(
    "analysis audit book census count data document email estimate evidence figure file filing finding footage index "
    "investigation letter map memo number paper photo poll polling projection ranking rating record recording report "
    "research result return review search statistic study survey tape test tracker transcript video"
)
# Of these, what does not stand behind a comma by itself ("..., he demanded").
_NOT_IN_TAGS = word_set(
    "begin blast call convince decide demand demonstrate deny describe discover dispute dub find finish go hint "
    "instruct intend label learn offer order persuade plead propose prove read reject request show signal slam urge "
    "want wish"
)
TAGS = (SPEECH | THOUGHT | EVIDENCE) - _NOT_IN_TAGS
# Of SPEECH and THOUGHT, what little but a clause can follow, whatever the parser made of it.
CLAUSAL = word_set(
    "add admit allege argue assert believe claim complain conclude contend fear hope insist predict say suggest "
    "think warn"
)
# A clause that nobody says: "made sure that".
NO_CLAUSE = word_set(
    "allow appear avoid be become begin bring buy cause change check come create depend deserve do enable ensure "
    "focus force get give go happen have help hold include keep last leave let lie live look lose make mark matter "
    "mean merit need pay prevent put require run see seem sell send serve set sit spend stand start stay stop take "
    "try turn use wait warrant watch win work"
)
# What somebody means to do: "plans to leave".
INFINITIVE = word_set(
    "agree aim ask aspire claim commit consent decide decline demand desire expect hesitate hope intend like long look "
    "mean offer opt plan pledge prefer profess promise propose refuse resolve seek swear threaten vow want wish yearn"
)
# What somebody is to do: "urged them to leave".
DIRECTIVE = word_set(
    "advise ask beg beseech caution challenge command convince counsel dare demand direct encourage entreat exhort "
    "expect forbid implore instruct invite lobby nudge order persuade petition press pressure prod push remind request "
    "tell urge want warn"
)
# Of these, what takes an addressee and a clause: the addressee is no part of it.
ADDRESSED = word_set("advise convince persuade remind tell warn")
# A noun phrase: "criticised the plan".
OBJECT = word_set(
    "accuse acknowledge admire admit admonish advocate affirm allege announce applaud appraise appreciate articulate "
    "assail assert attack back bash believe belittle bemoan berate blame blast boo brand call castigate caution "
    "challenge champion chant characterise characterize chastise cheer chide cite commend compare compliment concede "
    "condemn condone confirm congratulate contemplate contradict covet crave credit criticise criticize critique "
    "debate declare decry deem defend demand demonize denigrate denounce deny depict deplore deride describe despise "
    "detail detest ding disagree disapprove disavow disclaim disclose discuss dislike dismiss disown disparage dispute "
    "distrust doubt downplay dub echo embrace emphasise emphasize endorse envisage envision espouse estimate evoke "
    "exaggerate excoriate expect explain express extol fault favor favour fear float forecast foresee hail hammer hate "
    "highlight hype imagine insult invoke jeer knock label lambast lament laud like liken loathe love malign mention "
    "minimize mischaracterize misrepresent mistrust mock mourn mull note oppose outline overstate paint pan pitch "
    "pledge ponder portray pound praise preach predict prefer proclaim proffer project promise promote propose "
    "propound protest question rap rate reaffirm rebuke rebut recall recite recognise recognize recommend recount "
    "reference refute regret reiterate reject relay relish remember renounce repeat report repudiate request resent "
    "resist retract retweet reveal ridicule rip salute savage savor scoff scold second shout shun signal skewer slam "
    "stress suggest support suspect taunt tease term tout trash trumpet tweet underestimate underline underscore "
    "understand understate unveil urge utter view vilify voice vow want warn weigh welcome"
)
# Of these, a second part with its preposition: "credited him with the plan".
OBJECT_PREPOSITIONS = {
    "blame": ("on",), "charge": ("with",), "compare": ("with",), "congratulate": ("on",), "credit": ("with",),
    "pin": ("on",),
}  # fmt: skip
# A verb with a noun or particle and a preposition: "took issue with the plan", "spoke out against it".
IDIOMS: dict[str, dict[str, tuple[str, ...]]] = {
    "cast": {"doubt": ("on", "over")},
    "come": {"out": ("against", "for", "in")},
    "have": {"doubts": ("about",), "qualms": ("about",), "regrets": ("about",), "reservations": ("about",)},
    "heap": {"praise": ("on",), "scorn": ("on",)},
    "hit": {"out": ("at",)},
    "make": {"case": ("against", "for"), "fun": ("of",), "light": ("of",), "mention": ("of",)},
    "pay": {"homage": ("to",), "tribute": ("to",)},
    "place": {"blame": ("on",)},
    "pour": {"scorn": ("on",)},
    "put": {"blame": ("on",)},
    "sound": {"alarm": ("about", "on", "over")},
    "speak": {"out": ("about", "against"), "up": ("against", "for")},
    "take": {"aim": ("at",), "exception": ("to",), "issue": ("with",), "swipe": ("at",)},
    "throw": {"support": ("behind",), "weight": ("behind",)},
    "weigh": {"in": ("on",)},
}  # fmt: skip
# A noun phrase and "as": "described it as a success".
DEPICTION = word_set(
    "attack blast brand call cast characterise characterize condemn criticize denounce depict describe dismiss grade "
    "hail label mock paint pitch portray praise rank rate refer regard ridicule see slam tout treat view"
)
# A name, when a participle: "a group called Harmony".
NAMING = word_set("call dub label name")
# A phrase with its preposition or particle: "called for an inquiry", "pointed out the error".
_BEHIND = {
    "about": "agree ask boast brag caution comment complain debate disagree dream fantasize fret gripe grumble hear "
    "inquire joke know learn lie moralize opine rail rant rave reminisce speak speculate talk tell testify "
    "think tweet warn wonder worry write",
    "after": "go",
    "against": "advise argue campaign caution inveigh lobby protest rail rally speak warn",
    "at": "balk bristle hint jab lash laugh marvel poke scoff sneer swipe",
    "for": "advocate apologize argue ask call campaign clamor hope lobby long plan plead push root vouch wish yearn",
    "in": "believe",
    "into": "tear",
    "of": "approve boast brag complain conceive despair disapprove dream know promise speak talk tell think warn",
    "on": "advise agree call comment disagree dwell elaborate expound focus harp insist opine plan remark report "
    "speculate touch",
    "out": "call lash lay point rule speak spell",
    "over": "agonize debate despair fret quibble",
    "down": "play",
    "off": "brush shrug wave",
    "to": "admit agree allude aspire commit confess object point react refer respond testify",
    "upon": "call insist remark",
    "with": "agree concur disagree plead side sympathize threaten",
}
PREPOSITIONS = {
    verb: frozenset(preposition for preposition, verbs in _BEHIND.items() if verb in verbs.split())
    for verb in word_set(" ".join(_BEHIND.values()))
}
# Of OBJECT, what is done with arms as well as with words: of ARMED, and to STRUCK, it says nothing.
FORCEFUL = word_set(
    "assail attack back bash blast defend hammer knock pitch pound rap rip savage shun slam skewer threaten trash weigh"
)
ARMED = word_set(
    "aircraft airstrike army artillery battalion blast bomb bomber brigade column crew drone explosion fighter "
    "fleet force gunman gunner helicopter infantry jet marine mercenary militant militia missile mortar navy "
    "paratrooper plane platoon rebel regiment rocket shell shelling ship soldier squad strike submarine tank "
    "troop unit warplane warship wave"
)
STRUCK = word_set(
    "apartment armor artillery base battery block border bridge building bunker checkpoint city civilian coast "
    "column convoy crossing dam depot district facility factory ferry flank fortification front frontline "
    "garrison grid harbor headquarters home hospital house infrastructure line outpost pipeline plant port "
    "position railway refinery reservoir ridge road school settlement ship shore soldier station substation "
    "suburb tank target tent town trench troop village warehouse"
)
# What gives somebody's words: "raised questions about the plan", "offered an apology".
GIVING = word_set("deliver express give issue lodge make offer pose raise send voice")
# What is given so.
GIVEN = word_set(
    "accusation advice allegation apology appeal argument assessment assurance complaint condemnation condolence "
    "criticism defense denial doubt endorsement explanation objection opinion pledge plea praise promise prediction "
    "question rebuke suggestion thought verdict view warning"
)
# Behind a copula: "was critical of", "is sure that".
ADJECTIVES = word_set(
    "adamant afraid alarmed amazed angry anxious appalled ashamed aware bearish bullish cautious certain clear "
    "committed concerned confident conscious convinced coy critical determined disappointed disgusted dismissive "
    "doubtful dubious eager enthusiastic envious excited fearful fond frustrated furious glad grateful happy "
    "hopeful impressed jealous keen mindful mum nervous opposed optimistic outraged outspoken pessimistic pleased "
    "proud reluctant right sceptical shocked silent skeptical sorry supportive sure surprised "
    "suspicious thankful tired troubled unaware uncertain unconvinced unhappy unsure unwilling upset vocal wary "
    "willing worried wrong"
)
# "The claim that", "his plan to".
NOUNS = word_set(
    "accusation acknowledgment admiration admission advice allegation announcement argument assertion assumption "
    "assurance attack attitude belief bid call charge claim comment commitment complaint concern conclusion "
    "condemnation confidence confirmation contempt contention conviction criticism decision declaration demand "
    "denial desire determination disdain doubt eagerness endorsement estimate evidence expectation explanation fear "
    "feeling finding forecast goal guess guidance hint hope idea impression indication insistence intention "
    "interest interpretation judgment notion objection offer opinion opposition order perception plan pledge "
    "position praise prediction projection promise proposal question reaction recommendation refusal reluctance "
    "remark report request response rumor rumour scepticism sense sign skepticism speculation stance statement "
    "suggestion support suspicion testimony theory thought threat view vision vow warning willingness wish worry"
)
# What is wanted, judged or foretold, with its preposition: "her call for an inquiry". No mere topic ("remarks about").
_JUDGED = {
    "about": "complaint concern doubt fear skepticism suspicion warning worry",
    "against": "accusation allegation argument warning",
    "for": "admiration argument call contempt demand disdain plea praise request",
    "of": "accusation admission allegation approval characterization condemnation criticism denial denunciation "
    "depiction description disapproval dislike embrace endorsement fear mockery portrayal prediction promise rejection "
    "suspicion threat warning",
    "over": "concern doubt fear",
    "to": "objection opposition",
    "with": "disagreement dissatisfaction frustration",
}
NOUN_PREPOSITIONS = {
    noun: frozenset(preposition for preposition, nouns in _JUDGED.items() if noun in nouns.split())
    for noun in word_set(" ".join(_JUDGED.values()))
}
# "It appears that", "they seem to".
IMPERSONAL = word_set("appear seem")
# In the passive: "is expected to win".
SUPPOSED = word_set(
    "allege assume believe consider estimate expect know presume project report rumor say think understand"
)
# Nobody in particular: "those who say".
GENERIC = word_set("anyone one those whoever you")
# Behind "as" ("as Lee put it, ..."), besides TAGS.
COMMENTING = word_set("call describe demonstrate note point prove put show see")
# What others say, or what only seems so.
HEARSAY = word_set("allegedly apparently evidently ostensibly presumably purportedly reportedly seemingly supposedly")
# "In her view", "by his account", "in the words of".
VIEWPOINTS = word_set(
    "account assessment estimation eye judgment opinion perspective point reckoning telling view word"
)
# What sums up a clause behind it, in the writer's words: "..., a move that few expected".
SUMMARIES = word_set(
    "accusation argument assertion assessment belief charge claim comment decision figure idea move notion policy "
    "position practice prediction proposal remark something stance statement step suggestion theory view"
)
# What speaks for whoever made it: "issued a statement saying".
DOCUMENTS = word_set(
    "ad article banner book column comment declaration editorial email essay interview language letter memo message "
    "note op-ed paper petition piece placard post poster question release remark report resolution series sign "
    "speech statement tweet"
)
# Verbs that are named here, to mend a lemma that lost or kept an "e" ("hoped" as "hop").
VERBS = (
    SPEECH | THOUGHT | EVIDENCE | SHOWING | INFINITIVE | DIRECTIVE | OBJECT | DEPICTION | NAMING | PREPOSITIONS.keys()
)
