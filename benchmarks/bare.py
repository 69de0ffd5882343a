"""Elasticsearch asked without the product: bytes out, bytes in."""

import http.client
from urllib.parse import urlsplit


class Bare:
    """One open connection."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=120)

    def post(self, path: str, lines: bytes) -> bytes:
        """The answer's body; raises RuntimeError where it is a refusal."""
        self._connection.request("POST", path, lines, {"Content-Type": "application/x-ndjson"})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status}: {body[:500]!r}")
        return body

    def close(self) -> None:
        self._connection.close()
