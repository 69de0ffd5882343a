"""What every template of the public site knows."""

from typing import Any

from django.http import HttpRequest

from consortium.vocabulary.profile import consortium_profile


def site(request: HttpRequest) -> dict[str, Any]:
    """`consortium`: the checked profile of this consortium."""
    return {"consortium": consortium_profile()}
