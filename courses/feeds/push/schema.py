"""What may a pushed record hold, as JSON Schema (draft 2020-12)? Made from the record itself."""

from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from courses.feeds.record import CourseRecord

_TITLE = "A text, or texts by language tag (BCP 47), the main language first."


@require_safe
def record_schema(request: HttpRequest) -> JsonResponse:
    return JsonResponse(schema(), json_dumps_params={"indent": 2})


@cache
def schema() -> dict[str, Any]:
    """A record as one may send it: only id and title must be there, and an offering's id may be left to us."""
    _, parts = msgspec.json.schema_components([CourseRecord], ref_template="#/$defs/{name}")
    record = parts.pop("CourseRecord")
    text_or_texts = {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}
    record["properties"] |= {name: {**text_or_texts, "description": _TITLE} for name in ("title", "description")}
    record["properties"].pop("main_language")
    record["properties"]["credits"] = {"type": ["number", "string"], "description": "At most two decimals."}
    record["properties"]["id"] = {"type": "string", "minLength": 1, "maxLength": 255}
    parts["OfferingRecord"]["required"] = []
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A course, as a college's system pushes it",
        **record,
        "$defs": parts,
    }
