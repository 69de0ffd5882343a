"""Which words did the office answer since, and which entries are found by them now?"""

from consortium.vocabulary.answers import answers_by_term
from search.models import Learnt
from search.refresh import refresh_terms


def follow_answers() -> int:
    """Bring what has a term in step with the words that mean it. Returns how many entries differed.

    Twice, or cut short and begun again, it does no harm.
    """
    learnt, _ = Learnt.objects.get_or_create(pk=1)
    now = {term: list(words) for term, words in answers_by_term().items()}
    changed = {term for term in (*now, *learnt.answers) if now.get(term) != learnt.answers.get(term)}
    if not changed:
        return 0
    written = refresh_terms(changed)
    learnt.answers = now
    learnt.save(update_fields=["answers"])
    return written
