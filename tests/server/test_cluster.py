"""A real cluster of two replicas, under load: killed, updated, overloaded, taken down."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.bundles import write_random_bundle
from tests.server.cluster_support import MODEL, Cluster, Expected, Load, new_cluster
from tests.server.support import problem, running, settings_for, z_text

if any(importlib.util.find_spec(name) is None for name in ("ray", "psutil")):
    pytest.skip("Ray Serve is not here; the extra 'cluster' brings it", allow_module_level=True)

LATENT = [0.5, -1.0, 0.25, 2.0]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two sets of weights of the same model."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("first", "second")}
    for seed, folder in enumerate(folders.values()):
        write_random_bundle(folder, MODEL, seed=seed)
    return folders


@pytest.fixture(scope="module")
def cluster(
    weights: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    cluster = new_cluster(tmp_path_factory.mktemp("cluster"), weights["first"])
    try:
        cluster.up(weights["first"])
        yield cluster
    finally:
        cluster.run("down")


REQUESTS = [
    ("GET", "/readyz", {}, None),
    ("GET", f"/api/v1/models/{MODEL}", {}, None),
    ("GET", f"/api/v1/models/{MODEL}/gallery", {}, None),
    ("GET", "/openapi.json", {}, None),
    ("GET", "/nowhere", {}, None),
    ("GET", "/api/v1/models/none", {}, None),
    ("POST", "/healthz", {}, None),
    ("GET", f"/api/v1/models/{MODEL}/image.png?z={z_text(LATENT)}", {}, None),
    ("GET", f"/api/v1/models/{MODEL}/image.jpg?z={z_text(LATENT)}", {}, None),
    ("POST", f"/api/v1/models/{MODEL}/decode", {}, {"latents": [LATENT]}),
    ("POST", f"/api/v1/models/{MODEL}/decode", {"Accept": "image/webp"}, {"latents": [LATENT]}),
    ("POST", f"/api/v1/models/{MODEL}/decode", {"Accept": "text/csv"}, {"latents": [LATENT]}),
    ("POST", f"/api/v1/models/{MODEL}/decode", {}, {"latents": [[1.0]]}),
    ("POST", f"/api/v1/models/{MODEL}/sample", {}, {"count": 3, "seed": 7}),
]
# Theirs to write: the server that speaks HTTP, and the time.
THEIRS = ("date", "server", "x-request-id", "connection", "keep-alive")


def seen(client: httpx.Client, request: tuple) -> tuple:
    method, path, headers, body = request
    answer = client.request(method, path, headers=headers, json=body)
    kept = {name: text for name, text in answer.headers.items() if name not in THEIRS}
    return answer.status_code, kept, answer.content


def test_every_answer_is_the_same_as_without_a_cluster(cluster, weights):
    alone = settings_for(weights["first"], engine="torch", precision="float32", queue_images=64)
    with running(alone) as service, httpx.Client(base_url=cluster.url, timeout=30) as client:
        for request in REQUESTS:
            assert seen(client, request) == seen(service.client, request), request


def test_a_picture_is_not_sent_again_to_those_who_have_it(cluster):
    path = f"{cluster.url}/api/v1/models/{MODEL}/image.png?z={z_text(LATENT)}"
    tag = httpx.get(path).headers["etag"]
    again = httpx.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_body_over_the_limit_and_the_name_of_the_request(cluster):
    large = httpx.post(f"{cluster.url}/api/v1/models/{MODEL}/decode", content=b" " * 11_000_000)
    problem(large, 413)
    named = httpx.get(f"{cluster.url}/healthz", headers={"X-Request-ID": "mine-1"})
    assert named.headers.get_list("x-request-id") == ["mine-1"]


def test_the_metrics_are_those_of_all_replicas(cluster):
    names = set(cluster.replicas())
    assert len(names) == 2
    wait_until(lambda: reporting(cluster) == names)


def reporting(cluster: Cluster) -> set[str]:
    """The replicas whose figures are among the metrics."""
    text = httpx.get(f"{cluster.url}/metrics", timeout=30).text
    return set(re.findall(r'^latente_models\{replica="(\w+)"\} 1\.0$', text, re.MULTILINE))


def test_nothing_of_it_can_be_reached_from_another_machine(cluster):
    import psutil

    listening = [
        each.laddr.ip
        for process in family(cluster)
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert len(listening) > 5
    assert set(listening) <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}


CALL = """
import sys, grpc
address, *token = sys.argv[1:]
metadata = [("authorization", f"Bearer {each}") for each in token]
with grpc.insecure_channel(address) as channel:
    call = channel.unary_unary("/ray.rpc.NodeInfoGcsService/GetClusterId")
    try:
        print(len(call(b"", metadata=metadata, timeout=20)) > 0)
    except grpc.RpcError as error:
        print(error.code().name)
