"""What does a catalogue of many invented records look like? The same for the same numbers, whoever asks."""

import csv
import datetime as dt
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

SEED = 20261121
COLLEGES = tuple(
    "Abhra Badar Chital Dhruva Ekta Falgu Girnar Hiran Ishan Jayanti Kadamb Lavanya Machhu Neelam Ojas "
    "Palash Rukhmini Saraswati Tapti Umiya Vatrak Waghai Yamini Zankhav Aranya".split()
)
PUSHING = "Kalindi"
"""A college that is not read: its system pushes."""

PROFILE = """
id = "id"
[fields.code]
from = "code"
[fields.title]
from = "title"
[fields.description]
from = "about"
[fields.type]
from = "type"
[fields.level]
from = "level"
[fields.disciplines]
from = "discipline"
[fields.modes]
from = "mode"
[fields.languages]
from = "language"
[fields.credits]
from = "credits"
[fields.open_to]
from = "open to"
[fields.people]
from = "teacher"
[fields.intake]
from = "seats"
[offering.starts_on]
from = "starts"
[offering.ends_on]
from = "ends"
[offering.places]
from = "places"
[offering.places_taken]
from = "taken"
"""
COLUMNS = (
    "id", "code", "title", "about", "type", "level", "discipline", "mode", "language", "credits", "open to",
    "teacher", "seats", "starts", "ends", "places", "taken",
)  # fmt: skip

# Each with how many of a hundred have it.
TYPES = {"Course": 52, "Elective": 18, "Rotation": 12, "Programme": 8, "CME": 10}
LEVELS = {
    "Undergraduate": 20,
    "MBBS Phase 1": 12,
    "MBBS Phase 2": 12,
    "Internship": 10,
    "Postgraduate": 30,
    "Fellowship": 6,
    "Continuing education": 10,
}
MODES = {"On site": 60, "Online": 12, "Blended": 16, "Clinical": 12}
LANGUAGES = {"English": 80, "Gujarati": 10, "Hindi": 10}
OPEN_TO = {"Own college": 50, "Member colleges": 30, "Anyone": 20}
DISCIPLINES = (
    "Anatomy", "Physiology", "Biochemistry", "Pharmacology", "Pathology", "Microbiology", "Community Medicine",
    "Forensic Medicine", "General Medicine", "General Surgery", "Paediatrics", "Obstetrics and Gynaecology",
    "Orthopaedics", "Anaesthesiology", "Radiology", "Ophthalmology", "Otorhinolaryngology", "Dermatology",
    "Psychiatry", "Respiratory Medicine", "Emergency Medicine", "Cardiology", "Neurology", "Nephrology", "Urology",
)  # fmt: skip
_BEGINNINGS = ("Introduction to", "Advanced", "Clinical", "Principles of", "Applied", "Essentials of")
_NAMES = (
    "Asha",
    "Bhavin",
    "Chirag",
    "Deepa",
    "Esha",
    "Farhan",
    "Gita",
    "Hetal",
    "Jignesh",
    "Kinjal",
    "Mitesh",
    "Nidhi",
)
_SURNAMES = (
    "Patel",
    "Shah",
    "Desai",
    "Mehta",
    "Joshi",
    "Trivedi",
    "Parmar",
    "Solanki",
    "Vyas",
    "Rathod",
    "Khan",
    "Pandya",
)
_CREDITS = ("0.5", "1", "2", "3", "4", "5", "6", "8", "10", "12")
_ABOUT_WORDS = 70
_VOCABULARY = 12_000
_FIRST_DAY = dt.date(2026, 1, 1)
_TERMS = """anatomy physiology biochemistry pharmacology pathology microbiology immunology haematology cardiology
neurology nephrology gastroenterology hepatology endocrinology rheumatology dermatology psychiatry paediatrics
neonatology obstetrics gynaecology orthopaedics anaesthesia radiology oncology ophthalmology urology surgery trauma
emergency geriatrics epidemiology biostatistics genetics histology embryology toxicology nutrition rehabilitation
physiotherapy nursing midwifery vaccination sepsis stroke asthma diabetes hypertension tuberculosis malaria dengue
leprosy cholera hepatitis anaemia thalassaemia fracture wound suture laparoscopy endoscopy ultrasound
echocardiography ventilation intubation resuscitation triage dialysis transplantation chemotherapy radiotherapy
antibiotic resistance stewardship consent ethics empathy communication simulation bedside clerkship rotation
internship residency fellowship competency mentorship telemedicine informatics randomised cohort trial protocol
community rural outreach maternal adolescent mental addiction palliative occupational disaster infection prevention
screening surveillance outbreak cardiovascular musculoskeletal respiratory renal hepatic biliary thyroid adrenal
spinal cranial thoracic abdominal pelvic arthritis osteoporosis myocarditis meningitis encephalitis epilepsy dementia
migraine neuropathy glaucoma cataract retinopathy pneumonia fibrosis embolism aneurysm arrhythmia infarction
cirrhosis pancreatitis colitis hernia carcinoma lymphoma leukaemia melanoma nephritis prostatitis""".split()
_COMMON = """the of and in for to with a on by from through this course students will learn about clinical practice
patient care skills basic advanced introduction principles methods assessment learning lecture seminar practical case
based approach health medical""".split()
_GUJARATI = (
    "તબીબી શિક્ષણ શરીરરચના ચિકિત્સા વિજ્ઞાન આરોગ્ય અભ્યાસ વિદ્યાર્થી હૃદય રોગ બાળરોગ સંશોધન સમુદાય નિદાન ઉપચાર દવા".split()
)
_HINDI = "चिकित्सा शिक्षा शरीर रचना विज्ञान स्वास्थ्य अध्ययन विद्यार्थी हृदय रोग बाल अनुसंधान समुदाय निदान उपचार औषधि".split()
_OWN_WORDS = {"Gujarati": _GUJARATI, "Hindi": _HINDI}

