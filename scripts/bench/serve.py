"""Measures serving; see `serve`."""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bench_report import facts_text, machine, table, versions, write
from common import BENCH, CACHE, JAVA, LARDER, ROOT, THREADS, run, say
from materialize_cluster import MASTERS, Cluster, free_ports

HERE = CACHE / "serve"
SERVICE = "credit_model"
START, AS_OF = "2016-01-01T00:00:00", "2021-09-01T00:00:00"
LOAD_ROWS = 500
LOAD_START_SECONDS = 12
CONNECTIONS = [1, 8]
LARDER_SCORE, LARDER_READ = "Larder, POST /score", "Larder, POST /get-online-features"
LARDER_COLD = "Larder, POST /score, just started"
LARDER_LOADED = "Larder, POST /score, while rows are loaded"
FEAST_SERVER = "Feast's server, POST /get-online-features"
SDK, SDK_GLIDE = "Feast's SDK (redis-py)", "Feast's SDK (GLIDE)"
BARE_HTTP, BARE_READ = "JDK HttpServer, nothing behind it", "HMGETs alone, over no HTTP"

NOTES = [
    "The store holds the credit data; a decision reads 15 features of two views, whose keys lie on"
    " two masters as often as on one. Servers are asked by wrk, which runs on the same cores; the"
    " SDK and the bare HMGETs ask for themselves, one after another. While rows are loaded, a"
    f" materialization replaces them on the same cores, {LOAD_ROWS} a second and master.",
]


@dataclass
class Line:
    """Milliseconds, and requests a second."""

    name: str
    connections: int
    p50: float
    p99: float
    p999: float
    rate: float


def options(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/bench/serve",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Measures decisions and reads over HTTP.",
    )
    parser.add_argument("--seconds", type=int, default=10, help="of each measurement")
    parser.add_argument("--warm-up", type=int, default=30, help="seconds before a server's first")
    parser.add_argument("--data", help="the folder of the tutorials' tables; else generated ones")
    return parser.parse_args(arguments)


def main(arguments):
    chosen = options(arguments)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    with Cluster() as cluster:
        repository = prepare(cluster, chosen.data)
        lines = measure(repository, chosen)
    report(lines, chosen)


def prepare(cluster, data):
    """The demo's repository, training set and model, over the benchmark's cluster."""
    say("the demo makes the store's data and the model")
    repository = HERE / "repository"
    run(LARDER, "demo", "--output", repository, *(["--data", data] if data else []))
    config = repository / "feature_store.yaml"
    settings = yaml.safe_load(config.read_text())
    settings["online_store"]["connection_string"] = cluster.connection_string
    config.write_text(yaml.safe_dump(settings))
    run(LARDER, "-c", repository, "materialize", START, AS_OF)
    glide = HERE / "repository-glide"
    glide.mkdir()
    settings["online_store"]["client"] = "glide"
    settings["registry"] = str(repository / settings["registry"])
    (glide / "feature_store.yaml").write_text(yaml.safe_dump(settings))
    return repository


def measure(repository, chosen):
    requests, reads, keys = bodies(repository)
    port, feast_port, bare_port = free_ports(3)
    lines = []
    larder = [LARDER, "-c", repository, "serve", "--model", repository / "model"]
    larder += ["--port", str(port), "--as-of", AS_OF]
    with server(larder, f"http://127.0.0.1:{port}/ready"):
        base = f"http://127.0.0.1:{port}"
        lines.append(count(LARDER_COLD, base + "/score", requests, max(CONNECTIONS), chosen))
        lines += ask(LARDER_SCORE, base + "/score", requests, chosen)
        lines += ask(LARDER_READ, base + "/get-online-features", reads, chosen)
        with load(repository):
            for connections in CONNECTIONS:
                lines.append(count(LARDER_LOADED, base + "/score", requests, connections, chosen))
    feast = [Path(sys.executable).parent / "feast", "-c", repository, "serve", "--no-access-log"]
    feast += ["--port", str(feast_port), "--max-requests", "10000000"]
    with server(feast, f"http://127.0.0.1:{feast_port}/health"):
        url = f"http://127.0.0.1:{feast_port}/get-online-features"
        lines += ask(FEAST_SERVER, url, reads, chosen)
    with server([JAVA, "-cp", CACHE / "classes", "BareServer", str(bare_port)], None):
        lines += ask(BARE_HTTP, f"http://127.0.0.1:{bare_port}/", requests, chosen)
    for name, directory in (SDK, repository), (SDK_GLIDE, HERE / "repository-glide"):
        program = [sys.executable, BENCH / "serve_feast_sdk.py", directory]
        lines.append(timed(name, [*program, SERVICE, keys, str(chosen.seconds)]))
    jars = [ROOT / "target/larder.jar", CACHE / "classes"]
    jars += (ROOT / "target/spark-home/jars").glob("*4j*.jar")
    program = [JAVA, "-cp", ":".join(map(str, jars)), "BareReads", repository]
    lines.append(timed(BARE_READ, [*program, SERVICE, keys, str(chosen.seconds)]))
    return lines


