"""Model fields that hold words of the consortium's profile; the words themselves never reach a migration."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from consortium.vocabulary.profile import Term, consortium_profile

LANGUAGE_CODE = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")


def terms(table: str) -> tuple[Term, ...]:
    """A table of the profile by its name, such as `disciplines`."""
    found: tuple[Term, ...] = getattr(consortium_profile(), table)
    return found


def label(table: str, slug: str) -> str:
    """The label that is shown for a slug; a word that has left the profile shows as it is stored."""
    return next((term.label for term in terms(table) if term.slug == slug), slug)


class TermField(models.CharField):
    """One word of a table, stored by its slug; `get_NAME_display()` is its label."""

    def __init__(self, *args: Any, table: str, **kwargs: Any) -> None:
        self.table = table
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs

    def clone(self) -> "TermField":
        _, _, args, kwargs = self.deconstruct()
        return type(self)(*args, table=self.table, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        table = self.table
        setattr(cls, f"get_{name}_display", lambda page: label(table, getattr(page, name)))

    def validate(self, value: str, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value:
            _refuse_unknown([value], self.table)

    def formfield(self, **kwargs: Any) -> forms.Field:
        table = self.table
        return forms.ChoiceField(
            choices=lambda: [("", "---------"), *((term.slug, term.label) for term in terms(table))],
            **_form_settings(self, kwargs),
        )


class TermListField(models.JSONField):
    """Several words of a table, stored as a list of slugs; `get_NAME_display()` lists their labels."""

    def __init__(self, *args: Any, table: str, **kwargs: Any) -> None:
        self.table = table
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", list(args), kwargs

    def clone(self) -> "TermListField":
        _, _, args, kwargs = self.deconstruct()
        return type(self)(*args, table=self.table, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        table = self.table
        setattr(cls, f"get_{name}_display", lambda page: [label(table, slug) for slug in getattr(page, name)])

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        _refuse_other_than_words(value)
        _refuse_unknown(value, self.table)

    def formfield(self, **kwargs: Any) -> forms.Field:
        table = self.table
        return forms.MultipleChoiceField(
            choices=lambda: [(term.slug, term.label) for term in terms(table)],
            **{"widget": forms.CheckboxSelectMultiple, **_form_settings(self, kwargs)},
        )


class LanguageCodeField(models.CharField):
    """One language, by its code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 10, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs

    def validate(self, value: str, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value and not LANGUAGE_CODE.match(value):
            raise ValidationError(
                f"“{value}” is no language code. Write two or three small letters, such as en, gu or hi; "
                "where the script matters too, add it, as in sd-Deva.",
                code="language_code",
            )


class WordListField(models.JSONField):
    """Free words in an order, typed one a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", list(args), kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        _refuse_other_than_words(value)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return LinesField(**_form_settings(self, kwargs))


class LinesField(forms.CharField):
    """A list of words as lines of text: blanks are dropped, repeats kept once."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return list(dict.fromkeys(line for line in (" ".join(part.split()) for part in text.splitlines()) if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.clean(data) != (initial or [])


def _form_settings(field: models.Field, stated: dict[str, Any]) -> dict[str, Any]:
    settings = {"required": not field.blank, "label": field.verbose_name.capitalize(), "help_text": field.help_text}
    return {**settings, **stated}


def _refuse_other_than_words(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValidationError(f'Must be a list of words, such as ["anatomy"]; {value!r} is none.', code="words")


def _refuse_unknown(slugs: Iterable[str], table: str) -> None:
    known = {term.slug for term in terms(table)}
    for slug in slugs:
        if slug not in known:
            raise ValidationError(
                f"“{slug}” is not in the consortium's table of {table}. Choose a word of that table, "
                "or ask the office to add it to the profile.",
                code="unknown_term",
            )
