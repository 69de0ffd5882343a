"""Whoever writes an entry asks the workers for a delivery, on the broker of this installation."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RING = "import django; django.setup(); from search.tasks import deliver, hint; hint(deliver)"


def test_a_process_that_is_no_worker_rings_at_the_broker_of_the_installation(tmp_path: Path) -> None:
    """A web process and a command never load the worker's own module, but must speak to the same broker."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "consortium.settings",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "ELASTICSEARCH_URL": "",
    }
    subprocess.run([sys.executable, "-c", RING], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    [message] = (tmp_path / "broker" / "queue").glob("*.index.msg")
    assert "search.tasks.deliver" in message.read_text()
