"""What is taken out of German, French, Spanish, Italian, Dutch or Portuguese texts; what stays.

Also of one with marks that nobody sees, and with letters of another script.
"""

import pytest

from hearthside.route.redact import redact


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rufen Sie mich unter 0171 2345678 an.", "Rufen Sie mich unter [phone number] an."),
        ("Telefonnummer 4 55 66, Rufnummer: 23456",
         "Telefonnummer [phone number], Rufnummer: [phone number]"),
        ("T\u00e9l : 12 34 56", "T\u00e9l : [phone number]"),
        ("m\u00f3vil 61234", "m\u00f3vil [phone number]"),
        ("cell. 12345", "cell. [phone number]"),
        ("mobiel: 12345", "mobiel: [phone number]"),
        ("telem\u00f3vel 91234", "telem\u00f3vel [phone number]"),
        ("0049 171 2345678", "[phone number]"),
        ("Kundennummer 4711-22", "[identity number]"),
        ("Versichertennummer A123456789", "[identity number]"),
        ("num\u00e9ro de client 4455667", "[identity number]"),
        ("n\u00famero de cliente 4455667", "[identity number]"),
        ("Numero cliente: 4455667", "[identity number]"),
        ("klantnummer 445566", "[identity number]"),
        ("Geburtsdatum: 3. April 1981", "[date of birth]"),
        ("n\u00e9e le 3 avril 1981", "[date of birth]"),
        ("nacido el 3 de abril de 1981", "[date of birth]"),
        ("nato il 3 aprile 1981", "[date of birth]"),
        ("geboren op 3 april 1981", "[date of birth]"),
        ("nascida em 3 de abril de 1981", "[date of birth]"),
        ("am 3. M\u00e4rz 2024", "am [date]"),
        ("Sehr geehrter Herr Dr. Meier, Dr. Meier rief an.",
         "Sehr geehrter Herr Dr. [name], Dr. [name] rief an."),
        ("Gentile Signora Bianchi,\nciao", "Gentile [name],\nciao"),
        ("Geachte mevrouw Jansen,", "Geachte mevrouw [name],"),
        ("Je suis Marie Curie", "Je suis [name]"),
        ("mon nom est Anne Dubois", "mon nom est [name]"),
        ("Chamo-me Ana Costa", "Chamo-me [name]"),
        ("Com os melhores cumprimentos,\nAna Costa", "Com os melhores cumprimentos,\n[name]"),
        ("12 rue de la Paix", "[address]"),
        ("Calle Mayor 12, Via Roma 3", "[address], [address]"),
        ("Keizersgracht 123", "[address]"),
        ("Call 0555\u200e 12\u00ad3\u200b 4567", "Call [phone number]"),
        ("\u202a+49 170 1234567\u202c", "[phone number]"),
        ("ana\u200b@exam\u00adple.org", "[e-mail]"),
        ("D\u0415\u200e89 3704 0044 0532 0130 00", "[account number]"),
        ("I am A\u00adn\u0430. Ana is ill", "I am [name]. [name] is ill"),
    ],
)  # fmt: skip
def test_what_names_a_person_is_taken_out(text: str, left: str) -> None:
    assert redact(text).text == left
    assert redact(left).text == left


@pytest.mark.parametrize(
    "text",
    [
        "Ich bin 45 Jahre alt, meine Tochter ist 12.",
        "Der Patient ist 45 Jahre alt, der Fall 3 Tage, der Kunde 45 Jahre.",
        "Le patient a 45 ans et attend depuis 3 jours, \u00e0 l'\u00e2ge de 45 ans",
        "El paciente tiene 45 a\u00f1os y el caso 3 d\u00edas.",
        "Il paziente ha 45 anni, il caso ha 3 giorni.",
        "De pati\u00ebnt is 45 jaar oud en de klacht 3 dagen.",
        "O paciente tem 45 anos e o caso 3 dias.",
        "45-j\u00e4hrige Patientin, 1234567 Schritte",
        "Artikelnummer 1234567, num\u00e9ro d'article 1234567",
        "Temperatur 38,5 38,9 39,1 39,4, tension 120/80 130/85",
        "Ich bin Lehrer. Je suis Malade. Sono molto Malata",
        "\u041e\u043d \u0441\u043a\u0430\u0437\u0430\u043b: \u0443 \u043d\u0430\u0441 39,5",
    ],
)
def test_what_a_person_needs_stays(text: str) -> None:
    assert redact(text).text == text
