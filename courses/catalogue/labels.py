"""How are the words of a course written for readers?"""

from django.conf.locale import LANG_INFO

MODES = {"onsite": "In person", "online": "Online", "blended": "Blended", "clinical": "In the clinic"}
WEEKDAYS = {"mon": "Mon", "tue": "Tue", "wed": "Wed", "thu": "Thu", "fri": "Fri", "sat": "Sat", "sun": "Sun"}

# Django has no name for Gujarati, nor the three-letter tags that standards of education use.
_NAMES = {"gu": "ગુજરાતી", "eng": "English", "guj": "ગુજરાતી", "hin": "हिन्दी", "nld": "Nederlands", "sa": "संस्कृतम्"}


def language_name(tag: str) -> str:
    """A language's name in its own script, such as ગુજરાતી; the tag where it is not known."""
    known = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.partition("-")[0].lower()) or {}
    name: str = known.get("name_local") or _NAMES.get(tag.partition("-")[0].lower(), tag)
    return name[:1].upper() + name[1:]
