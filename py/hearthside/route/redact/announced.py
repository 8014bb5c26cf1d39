"""What words announce: numbers of people and cases, dates of birth, full dates.

In English, German, French, Spanish, Italian, Dutch and Portuguese. Pure patterns.
"""

from typing import Final

# Announced: by a word that says so itself, by any of these with "no." and its like, or by a sign
# and a number of some length ("patient is 45" announces none).
_CODE: Final = r"(?=[\w/-]{0,40}\d)[A-Za-z0-9][\w/-]{2,40}(?: \d{3,}[\w-]*)*"
_ISSUER: Final = (
    r"(?:patient|policy|account|member|customer|client|licen[cs]e|national|hospital|case"
    r"|ticket|order"
    r"|booking|invoice|reference|ref|insurance|identity|tax|driver'?s licen[cs]e|registration)"
)
# Glued ("Kundennummer", "klantnummer") and of several words ("numéro de client").
_GLUED: Final = (
    r"(?:kunden|patienten|versicherten|versicherungs|mitglieds?|vertrags|rechnungs|bestell|auftrags"
    r"|konto|steuer|ausweis|pass|fall|akten|klant(?:en)?|pati\u00ebnt(?:en)?|polis|bestel|factuur"
    r"|rekening|dossier)-?(?:nummer|nr)"
)
_OF: Final = (
    r"(?:client|patient|dossier|contrat|s\u00e9curit\u00e9 sociale|commande|facture|compte"
    r"|adh\u00e9rent"
    r"|cliente|paciente|p\u00f3liza|pedido|factura|cuenta|socio|pasaporte|paziente|polizza|ordine"
    r"|fattura"
    r"|conto|pratica|utente|ap\u00f3lice|encomenda|fatura|conta|passaporte)"
)
_NUMBER_OF: Final = (
    rf"(?:n[u\u00fa]m[e\u00e9]ro|n[\u00b0\u00ba])\s*(?:(?:de|di|do|da|del|della) |d')?{_OF}"
)
IDENTITY: Final = (
    r"(?i:\b(?:id|mrn|nhs|ssn|passport|social security|dni|nie|nif|iban|bsn|pesel|nino"
    r"|cpf|aadhaar|pan"
    rf"|{_ISSUER}(?: {_ISSUER})? (?:id|no|nr|number|num|code|card))(?: (?:id|no|nr|number"
    rf"|num|code|card))*\b"
    rf"\.?\s*(?:(?:is|es|ist)\s|[:#=])?\s*#?{_CODE}"
    rf"|\b(?:{_GLUED}|{_NUMBER_OF})\.?\s*(?:(?:is|es|ist|est|\u00e8|\u00e9)\s|[:#=])?\s*#?{_CODE}"
    rf"|\b{_ISSUER}\s*[:#=]\s*#?{_CODE}|\b{_ISSUER}\s(?!(?:19"
    rf"|20)\d\d\b)(?=[\w/-]{{0,40}}\d\d)[A-Za-z0-9][\w/-]{{3,40}})"
)
_MONTH: Final = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    r"|M\u00e4r|Mai|Okt|Dez|F\u00e9v|Avr|Juin|Juil|Ao\u00fbt|D\u00e9c|Ene|Abr|Ago|Dic"
    r"|Gen|Mag|Giu|Lug|Set|Ott|Mrt|Maart|Mei|Fev|Out)[a-z\u00e9]*"
)
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|\.|er|\u00ba)?"
BIRTH: Final = (
    r"(?i:\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?|birth ?date|birthday(?: is)?"
    r"|geboren(?: am| op)?|geb\.|geburtsdatum|geboortedatum|n\u00e9e?(?: le)?|date de naissance"
    r"|nacid[oa](?: el)?|fecha de nacimiento|nat[oa](?: il)?|data di nascita"
    r"|nascid[oa](?: em| a)?|data de nascimento))"
    r"\s*[:=]?\s*(?:\d{1,4}[./\s-]+(?:de )?(?:\d{1,2}|[^\W\d_]{3,10})[./\s,-]+(?:de )?\d{2,4}"
    r"|[A-Za-z]{3,9} \d{1,2},? \d{4})"
)
DATE: Final = (
    r"\b\d{1,2}([./-])\d{1,2}\1(?:19|20)\d{2}\b|\b(?:19|20)\d{2}([./-])\d{1,2}\2\d{1,2}\b"
    rf"|\b{_DAY} (?:de )?(?i:{_MONTH}),? (?:de )?(?:19|20)\d{{2}}\b"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}\b"
)