def bodies(repository):
    """Files of loan requests, of requests for their features, and of their keys, line by line."""
    import pyarrow.parquet

    columns = loan_columns(repository)
    loans = pyarrow.parquet.read_table(repository / "data" / "loan_table.parquet").slice(0, 2000)
    rows = [
        {name: row[name] for name in columns} for row in loans.select(sorted(columns)).to_pylist()
    ]
    files = HERE / "requests.txt", HERE / "reads.txt", HERE / "keys.txt"
    files[0].write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    files[1].write_text(
        "\n".join(
            json.dumps(
                {
                    "feature_service": SERVICE,
                    "entities": {key: [row[key]] for key in ("zipcode", "dob_ssn")},
                }
            )
            for row in rows
        )
        + "\n"
    )
    files[2].write_text("".join(f"{row['zipcode']} {row['dob_ssn']}\n" for row in rows))
    return files


def loan_columns(repository):
    """The fields of a request: the model's, and the join keys."""
    model = json.loads((repository / "model" / "model.json").read_text())
    inputs = [each["name"] for each in model["inputs"] if each["reference"] is None]
    return [*inputs, "zipcode", "dob_ssn"]


@contextmanager
def server(command, health):
    """A server while it runs; with all its processes it ends."""
    log = (HERE / "server.log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        wait(process, health)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@contextmanager
def load(repository):
    """A materialization that writes all rows again meanwhile, and does not end before."""
    command = [LARDER, "-c", repository, "materialize", START, AS_OF, "--overwrite"]
    command += ["--max-rows-per-second", str(LOAD_ROWS)]
    log = (HERE / "load.log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        # By then Spark has started, and rows are written.
        time.sleep(LOAD_START_SECONDS)
        yield
        if process.poll() is not None:
            raise SystemExit("bench: the load ended before the decisions did")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def wait(process, health):
    for _ in range(300):
        time.sleep(0.2)
        if process.poll() is not None:
            raise SystemExit(f"bench: a server ended; its log is {HERE / 'server.log'}")
        try:
            if health is None or urllib.request.urlopen(health, timeout=1).status == 200:
                return
        except OSError:
            continue
    raise SystemExit(f"bench: a server does not answer; its log is {HERE / 'server.log'}")


def ask(name, url, file, chosen):
    wrk(url, file, max(CONNECTIONS), chosen.warm_up)
    return [count(name, url, file, connections, chosen) for connections in CONNECTIONS]


def count(name, url, file, connections, chosen):
    requests, micros, p50, p99, p999, errors = wrk(url, file, connections, chosen.seconds)
    if errors:
        raise SystemExit(f"bench: {name} gave {errors} errors")
    rate = requests / micros * 1e6
    say(f"  {name}, {connections} connections: p50 {p50} µs, p99 {p99} µs, {rate:,.0f}/s")
    return Line(name, connections, p50 / 1e3, p99 / 1e3, p999 / 1e3, rate)


def wrk(url, file, connections, seconds):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    said = run(*command, "-s", BENCH / "serve.lua", url, "--", file)
    return list(map(int, said.split("result ")[1].split()))


def timed(name, command):
    nanos = sorted(map(int, run(*command).split()))
    cuts = statistics.quantiles(nanos, n=1000)
    p50, p99, p999 = (cuts[i] / 1e6 for i in (499, 989, 998))
    say(f"  {name}: p50 {p50:.3f} ms, p99 {p99:.3f} ms")
    return Line(name, 1, p50, p99, p999, 1e9 * len(nanos) / sum(nanos))


def report(lines, chosen):
    header = ["", "connections", "p50 ms", "p99 ms", "p99.9 ms", "requests/s"]
    rows = [
        [
            each.name,
            str(each.connections),
            f"{each.p50:.3f}",
            f"{each.p99:.3f}",
            f"{each.p999:.3f}",
            f"{each.rate:,.0f}",
        ]
        for each in lines
    ]
    redis = run("redis-server", "--version").split("v=")[1].split()[0]
    content = {
        "facts": {
            "Day": datetime.now(UTC).date(),
            "Machine": machine(),
            "Versions": versions("Feast", Redis=redis),
            "Limits": f"{THREADS} cores for clients and servers together",
            "Cluster": f"{MASTERS} masters",
            "Seconds": f"{chosen.seconds} each, after {chosen.warm_up} that do not count",
        },
        "notes": NOTES,
        "others": [("Answers", [header, *rows]), ("What is asked for", ratios(lines))],
    }
    parts = [facts_text(content["facts"]), *NOTES]
    parts += [f"{title}\n{table(rows)}" for title, rows in content["others"]]
    write("serve", "\n\n".join(parts), content)


def ratios(lines):
    def find(name, connections):
        return next(each for each in lines if (each.name, each.connections) == (name, connections))

    one, sdk, most = find(LARDER_SCORE, 1), find(SDK, 1), max(CONNECTIONS)
    rate = find(LARDER_READ, most).rate
    return [
        ["", "ratio", "goal"],
        ["a decision's p50 by that of the SDK's reading", f"{one.p50 / sdk.p50:.2f}", "≤ 0.75"],
        ["a decision's p99 by that of the SDK's reading", f"{one.p99 / sdk.p99:.2f}", "≤ 1"],
        [
            "a decision's p99 while rows are loaded, ms",
            f"{find(LARDER_LOADED, 1).p99:.2f}",
            "≤ 1",
        ],
        [
            "reads a second by those of Feast's server",
            f"{rate / find(FEAST_SERVER, most).rate:.1f}",
            "≥ 50",
        ],
        [
            "decisions a second by answers of the bare server",
            f"{find(LARDER_SCORE, most).rate / find(BARE_HTTP, most).rate:.2f}",
            "≥ 0.5",
        ],
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
