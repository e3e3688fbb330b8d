import pytest

from archiver.extract.main.lines import is_edge, is_furniture, opens_what_follows


@pytest.mark.parametrize(
    "text",
    [
        "Anzeige", "Weiterlesen", "Lire la suite", "Publicité", "Leer más", "Publicidad", "Leia mais", "Leggi tutto",
        "Reklama", "Czytaj więcej", "Advertentie", "Читати далі", "Читать далее", "Page 2 of 8", "Get started today",
        "Folgen Sie uns auf Facebook und Instagram", "Abonnez-vous à notre newsletter du matin.",
        "Suivez-nous sur les réseaux", "Suscríbete a nuestro boletín semanal", "Assine a nossa newsletter",
        "Iscriviti al nostro canale Telegram", "Zapisz się na nasz newsletter", "Schrijf je in voor onze nieuwsbrief",
        "Foto: Agentur Beispiel", "Crédit photo : Agence Exemple", "Zdjęcie: Agencja Przykład",
    ],
)  # fmt: skip
def test_lines_that_are_none_of_the_articles(text: str) -> None:
    assert is_furniture(text, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Lesen Sie auch: Brücke wieder offen", "À lire aussi : le pont rouvert", "Lee también: el puente abierto",
        "Leia também: ponte aberta", "Leggi anche: il ponte riaperto", "Zobacz też: most otwarty", "Lees ook: brug open",
    ],
)  # fmt: skip
def test_labels_are_furniture_only_with_a_link(text: str) -> None:
    assert is_furniture(text, 0.8)
    assert not is_furniture(text, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Veröffentlicht am 3. Mai 2022", "Publié le 3 mai 2022 à 10h", "Publicado el 3 de mayo", "Pubblicato il 3 maggio",
        "Quelle: Agentur Beispiel", "Źródło: Agencja Przykład", "Fuente: Agencia Ejemplo", "Bron: Voorbeeld",
        "Dieser Beitrag ist zuerst bei Beispiel erschienen.", "Cet article a été initialement publié sur Exemple.",
        "Este artículo fue publicado originalmente en Ejemplo.", "Questo articolo è stato pubblicato su Esempio.",
        "Ця стаття вперше опублікована у виданні «Приклад».".replace("«", "").replace("»", ""),
    ],
)  # fmt: skip
def test_lines_at_an_edge(text: str) -> None:
    assert is_edge(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kommentare (12)", "Ähnliche Artikel", "Laisser un commentaire", "Articles similaires", "Noticias relacionadas",
        "Deixe um comentário", "Articoli correlati", "Podobne artykuły", "Gerelateerde artikelen",
    ],
)  # fmt: skip
def test_labels_of_what_follows(text: str) -> None:
    assert opens_what_follows(text)


@pytest.mark.parametrize(
    "text",
    [
        "Folgen der Flut sind noch in vielen Orten am Fluss zu sehen.",
        "Jetzt beginnt für die Helfer die schwerste Zeit des Jahres.",
        "Recevez-vous encore des nouvelles de votre frère, lui demande la voisine.",
        "Publicado el decreto, los alcaldes pidieron una reunión urgente con la ministra del ramo en la capital, donde "
        "esperaban una respuesta antes del fin de semana.",
        "Foto und Film zeigen, wie das Wasser über die Mauer tritt.",
        "Der Artikel der Verfassung wurde 1949 beschlossen.",
        "Segui la strada fino al ponte, disse il vecchio.",
        "Polub się z rzeką, mawiał jej dziadek.",
        "Autoren aus zwölf Ländern lasen am Wochenende in der Stadt.",
    ],
)
def test_sentences_of_articles_stay(text: str) -> None:
    assert not is_furniture(text, 0.0)
    assert not is_edge(text)
    assert not opens_what_follows(text)


def test_a_paragraph_that_ends_in_an_invitation_is_not_taken_whole() -> None:
    story = "The council rebuilt the bridge over the river in the spring. " * 3
    assert is_furniture("Sign up for our newsletter. It comes once a week.", 0.0)
    assert not is_furniture(story + "Sign up for our newsletter here.", 0.0)


def test_arabic_and_hebrew() -> None:
    for text in ("إعلان", "פרסומת", "تابعونا على تلغرام ليصلكم كل جديد", "הצטרפו לערוץ הטלגרם שלנו"):
        assert is_furniture(text, 0.0)
    for text in ("اقرأ أيضا: كيف يعاد بناء الجسر", "קראו גם: כך משקמים את הגשר"):
        assert is_furniture(text, 0.9)
        assert not is_furniture(text, 0.0)
    for text in ("نشر في 22 نوفمبر 2026", "פורסם: 22 בנובמבר 2026"):
        assert is_edge(text)
    for text in ("التعليقات", "مواضيع ذات صلة", "תגובות", "כתבות נוספות", "Новини за темою"):
        assert opens_what_follows(text)
