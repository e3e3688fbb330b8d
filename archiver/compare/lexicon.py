"""Word lists of the differ: function words, negations, number words, irregular verbs; English, Ukrainian, Russian.

stem("intervened") == stem("intervene"); stem("knew") == stem("known"); negates("denied"); negates("didn't")
"""

from functools import lru_cache

from archiver.text.tokens import word_list, word_set

# Words that a change brings along ("did not comment", "commented") and that say nothing on their own.
FUNCTION = word_set(
    "a an the of to in on at by for from with as and or that which who whom this these those it its is are was were "
    "be been being am do does did done have has had having will would shall should there so any some s й і та в у "
    "на з із зі до від за що як це про для и а с со к по от о об из что это для при был была было были был є був "
    "була було були би б же бы то"
)
_NEGATIONS = word_set(
    "not no never none nobody nothing nowhere neither nor without cannot hardly не ні нема немає ніколи нікого "
    "нічого ніхто ніде жоден жодна жодного жодних без нет ни никогда никого ничего никто нигде без"
)
DENYING = word_set(
    "deny denies denied denying denial refute refutes refuted "
    "заперечив заперечила заперечили заперечує отрицает отрицал отрицала отрицали опроверг опровергла"
)
# Say much the same as denying, where they stand in its place, and nothing of the kind elsewhere.
REJECTING = word_set("reject rejects rejected dismiss dismisses dismissed відкинув відкинула відкидає отверг отвергла")
# Verbs whose subject speaks, beside those that the claims name.
SAYING = word_set(
    "said says say told tells announced announces promised promises called calls warned warns insisted claimed "
    "claims denied denies rejected dismissed described praised criticised criticized condemned accused blamed urged "
    "demanded declined refused confirmed suggested stated reported noted admitted added argued wrote replied asked "
    "explained stressed predicted estimated сказав сказала заявив заявила повідомив повідомила додав додала сказал "
    "сказала заявил заявила сообщил сообщила добавил"
)
_OPPOSING = ("un", "in", "im", "non", "dis", "не")
NUMBER_WORDS = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion trillion hundreds thousands millions billions dozen dozens half third quarter fifth tenth first second "
    "fourth sixth seventh eighth ninth twice double triple один одна одне два дві три чотири п'ять шість сім вісім "
    "дев'ять десять двадцять сто тисяча тисяч мільйон мільйонів мільярд половина третина чверть перший другий "
    "третій один два две три четыре пять шесть семь восемь девять двадцать тысяча тысяч миллион миллионов миллиона "
    "миллиард половина треть четверть первый второй третий десятки сотні сотни"
)
_UP_TO_TWENTY = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
DIGITS = {word: str(number) for number, word in enumerate(_UP_TO_TWENTY)}
# Days, months and the like, which `mentions.times` does not know outside of English.
CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december today yesterday tomorrow tonight overnight morning afternoon evening noon "
    "midnight dawn понеділок понеділка вівторок вівторка середу середи четвер четверга п'ятницю п'ятниці суботу "
    "суботи неділю неділі січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня "
    "сьогодні вчора завтра понедельник понедельника вторник вторника среду среды четверг пятницу пятницы субботу "
    "субботы воскресенье января февраля марта апреля мая июня июля августа сентября октября ноября декабря сегодня "
    "вчера завтра"
)
# How many, without a number; and what bounds one.
AMOUNTS = word_set("all every most many several few both majority minority "
                   "усі всі більшість багато кілька обидва все большинство много несколько оба")  # fmt: skip
BOUNDS = word_set("more less fewer than about around nearly almost over under roughly approximately exactly least most "
                  "only just up понад близько майже щонайменше більше менше около более менее почти свыше")  # fmt: skip
# Beside those of `mentions.hedges`: words that keep a distance wherever they stand.
HEDGES = word_set(
    "possible probable alleged purported presumed apparent seeming could may might maybe perhaps likely unlikely "
    "можливий можлива можливо імовірний возможный возможная возможно вероятно"
)
_IRREGULAR = (
    "fall fell fallen|know knew known|leave left|go went gone|take took taken|give gave given|see saw seen|come came|"
    "become became|begin began begun|break broke broken|bring brought|build built|buy bought|catch caught|choose chose "
    "chosen|do did done|draw drew drawn|drive drove driven|"
    "eat ate eaten|feel felt|fight fought|find found|fly flew flown|"
    "flee fled|forget forgot forgotten|get got gotten|grow grew grown|hear heard|"
    "hold held|keep kept|lead led|lose lost|"
    "make made|mean meant|meet met|pay paid|rise rose risen|run ran|say said|sell sold|send sent|shake shook shaken|"
    "shoot shot|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood|"
    "steal stole stolen|strike struck|swear swore sworn|swim swam swum|teach taught|tear tore torn|tell told|"
    "think thought|throw "
    "threw thrown|wear wore worn|win won|write wrote written|hide hid hidden|burn burnt|freeze froze frozen|feed fed"
)
_LEMMA = {form: group.split()[0] for group in _IRREGULAR.split("|") for form in group.split()}
_STEM = 5  # letters that two forms of a word share
_ENDINGS = ("ing", "ed", "es", "s", "e", "d")


def negates(key: str) -> bool:
    """Whether a word turns what is said into its opposite."""
    return key in _NEGATIONS or key in DENYING or key.endswith("n't")


def opposite(key: str, other: str) -> bool:
    """Whether one word is the other with "un" or the like in front of it."""
    return any(key == prefix + other or other == prefix + key for prefix in _OPPOSING)


@lru_cache(maxsize=65_536)
def stem(key: str) -> str:
    """What the forms of one word share, roughly; of a number only that it is one."""
    if key[-1:].isdigit() or key in NUMBER_WORDS:
        return "#"
    key = _LEMMA.get(key, key)
    for ending in _ENDINGS if key.isascii() else ():
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            key = key[: -len(ending)]
            break
    return key[:_STEM]
