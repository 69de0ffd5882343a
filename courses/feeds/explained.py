"""What does each of our fields hold, in one sentence, and in which group does a registrar look for it?"""

from typing import NamedTuple

WHAT, WHO, WHEN, PEOPLE, REST = (
    "What it is",
    "Who may come and how",
    "Dates and places",
    "People",
    "The rest",
)
EXTRA = "extra"
NOTHING = ""


class Explained(NamedTuple):
    """`target` is the name in a profile: a field of the course, or "offering.NAME" for one of its runs.

    `heading` and `example` are those of the template that colleges fill; a field without them is not in it.
    """

    target: str
    label: str
    group: str
    about: str
    heading: str = ""
    example: str = ""


FIELDS = (
    Explained("title", "Title", WHAT, "What students read first. A row without one is refused.",
              "Title", "Brachial plexus in practice"),
    Explained("title.en", "Title in English", WHAT, "The title in English, beside titles in other languages."),
    Explained("title.gu", "Title in Gujarati", WHAT, "The title in Gujarati script.", "Title in Gujarati", ""),
    Explained("title.hi", "Title in Hindi", WHAT, "The title in Hindi.", "Title in Hindi", ""),
    Explained("code", "Code", WHAT, "The college’s own code; it never changes: by it a course is known again.",
              "Course code", "ANA-204"),
    Explained("description", "Description", WHAT, "What it is about, in a few sentences.",
              "Description", "Dissection and ultrasound of the upper limb, two weeks."),
    Explained("description.en", "Description in English", WHAT, "The description in English."),
    Explained("description.gu", "Description in Gujarati", WHAT, "The description in Gujarati script."),
    Explained("description.hi", "Description in Hindi", WHAT, "The description in Hindi."),
    Explained("type", "Type", WHAT, "One of: degree programme, course, elective, rotation, continuing education.",
              "Type", "Elective"),
    Explained("level", "Level", WHAT, "Undergraduate, a phase, postgraduate and so on, in the consortium’s words.",
              "Level", "Undergraduate"),
    Explained("award", "Award", WHAT, "The degree or diploma that it ends with; empty for a single course.",
              "Award", ""),
    Explained("disciplines", "Disciplines", WHAT, "The department or subject; several with a semicolon between.",
              "Disciplines", "Anatomy; Radiology"),
    Explained("subjects", "Other subjects", WHAT, "Subjects in the college’s own words, kept as they stand."),
    Explained("modes", "How it is taught", WHAT, "In person, online, blended or in the clinic.", "Mode", "On site"),
    Explained("languages", "Languages", WHAT, "The languages that it is taught in; several with a semicolon between.",
              "Languages", "English; Gujarati"),
    Explained("duration", "Length", WHAT, "How long it takes, such as 2 weeks or 3 years.", "Duration", "2 weeks"),
    Explained("credits", "Credits", WHAT, "A number, such as 2 or 7.5.", "Credits", "2"),
    Explained("credit_scheme", "Kind of credits", WHAT, "What the credits are counted in."),
    Explained("outcomes", "Outcomes", WHAT, "What a student will be able to do; several with a semicolon between.",
              "Outcomes", "Name the branches; Find them by ultrasound"),
    Explained("kind", "Kind of record", WHAT, "Whether the row is a programme, a course or a component of one."),
    Explained("part_of", "Part of", WHAT, "The id of the record that this one is part of."),
    Explained("url", "Web address", WHAT, "Its page at the college’s own site, beginning with https://.",
              "Web address", "https://college.example/ana-204"),
    Explained("open_to", "Open to", WHO, "Own college, member colleges, or anyone.", "Open to", "Member colleges"),
    Explained("open_from_phase", "Open from phase", WHO, "The stage of training from which students may come."),
    Explained("letter_needed", "Letter needed", WHO, "Yes or no: must a student bring a letter of her own college?",
              "Letter needed", "Yes"),
    Explained("prerequisites", "Needed before", WHO, "What a student must have done or passed before.",
              "Prerequisites", "Gross anatomy"),
    Explained("admission", "Way of admission", WHO, "One of: form, counselling, mail, not bookable.",
              "Admission", "Form"),
    Explained("admission_text", "How to get in", WHO, "How to apply, in words.",
              "How to apply", "Send the form to the department four weeks before."),
    Explained("admission_url", "Address to apply at", WHO, "Where the form is, beginning with https://.",
              "Apply at", "https://college.example/apply"),
    Explained("intake", "Places a year", WHO, "The sanctioned intake: how many students a year.", "Places a year", ""),
    Explained("numbers_stated_on", "Numbers stated on", WHO, "The day on which these numbers were right."),
    Explained("offering.label", "Name of the run", WHEN, "Batch, term or session.", "Batch", "March 2027"),
    Explained("offering.starts_on", "Starts on", WHEN, "The first day.", "Starts on", "2027-03-01"),
    Explained("offering.ends_on", "Ends on", WHEN, "The last day.", "Ends on", "2027-03-13"),
    Explained("offering.starts_at", "Starts at", WHEN, "The hour at which it begins, such as 09:30."),
    Explained("offering.ends_at", "Ends at", WHEN, "The hour at which it ends, such as 16:00."),
    Explained("offering.time_zone", "Time zone", WHEN, "Only where it is not the consortium’s own."),
    Explained("offering.enrol_from", "Apply from", WHEN, "The first day on which one may apply.",
              "Apply from", "2026-12-01"),
    Explained("offering.enrol_until", "Apply until", WHEN, "The last day on which one may apply.",
              "Apply until", "2027-02-15"),
    Explained("offering.place", "Place", WHEN, "Hall, room, ward or campus.", "Venue", "Dissection hall 2"),
    Explained("offering.places", "Places", WHEN, "How many students this run takes.", "Places", "12"),
    Explained("offering.places_taken", "Places taken", WHEN, "How many of them are taken.", "Places taken", "7"),
    Explained("offering.places_left", "Places left", WHEN, "How many are free. Shown for a week only."),
    Explained("offering.is_open", "Open for applications", WHEN, "Yes or no."),
    Explained("offering.modes", "How this run is taught", WHEN, "Where runs of one course differ."),
    Explained("offering.languages", "Languages of this run", WHEN, "Where runs of one course differ."),
    Explained("offering.url", "Web address of the run", WHEN, "A page of this run alone."),
    Explained("offering.id", "Id of the run", WHEN, "The source’s own key of this run, where it has one."),
    Explained("people.teacher", "Teachers", PEOPLE, "Who teaches it; several with a semicolon between.",
              "Teachers", "Dr. A. Patel; Dr. R. Shah"),
    Explained("people.head", "Head of department", PEOPLE, "Who heads the department."),
    Explained("people.coordinator", "Coordinator", PEOPLE, "Whom students write to.", "Coordinator", ""),
    Explained("people", "People without a role", PEOPLE, "Names without a word on what they do."),
    Explained(EXTRA, "Keep under its own name", REST, "Shown on the page of the course below everything else."),
    Explained(NOTHING, "Leave out", REST, "Not read at all."),
)  # fmt: skip
GROUPS = (WHAT, WHO, WHEN, PEOPLE, REST)
BY_TARGET = {field.target: field for field in FIELDS}


def label_of_target(target: str) -> str:
    """What a target is called; "extra.Room" is kept under its own name."""
    known = BY_TARGET.get(EXTRA if target.startswith("extra.") else target)
    return known.label if known else target


def in_template() -> tuple[Explained, ...]:
    """The columns of the template, in order."""
    return tuple(field for field in FIELDS if field.heading)