"""


def test_ray_lets_in_nobody_without_the_token(cluster):
    def call(*token: str) -> str:
        command = [sys.executable, "-c", CALL, cluster.recorded()["ray"], *token]
        return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip()

    assert call() == "UNAUTHENTICATED"
    assert call("0" * 64) == "UNAUTHENTICATED"
    assert call((Path(cluster.recorded()["folder"]) / "token").read_text()) == "True"


def test_a_full_queue_is_a_503_and_the_rest_goes_on(cluster):
    path = f"{cluster.url}/api/v1/models/{MODEL}/sample"
    with ThreadPoolExecutor(32) as people:
        jobs = [
            people.submit(httpx.post, path, json={"count": 60, "seed": k}, timeout=60)
            for k in range(64)
        ]
        assert httpx.get(f"{cluster.url}/healthz", timeout=30).status_code == 200
        answers = [job.result() for job in jobs]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert refused
    assert len(refused) < len(answers)
    for answer in refused:
        assert problem(answer, 503)["type"] == "urn:latente:problem:overloaded"
        assert int(answer.headers["retry-after"]) >= 1


def test_a_killed_replica_is_replaced_and_nobody_gets_a_wrong_answer(cluster, weights):
    expected = Expected.of(weights["first"])
    expected.assert_distinct()
    before = cluster.replicas()
    victim = min(before)
    with Load(cluster.url, [expected]).running() as load:
        load.wait_for_all()
        killed = time.monotonic()
        os.kill(before[victim], signal.SIGKILL)
        load.wait_for_all()
        wait_until(lambda: bool(reporting(cluster) - set(before)), 120)
        load.wait_for_all()
    assert load.wrong == []
    assert load.right[0] > 0
    # Those that the dead one held, and those that came before it was missed.
    assert len(load.errors) <= 24, load.errors
    assert all(killed <= moment <= killed + 15 for moment, _ in load.errors), load.errors
    after = cluster.replicas()
    assert len(after) == 2
    assert victim not in after


def test_an_update_replaces_the_replicas_without_a_wrong_answer(cluster, weights):
    old, new = (Expected.of(weights[name]) for name in ("first", "second"))
    before = cluster.replicas()
    with Load(cluster.url, [old, new]).running() as load:
        load.wait_for_all()
        cluster.up(weights["second"])
        load.wait_for_all()
    assert load.wrong == []
    assert load.errors == []
    assert min(load.right) > 0
    after = cluster.replicas()
    assert len(after) == 2
    assert not set(after) & set(before)
    with Load(cluster.url, [new]).running() as load:
        load.wait_for_all()
    assert (load.wrong, load.errors) == ([], [])


def test_down_leaves_nothing(cluster):
    import psutil

    processes = family(cluster)
    folder = Path(cluster.recorded()["folder"])
    assert len(processes) > 5
    assert folder.stat().st_mode & 0o077 == 0
    result = cluster.run("down")
    assert (result.returncode, result.stdout) == (0, "the cluster is down\n"), result.stderr
    left = [each for each in processes if each.is_running()]
    assert [each for each in left if each.status() != psutil.STATUS_ZOMBIE] == []
    assert not folder.exists()
    assert not cluster.state.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{cluster.url}/healthz")
    assert cluster.run("down").stdout == "no cluster is up\n"


def family(cluster: Cluster) -> list:
    """Every process of the cluster."""
    import psutil

    head = psutil.Process(cluster.recorded()["pid"])
    return [head, *head.children(recursive=True)]


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)
