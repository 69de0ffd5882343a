"""What do the words mean that no catalogue's reading could place? The office answers once for all of them."""

import difflib
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.generic import TemplateView, View

from consortium.vocabulary.answers import TABLES, answer, answered_words, take_back, words_to_answer
from consortium.vocabulary.fields import label, terms
from consortium.vocabulary.models import Sighting, UnknownWord
from consortium.vocabulary.tables import Term
from consortium.vocabulary.words import fold
from courses.feeds.desk.frame import OfficeScreen
from courses.feeds.unknown_words import tell_the_office

ROWS = 25
NEAREST = 3
_ALIKE = 0.6


class OfficeOnly(OfficeScreen):
    """The way back to all words."""

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("feeds_desk:words"), "Words to place")]


class WordList(OfficeOnly, TemplateView):
    """The words that wait, or those that were answered."""

    template_name = "feeds/desk/words.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_answered = self.request.GET.get("show") == "answered"
        words = answered_words() if is_answered else words_to_answer()
        page = Paginator(words.select_related("answered_by"), ROWS).get_page(self.request.GET.get("page"))
        seen = _seen_in([word.pk for word in page])
        return super().get_context_data(
            page=page,
            rows=[_row(word, seen.get(word.pk, [])) for word in page],
            is_answered=is_answered,
            asked="show=answered" if is_answered else "",
            waiting=words_to_answer().count(),
            answered=answered_words().count(),
            tables=[(kind, terms(TABLES[kind])) for kind in UnknownWord.Kind.values],
            **kwargs,
        )


class WordAnswer(OfficeOnly, View):
    """One answer, or its taking back."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        word = get_object_or_404(UnknownWord, pk=pk)
        wish, term = request.POST.get("do"), request.POST.get("term", "")
        if wish == "reopen":
            take_back(word)
            messages.success(request, f"“{word}” waits for an answer again.")
        elif wish == "keep":
            answer(word, request.user)
            messages.success(request, f"“{word}” is kept as stated. No run mentions it from its next reading on.")
        elif not term:
            messages.error(request, f"Choose the {word.get_kind_display().lower()} that “{word}” means, or keep it.")
        else:
            self._answer(request, word, term)
        tell_the_office()
        shown = "?show=answered" if wish == "reopen" else ""
        return HttpResponseRedirect(reverse("feeds_desk:words") + shown)

    def _answer(self, request: HttpRequest, word: UnknownWord, term: str) -> None:
        try:
            answer(word, request.user, term=term)
        except ValueError as error:
            messages.error(request, str(error))
            return
        means = label(TABLES[word.kind], term)
        messages.success(request, f"“{word}” means {means} for every catalogue, from its next reading on.")


def _row(word: UnknownWord, sources: list[str]) -> dict[str, Any]:
    table = TABLES[word.kind]
    known = terms(table)
    slugs = {term.slug for term in known}
    if word.is_kept:
        told = "Kept as stated"
    elif word.term in slugs:
        told = label(table, word.term)
    else:
        told = f"{word.term}, which has left the table"
    return {"word": word, "sources": sources, "nearest": _nearest(word.word, known), "means": told}


def _nearest(word: str, known: tuple[Term, ...]) -> list[Term]:
    """The terms that are written most like it, by their labels and aliases."""
    ways = {fold(way): term for term in known for way in (term.label, *term.aliases)}
    found = difflib.get_close_matches(fold(word), ways, n=NEAREST * 2, cutoff=_ALIKE)
    return list({ways[way].slug: ways[way] for way in found}.values())[:NEAREST]


def _seen_in(words: list[int]) -> dict[int, list[str]]:
    seen: dict[int, list[str]] = {}
    rows = Sighting.objects.filter(word__in=words).order_by("-times", "source")
    for word, source, times in rows.values_list("word", "source", "times"):
        seen.setdefault(word, []).append(f"{source} ({times})")
    return seen


urlpatterns = [
    path("words/", WordList.as_view(), name="words"),
    path("words/<int:pk>/", WordAnswer.as_view(), name="word"),
]