Record = dict[str, str]


def records(count: int, *, edition: int = 1, seed: int = SEED) -> Iterator[Record]:
    """A later edition states something else in every record, under the same ids and titles."""
    chance = random.Random(seed)
    words = _Words(chance)
    for number in range(count):
        record = _record(number, chance, words)
        yield record if edition == 1 else _revised(record, edition)


def _revised(record: Record, edition: int) -> Record:
    first, _, rest = record["about"].partition(" ")
    return {
        **record,
        "about": f"{rest.rstrip('.').capitalize()} {first.lower()}, edition {edition}.",
        "seats": str(int(record["seats"]) + edition),
    }


def write_csv(path: Path, rows: Iterator[Record] | list[Record]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as output:
        writer = csv.DictWriter(output, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


class _Words:
    """Words as often as a language has them: a few very often, most hardly ever."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        invented = _invented(chance)
        self._pool = [*_COMMON, *_TERMS, *invented]
        self._weights = list(accumulate(1 / (rank + 8) ** 1.02 for rank in range(len(self._pool))))

    def some(self, language: str, count: int) -> str:
        own = _OWN_WORDS.get(language)
        latin = count // 4 if own else count
        words = self._chance.choices(own, k=count - latin) if own else []
        return " ".join([*words, *self._chance.choices(self._pool, cum_weights=self._weights, k=latin)])


def _invented(chance: random.Random) -> list[str]:
    syllables = (
        "ba ce di fo gu la me ni or pa que ra se ti um ve xa zo pro neu cyt ost gly myo lip pul hem cor den".split()
    )
    words = sorted({"".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(_VOCABULARY)})
    chance.shuffle(words)
    return words


def _record(number: int, chance: random.Random, words: _Words) -> Record:
    language = _one_of(LANGUAGES, chance)
    discipline = chance.choices(DISCIPLINES, [1 / (rank + 4) for rank in range(len(DISCIPLINES))])[0]
    seats = chance.randint(2, 60) * 5
    starts = _FIRST_DAY + dt.timedelta(days=chance.randrange(900)) if chance.random() < 0.5 else None
    return {
        "id": f"R{number:06d}",
        "code": f"{discipline[:3].upper()}{number:06d}",
        "title": _title(language, discipline, chance),
        "about": f"{words.some(language, _ABOUT_WORDS).capitalize()}.",
        "type": _one_of(TYPES, chance),
        "level": _one_of(LEVELS, chance),
        "discipline": discipline,
        "mode": _one_of(MODES, chance),
        "language": language,
        "credits": chance.choice(_CREDITS),
        "open to": _one_of(OPEN_TO, chance),
        "teacher": f"Dr {chance.choice(_NAMES)} {chance.choice(_SURNAMES)}",
        "seats": str(seats),
        "starts": starts.isoformat() if starts else "",
        "ends": (starts + dt.timedelta(days=60)).isoformat() if starts else "",
        "places": str(seats) if starts else "",
        "taken": str(chance.randint(0, seats)) if starts else "",
    }


def _title(language: str, discipline: str, chance: random.Random) -> str:
    """A third of all titles are those that every college has."""
    beginning = f"{chance.choice(_BEGINNINGS)} {discipline}"
    if chance.random() < 1 / 3:
        return beginning
    if own := _OWN_WORDS.get(language):
        return f"{' '.join(chance.choices(own, k=4))} {discipline}"
    return f"{beginning} and {chance.choice(_TERMS)} {chance.choice(_TERMS)}"


def _one_of(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]
