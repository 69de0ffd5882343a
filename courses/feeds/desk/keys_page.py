"""With which keys does a college's own system push, and how is one changed for another?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.models import Feed, PushKey
from courses.feeds.push.keys import MOST_ALIVE, CannotMakeKey, NewKey, alive, make_key, push_address, revoke


class KeysPage(DeskScreen, TemplateView):
    """A secret is shown in the answer that made it, and never again."""

    template_name = "feeds/desk/keys.html"
    feed: Feed

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self.feed_or_404(kwargs["feed"])
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.feed = self.feed_or_404(kwargs["feed"])
        if request.POST.get("do") == "make":
            try:
                made = make_key(self.feed, request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account
            except CannotMakeKey as error:
                messages.error(request, str(error))
            else:
                return self.render_to_response(self.get_context_data(made=made))
        elif request.POST.get("do") == "revoke":
            key = get_object_or_404(PushKey, feed=self.feed, key_id=request.POST.get("key", ""))
            revoke(key)
            messages.success(request, f"{key.key_id} is revoked: nothing signed with it is taken any more.")
        return HttpResponseRedirect(reverse("feeds_desk:keys", args=[self.feed.pk]))

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed), (reverse("feeds_desk:keys", args=[self.feed.pk]), "Keys")]

    def get_context_data(self, made: NewKey | None = None, **kwargs: Any) -> dict[str, Any]:
        keys = PushKey.objects.filter(feed=self.feed).select_related("created_by")[:20]
        return super().get_context_data(
            **context_of(self.feed),
            made=made,
            keys=[{"key": key, "state": _state(key), "is_alive": _state(key) == "alive"} for key in keys],
            may_make=alive(self.feed).count() < MOST_ALIVE,
            most=MOST_ALIVE,
            address=push_address(self.feed),
            **kwargs,
        )


def _state(key: PushKey) -> str:
    if key.revoked_at:
        return "revoked"
    return "expired" if key.expires_at <= timezone.now() else "alive"


urlpatterns = [path("<int:feed>/keys/", never_cache(KeysPage.as_view()), name="keys")]
