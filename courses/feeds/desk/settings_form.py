"""What may be set of a feed, and does it fit together?"""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django import forms
from django.conf import settings
from django.db import transaction

from consortium.clock import shared_now
from consortium.people.models import User
from courses.feeds.credentials import CannotSet, check_credential, forget_credential, set_credential
from courses.feeds.desk.words import every
from courses.feeds.fetch import FetchFailed, check_address
from courses.feeds.fetch.remedies import remedy_of
from courses.feeds.hosts import ask_for, host_of
from courses.feeds.models import Feed, FeedCredential
from courses.feeds.options import options_known, options_written, profile_of_options
from courses.feeds.profile import ProfileError

_INTERVALS = (3_600, 6 * 3_600, 12 * 3_600, 86_400, 7 * 86_400)
_NONE, _KEEP = "none", "keep"
_LIKE_A_SECRET = re.compile(r"(token|key|secret|passw|pwd|auth|signature|sig$)", re.IGNORECASE)


class SettingsForm(forms.Form):
    """A secret is typed in and never shown: left empty, the one that is kept stays."""

    title = forms.CharField(
        max_length=120, label="What readers call it", error_messages={"required": "Say what readers call it."}
    )
    url = forms.CharField(
        max_length=2_000, label="Address", error_messages={"required": "Type the address at which it is read."}
    )
    every_seconds = forms.TypedChoiceField(
        coerce=int, label="How often", error_messages={"invalid_choice": "Choose one of these."}
    )
    kind = forms.ChoiceField(label="What it asks for", choices=[(_NONE, "Nothing: anybody may read it")])
    name = forms.CharField(required=False, max_length=200, label="Name", strip=True)
    secret = forms.CharField(
        required=False,
        max_length=2_000,
        strip=False,
        label="Password, token or key",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
    )

    choices = forms.CharField(
        required=False,
        max_length=20_000,
        label="What of it is read",
        help_text="Left empty, everything is. Else one choice on each line, as below.",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "off"}),
    )

    def __init__(self, typed: Any = None, *, feed: Feed) -> None:
        self.feed = feed
        self.held = FeedCredential.objects.filter(feed=feed).first()
        initial = {
            "title": feed.source.title or feed.source.name,
            "url": feed.url,
            "every_seconds": feed.every_seconds,
            "kind": self.held.kind if self.held else _NONE,
            "name": self.held.name if self.held else "",
            "choices": options_written(feed.profile),
        }
        super().__init__(typed, initial=initial)
        intervals = sorted({*_INTERVALS, feed.every_seconds})
        self.fields["every_seconds"].choices = [(one, every(one).capitalize()) for one in intervals]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [*self.fields["kind"].choices, *FeedCredential.Kind.choices]  # type: ignore[attr-defined]
        if feed.way != Feed.Way.ADDRESS:
            for name in ("url", "kind", "name", "secret"):
                del self.fields[name]
        if not options_known(feed.format):
            del self.fields["choices"]
        if feed.way in (Feed.Way.UPLOAD, Feed.Way.PUSH):
            del self.fields["every_seconds"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            check_address(url, settings.FEED_ALLOW_PRIVATE)
        except FetchFailed as failure:
            remedy = remedy_of(failure)
            raise forms.ValidationError(f"{remedy.what}. {remedy.do}") from failure
        secrets = [name for name, value in parse_qsl(urlsplit(url).query) if value and _LIKE_A_SECRET.search(name)]
        if secrets:
            raise forms.ValidationError(
                f"{secrets[0]} looks like a key, and an address is seen by many. Take it out of the address, and give "
                f"it below as a key in the address with the name {secrets[0]}."
            )
        return url

    def clean_choices(self) -> str:
        try:
            return profile_of_options(self.feed.format, self.cleaned_data["choices"])
        except ProfileError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "kind" not in self.fields or found.get("kind", _NONE) == _NONE:
            return found
        if not found.get("secret") and self._keeps(found):
            found["kind"] = _KEEP
            return found
        if not found.get("secret") and self.held and host_of(found.get("url", "")) != host_of(self.feed.url):
            self.add_error("secret", "The address is of another host now. Type what that host wants to be shown.")
            return found
        try:
            check_credential(found["kind"], found.get("name", ""), found.get("secret", ""))
        except CannotSet as error:
            self.add_error(error.field, str(error))
        return found

    def _keeps(self, found: dict[str, Any]) -> bool:
        held = self.held
        is_same = held is not None and (held.kind, held.name) == (found["kind"], found.get("name", ""))
        return is_same and host_of(found.get("url", "")) == host_of(self.feed.url)

    @transaction.atomic
    def save(self, by: User) -> None:
        """Once it is valid."""
        stated, feed = self.cleaned_data, self.feed
        feed.source.title = stated["title"]
        feed.source.save(update_fields=["title"])
        feed.every_seconds = stated.get("every_seconds", feed.every_seconds)
        if "url" in self.fields:
            is_new = stated["url"] != feed.url
            feed.url = stated["url"]
            if is_new and not feed.is_draft:
                feed.next_due_at = shared_now()
            self._save_credential(by)
        if stated.get("choices", feed.profile) != feed.profile:
            feed.profile = stated["choices"]
            feed.next_due_at = feed.next_due_at if feed.is_draft else shared_now()
        feed.save(update_fields=["every_seconds", "url", "next_due_at", "profile"])
        if "url" in self.fields:
            ask_for(feed, by)

    def _save_credential(self, by: User) -> None:
        stated = self.cleaned_data
        if stated["kind"] == _NONE:
            forget_credential(self.feed)
        elif stated["kind"] != _KEEP:
            set_credential(self.feed, stated["kind"], stated["name"], stated["secret"], by)
