"""The list of what waits, on the home page of the CMS."""

from typing import Any

from wagtail.admin.ui.components import Component

from consortium.organisations.todos import open_todos

SHOWN = 20


class ToDoPanel(Component):
    """The next things to do of the person and her organisations; nothing where there are none."""

    name = "todos"
    template_name = "organisations/todos.html"
    order = 150

    def __init__(self, person: Any) -> None:
        self.person = person

    def get_context_data(self, _parent: dict[str, Any] | None = None) -> dict[str, Any]:
        waiting = list(open_todos(self.person)[: SHOWN + 1])
        return {"todos": waiting[:SHOWN], "more": len(waiting) > SHOWN}
