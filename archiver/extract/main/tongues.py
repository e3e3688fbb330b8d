"""Lines around an article in languages other than English, known by their words; see `lines` for what they mean.

    de "Lesen Sie auch: ..."    fr "Abonnez-vous à notre newsletter"    es "Suscríbete al boletín"
    pt "Publicado em ..."       it "Articoli correlati"                 pl "Źródło: ..."     nl "Lees ook: ..."
    ar "مواضيع ذات صلة"         he "כתבות נוספות"

Ukrainian and Russian stand in `lines`, beside the English. A word that opens sentences of articles is only taken with
what makes it an invitation: the name of a channel, a newsletter, "us".
"""

import re

_CHANNEL = (
    r"(?:newsletter|facebook|twitter|instagram|linkedin|youtube|telegram|whatsapp|tiktok|threads|bluesky"
    r"|google\ news|infolettre|bolet[ií]n|boletim|nieuwsbrief|chaîne|kanal|kanaal|canal|canale|kanał)"
)

# labels that stand alone
LABELS = re.compile(
    r"""anzeige|werbung|weiterlesen|mehr\ (?:lesen|erfahren|anzeigen)|(?:artikel\ )?(?:teilen|drucken|anhören|merken)
      |(?:jetzt\ )?(?:abonnieren|anmelden|registrieren)|kommentieren|nach\ oben|inhaltsverzeichnis
      |publicité|lire\ la\ suite|partager(?:\ (?:cet\ article|sur\ .{0,20}))?|imprimer|envoyer\ par\ e-?mail
      |s['’]abonner|je\ m['’]abonne|s['’]inscrire|sommaire|table\ des\ matières|en\ savoir\ plus|voir\ plus
      |retour\ en\ haut|temps\ de\ lecture.{0,20}
      |publicidad|leer\ más|seguir\ leyendo|compartir(?:\ en\ .{0,20})?|imprimir|suscr[ií]bete|suscribirse
      |inicia(?:r)?\ sesión|regístrate|ver\ más|tabla\ de\ contenidos?|volver\ arriba|tiempo\ de\ lectura.{0,20}
      |publicidade|leia\ mais|continue\ lendo|compartilh(?:e|ar)(?:\ .{0,20})?|partilhar|inscreva-se|saiba\ mais
      |pubblicità|leggi\ (?:tutto|di\ più)|condividi(?:\ su\ .{0,20})?|abbonati|iscriviti|scopri\ di\ più
      |reklama|czytaj\ (?:więcej|dalej)|udostępnij|drukuj|zapisz\ się|spis\ treści|zobacz\ więcej
      |advertentie|lees\ (?:meer|verder)|afdrukken|abonneren|inhoudsopgave
      |поділитись|роздрукувати|підписатися|докладніше|детальніше|читати\ (?:далі|більше)|на\ правах\ реклами
      |распечатать|подписаться|подробнее|читать\ (?:далее|дальше)|на\ правах\ рекламы
      |إعلان|شارك|مشاركة|طباعة|اقرأ\ المزيد|المزيد|اشترك(?:\ الآن)?|تسجيل\ الدخول
      |פרסומת|שתפו?|שיתוף|הדפס(?:ה)?|(?:קרא|קראו)\ עוד|להמשך\ קריאה|הרשמה|התחברות""",
    re.IGNORECASE | re.VERBOSE,
)
# labels in front of a link to another article
RELATED = r"""
      (?:lesen|sehen|hören)\ sie\ (?:auch|dazu\ auch|mehr)|mehr\ (?:zum\ thema|dazu)|auch\ interessant|siehe\ auch
        |das\ könnte\ (?:sie|dich|ihnen|dir)\ auch\ (?:interessieren|gefallen)
      |(?:[aà]\ )?(?:lire|voir|écouter)\ (?:aussi|également)|sur\ le\ même\ (?:sujet|thème)
      |lee\ (?:también|además|más)|(?:leer|ver|vea|mira|mire)\ también|(?:también\ )?te\ puede\ interesar
      |(?:leia|veja|assista)\ (?:também|mais)|você\ (?:também\ )?pode\ gostar
      |(?:leggi|vedi|guarda)\ anche|ti\ potrebbe\ interessare|potrebbe\ interessarti(?:\ anche)?
      |(?:czytaj|zobacz|przeczytaj|sprawdź)\ (?:też|także|również)|(?:lees|zie|bekijk)\ ook
      |(?:читайте|дивіться)\ (?:далі|ще)|вас\ може\ зацікавити|вам\ может\ быть\ интересно
      |[اإ]قر(?:أ|ئي|ؤوا)\ (?:أيضاً?|ايضاً?|كذلك)|شاهد\ أيضاً?|قد\ يهمك(?:\ أيضاً?)?|ذات\ صلة
      |(?:קראו|ראו|צפו)\ (?:גם|עוד)|עוד\ בנושא|אולי\ יעניין\ אתכם(?:\ גם)?"""
