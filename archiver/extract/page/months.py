"""Months and days of the week as dates name them, in the languages of the pages that are read: a line a month or day.

English, Ukrainian and Russian in full and cut short; German, French, Spanish, Portuguese, Italian, Polish and Dutch in
full, and those short forms that mean one month in all of them. Arabic in both ways in use, Hebrew also with "in".
"""

MONTHS = (
    "jan january січ січня янв января januar jänner jan janvier enero janeiro gennaio stycznia januari"
    " يناير ינואר בינואר",
    "feb february лют лютого фев февраля februar février févr febrero fevereiro febbraio lutego februari"
    " فبراير شباط פברואר בפברואר",
    "mar march бер березня мар марта märz mars marzo março marca maart مارس آذار מרץ במרץ מרס במרס",
    "apr april кві квіт квітня апр апреля avril abril aprile kwietnia أبريل ابريل نيسان אפריל באפריל",
    "may трав травня мая mai mayo maio maggio maja mei مايو أيار מאי במאי",
    "jun june черв червня июн июня juni juin junio junho giugno czerwca يونيو حزيران יוני ביוני",
    "jul july лип липня июл июля juli juillet julio julho luglio lipca يوليو تموز יולי ביולי",
    "aug august серп серпня авг августа août agosto sierpnia augustus أغسطس اغسطس אוגוסט באוגוסט",
    "sep sept september вер верес вересня сен сент сентября septembre septiembre setiembre setembro settembre września"
    " سبتمبر أيلول ספטמבר בספטמבר",
    "oct october жовт жовтня окт октября okt oktober octobre octubre outubro ottobre października"
    " أكتوبر اكتوبر אוקטובר באוקטובר",
    "nov november лист листоп листопада ноя нояб ноября novembre noviembre novembro listopada نوفمبر נובמבר בנובמבר",
    "dec december груд грудня дек декабря dez dezember déc décembre diciembre dezembro dicembre grudnia"
    " ديسمبر דצמבר בדצמבר",
)

WEEKDAYS = (
    "mon monday пн понеділок понедельник mo montag lun lundi lunes segunda segunda-feira lunedì pon"
    " poniedziałek ma maandag الاثنين الإثنين",
    "tue tues tuesday вт вівторок вторник di dienstag mar mardi martes terça terça-feira martedì wt wtorek dinsdag"
    " الثلاثاء",
    "wed weds wednesday ср середа среда mi mittwoch mer mercredi mié miércoles quarta quarta-feira"
    " mercoledì śr środa wo woensdag الأربعاء",
    "thu thur thurs thursday чт четвер четверг do donnerstag jeu jeudi jue jueves quinta"
    " quinta-feira giovedì czw czwartek donderdag الخميس",
    "fri friday пт п’ятниця п'ятниця пятница fr freitag ven vendredi vie viernes sexta sexta-feira"
    " venerdì pt piątek vrijdag الجمعة",
    "sat saturday сб субота суббота sa samstag sonnabend sam samedi sáb sábado sabato sob sobota zaterdag السبت",
    "sun sunday нд неділя вс воскресенье so sonntag dim dimanche dom domingo domenica niedz niedziela zondag الأحد",
)
