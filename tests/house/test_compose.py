"""compose.yaml and the Dockerfile run what this version of the code has, and nothing that it has not."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import Celery
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import get_commands
from django.urls import resolve

from consortium import health
from consortium.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
OURS = {"setup", "web", "worker-sync", "worker-index", "worker-mail", "beat"}
IN_THE_IMAGE = {"PATH", "VAR_DIR"}  # set by the Dockerfile, not by compose.yaml
LEFT_OUT = {"DEBUG", "ELASTICSEARCH_INDEX_PREFIX"}  # for development; for an Elasticsearch that several share


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def _words(service: dict[str, Any]) -> list[str]:
    return [word for part in service["command"] for word in part.split()]


def _after(words: list[str], option: str) -> str:
    return words[words.index(option) + 1]


def _workers(services: dict[str, Any]) -> list[list[str]]:
    return [words for name in OURS if (words := _words(services[name]))[0] == "celery" and "worker" in words]


def test_the_web_server_serves_an_application_that_exists(services):
    target = next(word for word in _words(services["web"]) if ":" in word and "=" not in word)
    module, _, name = target.partition(":")
    assert isinstance(getattr(importlib.import_module(module), name), WSGIHandler)


def test_workers_and_beat_run_the_celery_application(services):
    for name in OURS - {"setup", "web"}:
        package = importlib.import_module(_after(_words(services[name]), "-A"))
        app = importlib.import_module(f"{package.__name__}.celery").app
        assert isinstance(app, Celery)
        assert app.conf.timezone == settings.TIME_ZONE


def test_the_workers_take_every_queue_that_tasks_are_sent_to(services):
    taken = {queue for words in _workers(services) for queue in _after(words, "-Q").split(",")}
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert taken == {settings.CELERY_TASK_DEFAULT_QUEUE, *routed}


def test_no_worker_takes_two_queues_so_that_none_waits_for_another(services):
    assert all("," not in _after(words, "-Q") for words in _workers(services))


def test_a_worker_has_time_to_end_softly(services):
    for name in OURS - {"setup", "web", "beat"}:
        assert int(services[name]["stop_grace_period"].removesuffix("s")) > settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT


def test_each_worker_is_asked_by_the_name_that_it_bears(services):
    for name in ("worker-sync", "worker-index", "worker-mail"):
        node = _after(_words(services[name]), "-n").removesuffix("%h")
        assert f"-d {node}$$HOSTNAME" in services[name]["healthcheck"]["test"][1]


def test_the_set_up_runs_commands_that_exist(services):
    commands = re.findall(r"manage\.py (\w+)", " ".join(services["setup"]["command"]))
    assert commands
    assert set(commands) <= set(get_commands())


def test_only_known_variables_are_set_and_none_is_forgotten(services):
    known = {name.upper() for name in Environment.model_fields}
    for name in OURS:
        assert set(services[name]["environment"]) == known - IN_THE_IMAGE - LEFT_OUT


def test_secrets_come_from_the_environment_and_have_no_default(services):
    web = services["web"]["environment"]
    assert web["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in web["DATABASE_URL"]
    assert services["postgresql"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_nothing_but_the_web_server_has_a_port_and_that_on_loopback(services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert list(ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


def test_the_stores_of_tests_on_docker_are_those_of_compose(services):
    published = yaml.safe_load((ROOT / "tests/services/ports.yaml").read_text())["services"]
    assert set(published) == set(services) - OURS
    assert all("healthcheck" in services[name] for name in published)  # `up --wait` waits for it


def test_the_image_runs_as_nobody_in_particular_and_copies_what_there_is():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER tantu$", dockerfile, re.MULTILINE)
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {path for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE) for path in line.split()}
    assert copied == allowed
    assert all((ROOT / path).exists() for path in copied)


def test_the_image_installs_the_versions_that_are_tested():
    def pins(name: str) -> dict[str, str]:
        text = (ROOT / name).read_text()
        return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]+\])?==(\S+)", text, re.MULTILINE))

    site, tested = pins("requirements-site.txt"), pins("requirements.txt")
    assert len(site) > 40
    assert site.items() <= tested.items()


def test_the_image_needs_nothing_that_only_tests_have():
    """Every package that the product imports is among those of the image."""
    code = (
        "import json, sys, django; django.setup(); print(json.dumps(sorted(m.partition('.')[0] for m in sys.modules)))"
    )
    env = {"PATH": "", "SECRET_KEY": "x" * 40, "DJANGO_SETTINGS_MODULE": "consortium.settings"}
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=True)
    assert not {"pytest", "playwright", "hypothesis", "jsonschema"} & set(json.loads(run.stdout))


def test_every_part_waits_for_what_it_needs(services):
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services
            assert how["condition"] == "service_completed_successfully" or "healthcheck" in services[needed]


def test_the_web_server_is_asked_at_an_address_that_exists(services):
    probe = " ".join(services["web"]["healthcheck"]["test"])
    [path] = re.findall(r"http://127\.0\.0\.1:8000(/[\w/]+)", probe)
    assert resolve(path).func is health.live
