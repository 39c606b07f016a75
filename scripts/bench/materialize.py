"""Measures materialization of Larder beside others that load a Redis Cluster; see `materialize`."""

import argparse
import os
import sys

from bench_spark import Spark
from common import CACHE, THREADS
from materialize_data import Data
from materialize_measure import Measurement
from materialize_peers import FEAST, FEAST_SPARK
from materialize_process import EVENTS
from materialize_report import report

KINDS = [
    *("larder", "feast-spark", "feast", "jedis", "spark-redis", "redis-benchmark"),
    *("readers", "replicas", "tls", "memory"),
]


class Options(argparse.Namespace):
    """Feast takes so much longer than the rest that it may have fewer rounds."""

    def rounds_of(self, name):
        return self.feast_rounds if name in (FEAST, FEAST_SPARK) else self.rounds


def options(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/bench/materialize",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Measures how fast a Redis Cluster of three masters is loaded.",
    )

    def add(name, default, help, kind=str, metavar=None):
        parser.add_argument(name, default=default, help=help, type=kind, metavar=metavar)

    add("--scale", 1.0, "1: a million customers", float)
    add("--rounds", 3, "processes of each kind", int, "N")
    add("--feast-rounds", 1, "the same for Feast's", int, "N")
    add("--only", KINDS, "what to measure", lambda text: text.split(","), "NAME,NAME")
    add("--heap", "2g", "heap of each JVM on Spark")
    add("--reads-per-second", 500, "of the readers", int, "N")
    add("--max-rows-per-second", 20_000, "the limit of the readers' second load", int, "N")
    found = parser.parse_args(arguments, Options())
    if unknown := set(found.only) - set(KINDS):
        parser.error(f"--only knows {', '.join(KINDS)}, not {', '.join(sorted(unknown))}")
    if min(found.rounds, found.feast_rounds) < 1:
        parser.error("one round is the least")
    return found


def main(arguments):
    chosen = options(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    # Clients and servers share them, so that no way gains by having more.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
    events = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": EVENTS.as_uri()}
    spark = Spark(chosen.heap, events)
    # Spark's Python workers have to find Feast.
    spark.env["PYSPARK_PYTHON"] = sys.executable
    report(Measurement(Data(chosen.scale), spark, chosen).run())


if __name__ == "__main__":
    main(sys.argv[1:])
