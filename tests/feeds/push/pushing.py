"""A college's system that pushes: signs a message as docs/push.md says and sends it to this site."""

import base64
import json
import secrets
import time
from typing import Any

import httpx
from django.test import Client

from courses.feeds.models import Feed
from courses.feeds.push.keys import NewKey, make_key
from courses.feeds.push.signature import signature_of


class Pusher:
    """One feed and one key of it. `web` asks a web server; without, this process answers."""

    def __init__(self, feed: Feed, key: NewKey | None = None, web: httpx.Client | None = None) -> None:
        self.feed, self._web = feed, web
        self.key = key or make_key(feed)
        source = feed.source
        self.path = f"/api/v1/colleges/{source.organisation.slug}/feeds/{source.name}/push"
        self._client = Client(raise_request_exception=False)

    def say(
        self, message: Any, *, nonce: str = "", ahead: int = 0, path: str = "", headers: dict[str, str] | None = None
    ):
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        told = {**self.signed(body, nonce=nonce, ahead=ahead), **(headers or {})}
        if self._web is None:
            return self._client.post(path or self.path, body, "application/json", headers=told)
        return self._web.post(path or self.path, content=body, headers={"Content-Type": "application/json", **told})

    def signed(self, body: bytes, *, nonce: str = "", ahead: int = 0) -> dict[str, str]:
        sent_at, nonce = str(int(time.time()) + ahead), nonce or secrets.token_urlsafe(18)
        secret = base64.urlsafe_b64decode(self.key.secret + "=")
        signature = signature_of(secret, sent_at, nonce, "POST", self.path, body)
        return {
            "Tantu-Key": self.key.key.key_id,
            "Tantu-Time": sent_at,
            "Tantu-Nonce": nonce,
            "Tantu-Signature": signature,
        }

    def batch(self, *records: dict[str, Any], **options: Any):
        return self.say({"records": records}, **options)

    def whole(self, *parts: list[dict[str, Any]]):
        """Begin, send every part, commit; the answer to the commit."""
        transfer = self.say({"whole": "begin"}).json()["transfer"]
        for number, records in enumerate(parts, 1):
            assert self.say({"transfer": transfer, "part": number, "records": records}).status_code == 200
        return self.say({"whole": "commit", "transfer": transfer, "parts": len(parts)})


def record(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"R{number}", "title": f"Course {number}", **fields}
