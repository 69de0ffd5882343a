"""The broker of the embedded default: kombu's folders, in which a message and a table appear whole or not at all.

Kombu opens a message's file under its final name before it writes it, so that a worker that looks just then reads
nothing, and ends with "Unrecoverable error: JSONDecodeError".
"""

import uuid
from pathlib import Path
from time import time_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu differs with itself
        _appear(Path(self.data_folder_out) / f"{time_ns():020}_{uuid.uuid4()}.{queue}.msg", payload)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """The table of an exchange; whoever reads it sees the one before or the one after."""
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self.get_table(exchange)
        if bound not in table:
            self.control_folder.mkdir(parents=True, exist_ok=True)
            _appear(self._exchange_file(exchange), [bound, *table])


class Transport(filesystem.Transport):
    Channel = Channel


def _appear(path: Path, content: Any) -> None:
    draft = path.with_name(f"draft-{uuid.uuid4()}")
    draft.write_text(dumps(content))
    draft.replace(path)
