"""The Kubernetes manifests: valid by their schemas, and in agreement with the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from server.app import create_app
from server.settings import Settings
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "deploy" / "kubernetes"
# The oldest release that knows the sleep before a stop without a gate, and the newest.
VERSIONS = ("1.34", "1.37")
KUSTOMIZE = {"kustomization.yaml"}


def documents(folder: Path = FOLDER) -> Iterator[tuple[str, dict]]:
    for path in sorted(folder.rglob("*.yaml")):
        if path.name not in KUSTOMIZE:
            for document in yaml.safe_load_all(path.read_text()):
                yield str(path.relative_to(FOLDER)), document


def manifest(name: str) -> dict:
    return dict(documents())[name]


def settings_lines() -> dict[str, str]:
    lines = (FOLDER / "settings.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


MANIFESTS = dict(documents())
DEPLOYMENTS = [name for name, each in MANIFESTS.items() if each["kind"] == "Deployment"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_is_valid_by_its_schema(name, version):
    import kubernetes_validate

    body = dict(MANIFESTS[name])
    if name.startswith("queue-depth/"):
        # A patch: what it does not say, the manifest that it changes does.
        base = manifest("horizontal-pod-autoscaler.yaml")
        body["spec"] = {**base["spec"], **body["spec"]}
    found = kubernetes_validate.validate(body, version, strict=True)
    assert found.startswith(version)
    broken = {**body, "unknown": 1}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, version, strict=True)


def test_every_file_is_applied():
    applied = set()
    for path in FOLDER.rglob("kustomization.yaml"):
        body = yaml.safe_load(path.read_text())
        named = [*body.get("resources", []), *(each["path"] for each in body.get("patches", []))]
        for generator in body.get("configMapGenerator", []):
            named += [*generator.get("files", []), *generator.get("envs", [])]
        applied |= {(path.parent / name).relative_to(FOLDER) for name in named}
    there = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file()}
    assert applied == {path for path in there if path.name not in KUSTOMIZE | {"README.md"}}
    components = {path.parent.name for path in FOLDER.glob("*/kustomization.yaml")}
    text = (FOLDER / "kustomization.yaml").read_text()
    assert components == set(re.findall(r"^#   - (\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_selectors_find_the_pods(name):
    pods = MANIFESTS[name]["spec"]["template"]["metadata"]["labels"]
    folder = Path(name).parent
    selecting = {
        "Service": lambda spec: spec["selector"],
        "PodDisruptionBudget": lambda spec: spec["selector"]["matchLabels"],
        "NetworkPolicy": lambda spec: spec["podSelector"]["matchLabels"],
        "Deployment": lambda spec: spec["selector"]["matchLabels"],
    }
    checked = {
        each["kind"]
        for other, each in MANIFESTS.items()
        if Path(other).parent == folder
        and each["kind"] in selecting
        and selecting[each["kind"]](each["spec"]).items() <= pods.items()
    }
    assert {"Service", "NetworkPolicy", "Deployment"} <= checked
    others = [each for each in DEPLOYMENTS if each != name]
    mine = MANIFESTS[name]["spec"]["selector"]["matchLabels"].items()
    for other in others:
        assert not mine <= MANIFESTS[other]["spec"]["template"]["metadata"]["labels"].items()


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_pods_may_do_no_more_than_they_need(name):
    pod = MANIFESTS[name]["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    for container in pod["containers"]:
        rights = container["securityContext"]
        assert rights["allowPrivilegeEscalation"] is False
        assert rights["readOnlyRootFilesystem"] is True
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]


def container() -> dict:
    return manifest("deployment.yaml")["spec"]["template"]["spec"]["containers"][0]


def test_the_settings_are_settings_of_the_service(monkeypatch: pytest.MonkeyPatch):
    lines = settings_lines()
    names = {f"LATENTE_{field.upper()}" for field in Settings.model_fields}
    assert {name for name in lines if name.startswith("LATENTE_")} <= names
    for name, value in lines.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    defaults = Settings.model_construct()
    assert settings.inference_workers == 1
    assert settings.queue_images == defaults.queue_images
    assert "LATENTE_API_KEYS" in names


def test_a_pod_has_the_time_to_finish():
    spec = manifest("deployment.yaml")["spec"]["template"]["spec"]
    before = container()["lifecycle"]["preStop"]["sleep"]["seconds"]
    needed = before + float(settings_lines()["LATENTE_GRACE_SECONDS"])
    assert spec["terminationGracePeriodSeconds"] > needed


def test_probes_ask_what_the_service_answers():
    paths = set(create_app(Settings()).openapi()["paths"])
    ports = {port["name"] for port in container()["ports"]}
    probes = {name: container()[f"{name}Probe"] for name in ("startup", "readiness", "liveness")}
    asked = {name: probe["httpGet"]["path"] for name, probe in probes.items()}
    assert asked == {"startup": "/readyz", "readiness": "/readyz", "liveness": "/livez"}
    assert {*asked.values(), "/metrics"} <= paths
    assert {probe["httpGet"]["port"] for probe in probes.values()} <= ports
    assert manifest("service.yaml")["spec"]["ports"][0]["targetPort"] in ports


def test_the_image_is_that_of_the_dockerfile():
    text = (REPOSITORY / "Dockerfile").read_text()
    user = re.search(r"--uid (\d+)", text)
    port = re.search(r"^EXPOSE (\d+)", text, re.MULTILINE)
    assert user is not None
    assert port is not None
    spec = manifest("deployment.yaml")["spec"]["template"]["spec"]
    assert spec["securityContext"]["runAsUser"] == int(user[1])
    assert container()["ports"][0]["containerPort"] == int(port[1])
    images = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["images"]
    assert [each["name"] for each in images] == [container()["image"]]


def test_the_autoscaler_owns_the_number_of_pods():
    deployment = manifest("deployment.yaml")
    autoscaler = manifest("horizontal-pod-autoscaler.yaml")["spec"]
    assert "replicas" not in deployment["spec"]
    assert autoscaler["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    budget = manifest("pod-disruption-budget.yaml")["spec"]["maxUnavailable"]
    assert autoscaler["minReplicas"] > budget
    assert autoscaler["maxReplicas"] > autoscaler["minReplicas"]
    patched = manifest("queue-depth/horizontal-pod-autoscaler.yaml")["spec"]["metrics"]
    assert patched[0] == autoscaler["metrics"][0]


def test_the_cache_speaks_to_the_service_and_keeps_pictures_only():
    text = (FOLDER / "cache" / "nginx.conf").read_text()
    service = manifest("service.yaml")
    place = f"{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    assert f"server {place};" in text
    pattern = re.search(r"location ~ (\S+) \{", text)
    assert pattern is not None
    for kind in ("png", "jpg", "webp"):
        assert re.search(pattern[1], f"/api/v1/models/faces-vae/image.{kind}")
    assert not re.search(pattern[1], "/api/v1/models/faces-vae/decode")
    assert text.count("proxy_cache pictures;") == 1
    listens = re.search(r"listen (\d+);", text)
    port = manifest("cache/deployment.yaml")["spec"]["template"]["spec"]["containers"][0]["ports"]
    assert listens is not None
    assert int(listens[1]) == port[0]["containerPort"]
