"""What the apps above add to a page below, asked by the name of a hook.

The hooks and what they are asked about: `home_panels` (the home page), `organisation_panels` (an organisation's row),
`person_panels` (a faculty profile), `course_panels` (a course: among its dates),
`person_data` (an account: what is held of its person).
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from wagtail import hooks


@dataclass(frozen=True)
class Panel:
    """A piece of a page: its template gets `context` and nothing else. Lower orders come first.

    On the home page `name` is that of the profile's block, which says where it stands and gives its heading and text.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 100
    name: str = ""


def panels(hook: str, request: HttpRequest, subject: object) -> list[Panel]:
    """Every panel that the functions registered under the hook answer for the subject, in order."""
    answers = [panel for ask in hooks.get_hooks(hook) for panel in ask(request, subject)]
    return sorted(answers, key=lambda panel: panel.order)
