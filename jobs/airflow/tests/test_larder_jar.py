"""The DAGs' commands on the real larder.jar, through spark-submit, into a real Redis Cluster."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from conftest import ROOT, run_dag

pytestmark = pytest.mark.usefixtures("database")

LARDER = ROOT / "scripts" / "larder"
SPARK_HOME = ROOT / "target" / "spark-home"
PERSONS = 3000

FEATURE_STORE = """
project: airflow
registry: registry.db
provider: local
online_store: {{type: redis, redis_type: redis_cluster, connection_string: "{}"}}
entity_key_serialization_version: 3
"""

# Rows that Spark makes: of ten of each person, the last is the newest.
FEATURES = f"""
entities:
  - {{name: person, join_keys: [person], value_type: STRING}}
data_sources:
  - name: reports
    type: spark
    query: >-
      SELECT 'p' || id % {PERSONS} AS person, id AS pulls,
      timestamp_seconds(1600000000 + id) AS event_timestamp FROM range({10 * PERSONS})
    timestamp_field: event_timestamp
feature_views:
  - name: history
    entities: [person]
    ttl: 7300d
    schema: [{{name: pulls, dtype: Int64}}]
    source: reports
feature_services:
  - name: credit_model
    features: [history]
"""

LOANS = (
    "SELECT id AS loan_id, 'p' || id AS person, CAST(id * 31 % 7 < 3 AS INT) AS defaulted,"
    " id * 31 % 7 + id % 5 AS rate, timestamp_seconds(1600100000 + id) AS event_timestamp"
    " FROM range(2000)"
)

MODEL = "{name: credit_model, label: defaulted, row_id: loan_id}"


@pytest.fixture(scope="module")
def redis_cluster(tmp_path_factory):
    """Three masters, as `host:port,…`."""
    ports = free_ports(3)
    servers = [start_redis(port, tmp_path_factory.mktemp(f"redis-{port}")) for port in ports]
    nodes = [f"127.0.0.1:{port}" for port in ports]
    try:
        for port in ports:
            until(lambda port=port: redis(port, "ping") == "PONG")
        run("redis-cli", "--cluster", "create", *nodes, "--cluster-yes")
        for port in ports:
            until(lambda port=port: "cluster_state:ok" in redis(port, "cluster", "info"))
        yield nodes
    finally:
        for server in servers:
            server.kill()
            server.wait()


def start_redis(port, directory):
    options = {"port": port, "bind": "127.0.0.1", "save": "", "cluster-enabled": "yes"}
    words = [str(word) for key, value in options.items() for word in (f"--{key}", value)]
    return subprocess.Popen(["redis-server", *words], cwd=directory, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def installation(tmp_path_factory, redis_cluster):
    """The variable of an installation on this machine, with a repository that was applied."""
    directory = tmp_path_factory.mktemp("installation")
    repository = directory / "repository"
    repository.mkdir()
    (repository / "feature_store.yaml").write_text(FEATURE_STORE.format(",".join(redis_cluster)))
    (repository / "features.yaml").write_text(FEATURES)
    (repository / "credit_model.yaml").write_text(MODEL)
    larder(repository, "apply")
    return {
        "jar": str(ROOT / "target" / "larder.jar"),
        "repository": str(repository),
        "entity_df": LOANS,
        "output": str(directory / "output"),
        "conf": {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4"},
    }


@pytest.fixture
def installed(monkeypatch, installation, dags):
    """Its DAGs, with the spark-submit of the jars that Maven copied."""
    java_home = run(ROOT / "scripts" / "jdk17").strip()
    monkeypatch.setenv("JAVA_HOME", java_home)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PATH", f"{SPARK_HOME / 'bin'}{os.pathsep}{os.environ['PATH']}")
    connection = {"conn_type": "spark", "host": "local[2]"}
    monkeypatch.setenv("AIRFLOW_CONN_SPARK_DEFAULT", json.dumps(connection))
    return dags("spark_submit", **installation)


def test_features_fills_redis_and_fails_where_values_are_lost(
    installed, installation, redis_cluster
):
    state, states = run_dag(installed["features"])
    assert (state, set(states.values())) == ("success", {"success"})
    assert keys(redis_cluster) == PERSONS
    assert online(installation, "p7") == 9 * PERSONS + 7
    assert [result["status"] for result in results(installation, "verify")] == ["ok"]

    redis(port(redis_cluster[0]), "flushall")
    state, states = run_dag(installed["features"], mark_success_pattern="dry_run|materialize")
    assert (state, states["verify"]) == ("failed", "failed")
    failed = results(installation, "verify")[-1]
    assert failed["status"] == "failed"
    assert "missing" in failed["error"]["message"]


def test_credit_model_publishes_what_scoring_reads(installed, installation, tmp_path):
    state, states = run_dag(installed["credit_model"])
    assert (state, set(states.values())) == ("success", {"success"})
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"person": "nobody", "rate": 3}))
    model = f"{installation['output']}/model"
    decision = larder(installation["repository"], "score", "--model", model, str(request))
    assert json.loads(decision)["missing"] == ["history:pulls"]


def results(installation, task_id):
    """The result files of a task, the oldest first."""
    files = Path(installation["output"]).glob(f"results/*/*/{task_id}.json")
    return [json.loads(file.read_text()) for file in sorted(files, key=lambda f: f.stat().st_mtime)]


def online(installation, person):
    answer = larder(
        installation["repository"],
        *("get-online-features", "--features", "history:pulls", "--entity", f"person={person}"),
    )
    found = json.loads(answer)
    column = found["metadata"]["feature_names"].index("pulls")
    return found["results"][column]["values"][0]


def keys(nodes):
    return sum(int(redis(port(node), "dbsize")) for node in nodes)


def port(node):
    return int(node.rpartition(":")[2])


def redis(port, *command):
    """What a server answers; nothing where it does not."""
    command = ["redis-cli", "-p", str(port), *command]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def larder(repository, *command):
    return run(LARDER, "--chdir", repository, *command)


def run(*command):
    environment = {key: word for key, word in os.environ.items() if key != "SPARK_HOME"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_ports(count):
    """Ports that are free, as are those of the nodes' bus, 10,000 above."""
    sockets, ports = [], []
    while len(ports) < count:
        lower, upper = socket.socket(), socket.socket()
        sockets += [lower, upper]
        lower.bind(("127.0.0.1", 0))
        number = lower.getsockname()[1]
        if number > 55_000:
            continue
        try:
            upper.bind(("127.0.0.1", number + 10_000))
        except OSError:
            continue
        ports.append(number)
    for each in sockets:
        each.close()
    return ports


def until(condition):
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("After 30 s it is still not so")