INVITED = re.compile(
    rf"""(?:abonnieren|folgen)\ sie\b[^.!?]{{0,80}}{_CHANNEL}|folgen\ sie\ uns\b
      |(?:melden\ sie\ sich|melde\ dich|jetzt|hier)\b[^.!?]{{0,60}}\bnewsletter\b
      |(?:abonnez|inscrivez)-vous\b[^.!?]{{0,80}}{_CHANNEL}|suivez-nous\b|(?:retrouvez|rejoignez)-nous\ sur\b
      |recevez\b[^.!?]{{0,80}}\b(?:newsletter|e-?mail|boîte)
      |(?:suscríb|apúnt|regístr)[ae](?:te|se|nse)\b[^.!?]{{0,80}}{_CHANNEL}|s[ií]gu?[ea]nos\b
      |(?:recibe|reciba)\b[^.!?]{{0,80}}\b(?:bolet|newsletter|correo)|únete\ a\ nuestr
      |(?:assine|inscreva-se|cadastre-se)\b[^.!?]{{0,80}}{_CHANNEL}|siga(?:-nos|\ o|\ a
        |\ nosso)\b[^.!?]{{0,60}}{_CHANNEL}
      |receba\b[^.!?]{{0,80}}\b(?:e-?mail|newsletter|whatsapp)|entre\ (?:no|em)\ (?:nosso\ )?(?:canal|grupo)\b
      |(?:iscriviti|iscrivetevi|abbonati)\b[^.!?]{{0,80}}{_CHANNEL}|segui(?:ci|teci)\b
      |ricevi\b[^.!?]{{0,80}}\b(?:newsletter|e-?mail)
      |(?:zapisz\ się|zasubskrybuj|subskrybuj)\b[^.!?]{{0,80}}{_CHANNEL}|(?:obserwuj|polub|śledź)\ nas\b
      |(?:abonneer\ je|schrijf\ je\ in|meld\ je\ aan)\b[^.!?]{{0,80}}{_CHANNEL}|volg\ ons\b
      |تابع(?:ونا|نا|وا)\ (?:على|عبر)\b|اشترك(?:وا|ي)?\ في\ (?:النشرة|نشرتنا|قناتنا|قناة)
      |انضم(?:وا)?\ إلى\ (?:قناتنا|قناة)
      |(?:הצטרפו|הירשמו|הרשמו)\ ל(?:ערוץ|קבוצת|ניוזלטר|עדכונים)|עקבו\ אחרינו""",
    re.IGNORECASE | re.VERBOSE,
)
CREDIT = re.compile(
    r"""^[\[(]?(?:(?:symbol|titel|beitrags|archiv)?(?:foto|bild)(?:nachweis|quelle)?s?|bildrechte|photos?
      |crédits?(?:\ photo)?
        |illustration|fotografía|imagen|imagem|foto(?:s|grafia)?|crédito|immagine|fot|zdjęcie|beeld)
      (?:\s?:|\s?©|\.\s(?=[A-ZŁŚŻ])|\s?/\s)\s?\S.{0,120}$""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
# dates, signatures and origins, at either end of an article
EDGE = re.compile(
    r"""^(?:(?:zuletzt\ |erstmals\ )?(?:aktualisiert|veröffentlicht)\ (?:am|um|:).{0,80}|stand:\s.{0,40}
      |(?:publié|mis\ à\ jour|modifié|posté)(?:\ le|\ à|\ :|\s:).{0,80}
      |(?:publicado|actualizado|última\ actualización|atualizado)(?:\ el|\ en|\ em|\ a\ las|:|\ por).{0,80}
      |(?:pubblicato|aggiornato)(?:\ il|\ alle|\ da|:).{0,80}|(?:opublikowano|aktualizacja
        |data\ publikacji):?\s.{0,60}
      |(?:laatst\ )?(?:gepubliceerd|bijgewerkt)(?:\ op|\ om|:).{0,60}
      |(?:autor(?:in|a|e)?|auteure?|redaktion|redacción|redazione|redacteur)s?\s?:\s?\S.{0,80}
      |(?:quellen?|fuentes?|fontes?|font[ei]|źródł[oa]|bron(?:nen)?)\s?:\s?\S.{0,60}
      |(?:dieser|der)\ (?:artikel|beitrag|text)\ (?:ist|erschien|wurde)\b.{0,120}\b(?:erschienen|veröffentlicht
        |zuerst)\b.{0,80}
      |(?:cet\ article|ce\ texte|cette\ tribune)\ (?:a\ été|est)\ .{0,30}\b(?:publiée?|paru|republié)\b.{0,120}
      |est[ea]\ (?:artículo|nota|texto|artigo)\ (?:fue|ha\ sido|se|foi)\ .{0,30}\bpublic(?:ad[oa]|ó)\b.{0,120}
      |questo\ (?:articolo|testo)\ è\ .{0,30}\b(?:pubblicato|apparso|uscito)\b.{0,120}
      |(?:ця|цю|эта|эту)\ стат[тьюяі]{1,4}\s.{0,30}(?:опублікован|опубликован|вийшла|вышла).{0,120}
      |(?:цей|этот)\ (?:матеріал|текст|материал)\s.{0,30}(?:опублікован|опубликован|вийшов|вышел).{0,120}
      |(?:نشر|نُشر|تم\ النشر|تاريخ\ النشر|آخر\ تحديث)(?:\ في|\ بتاريخ|\ يوم|\s?:)\s?.{0,60}
      |(?:بقلم|الكاتب|المصدر|تصوير)\s?:\s?\S.{0,60}
      |(?:פורסם|עודכן|עדכון\ אחרון)(?:\ לאחרונה)?(?:\ ב|\s?:)\s?.{0,60}
      |(?:מאת|צילום|מקור|כתב(?:ת)?)\s?:\s?\S.{0,60})$""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
# labels over what follows an article
AFTER = re.compile(
    r"""(?:\d+\ )?kommentare?(?:\ \(?\d+\)?)?|kommentar\ (?:schreiben|hinterlassen)|schreiben\ sie\ einen\ kommentar
      |(?:ähnliche|verwandte|weitere)\ (?:artikel|beiträge|nachrichten|themen|meldungen)|mehr\ (?:zum\ thema
        |zu\ diesem\ thema)
      |über\ (?:den\ autor|die\ autorin|uns)|das\ könnte\ (?:sie|dich|ihnen|dir)\ auch\ .{0,20}
      |(?:\d+\ )?commentaires?|laisse[rz]\ un\ commentaire|articles\ (?:similaires|liés|récents|connexes)
      |à\ propos\ de\ l['’]auteure?|sur\ le\ même\ (?:sujet|thème)|à\ lire\ aussi
      |(?:\d+\ )?comentarios?|deja\ (?:un\ comentario|una\ respuesta)|sobre\ (?:el\ autor|la\ autora|o\ autor
        |a\ autora)
      |(?:artículos|noticias|entradas|contenidos?|artigos|notícias|posts|matérias)\ (?:relacionad[ao]s?|similares
        |recientes|recentes)
      |(?:también\ )?te\ puede\ interesar|(?:\d+\ )?comentários?|deixe\ (?:um\ comentário|uma\ resposta)|(?:veja
        |leia)\ também
      |(?:\d+\ )?commenti|lascia\ un\ commento|articoli\ (?:correlati|recenti|simili)|informazioni\ sull['’]autore
      |komentarze(?:\ \(?\d+\)?)?|dodaj\ komentarz|(?:powiązane|podobne)\ artykuły|o\ autorze
      |(?:أضف|اترك|اكتب)\ تعليق(?:اً?|ك)?|ال?تعليقات
        |(?:مواضيع|أخبار|مقالات|موضوعات)\ (?:ذات\ صلة|متعلقة|مشابهة)|الأكثر\ (?:قراءة|مشاهدة)
        |[اإ]قرأ\ (?:أيضاً?|ايضاً?)
      |תגובות|(?:הוסף|הוסיפו|הוספת)\ תגובה|כתבות\ (?:נוספות|קשורות)|עוד\ בנושא|הנקראות\ ביותר|אולי\ יעניין\ אתכם.{0,10}
      |reacties|gerelateerde?\ (?:artikelen|berichten)|over\ de\ auteur|laat\ een\ reactie\ achter""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
