"""The ways to load a Redis Cluster that are measured."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from common import LARDER
from materialize_cluster import HOST
from materialize_data import END, START

LARDER_NAME = "Larder"
REPLICAS = "Larder, replicas and WAIT"
TLS = "Larder, TLS"
FEAST = "Feast, local engine"
FEAST_SPARK = "Feast, Spark engine"
SPARK_REDIS = "spark-redis"
HSET = "Jedis, HSET"
HMGET_HSET = "Jedis, HMGET and HSET"
BENCHMARK = "redis-benchmark, HSET"


@dataclass(frozen=True)
class Step:
    """A table to load; into an emptied cluster, or on top of the step before."""

    title: str
    table: str
    empties: bool
    holds: str  # The table whose rows the store has afterwards.


EMPTY = Step("into an empty cluster", "first_day", True, "first_day")
FILLED = Step("over older values", "second_day", False, "second_day")
OLDER = Step("all rows older than what is stored", "first_day", False, "second_day")
HISTORY = Step("ten rows a customer into an empty cluster", "history", True, "history")


@dataclass(frozen=True)
class Peer:
    """A way to load; its steps are taken in their order.

    Its command is made from data, table and cluster. The seconds of its write phase are found from
    a run and its rows; they are None where they cannot be told from the rest. What it stores has to
    be to the byte what the others store that are `feast`. `keys` gives the least and the most keys
    that so many customers leave.
    """

    name: str
    steps: tuple[Step, ...]
    command: Callable
    write: Callable
    feast: bool = True
    keys: Callable = lambda customers: (customers, customers)


def last_stage(run, rows):
    """The seconds in which a job on Spark writes: nothing comes after."""
    start, end = run.last_stage
    return end - start


def unknown(run, rows):
    """Feast reads, encodes and writes a batch at a time."""
    return None


def own_rate(run, rows):
    """By the requests a second that redis-benchmark says, in the last line's second column."""
    return rows / float(run.log.splitlines()[-1].split(",")[1].strip('"'))


def larder(limit=0):
    def command(data, table, cluster):
        repository = data.repository(table, cluster.connection_string, limit=limit)
        return [LARDER, "-c", repository, "materialize", START, END]

    return command


def feast(source, engine):
    def command(data, table, cluster):
        repository = data.repository(table, cluster.connection_string, source, engine)
        program = Path(sys.executable).parent / "feast"
        return [program, "-c", repository, "materialize", START, END]

    return command


def on_spark(spark, writer):
    def command(data, table, cluster):
        port = str(cluster.ports[0])
        return spark.submit("MaterializePeers", writer, data.table(table), HOST, port)

    return command


def redis_benchmark(mean_hash):
    """HSETs as long as Feast's; but for one in some thousand, the keys are all different."""
    key_length, fields = mean_hash
    tag, number = "{tag}", "__rand_int__"
    key = f"{'k' * (key_length - len(tag + number))}{tag}{number}"
    names = ["_ts:customer_stats", *(f"f{i:03}" for i in range(len(fields) - 1))]
    lengths = sorted(fields.items(), key=lambda field: not field[0].startswith(b"_ts:"))
    words = [
        word
        for name, (_, length) in zip(names, lengths, strict=True)
        for word in (name, "v" * length)
    ]

    def command(data, table, cluster):
        return [
            *("redis-benchmark", "-h", HOST, "-p", str(cluster.ports[0]), "--cluster", "--csv"),
            *("-c", "6", "--threads", "2", "-P", "1000"),
            *("-n", str(data.rows(table)), "-r", str(2**31 - 1), "HSET", key, *words),
        ]

    return command


def larder_peer(name, steps):
    return Peer(name, steps, larder(), last_stage)


def peers(spark, mean_hash, only):
    """Those that are asked for, into three masters."""
    both = (EMPTY, FILLED)
    found = {
        "larder": [larder_peer(LARDER_NAME, (*both, OLDER, HISTORY))],
        "feast-spark": [
            Peer(FEAST_SPARK, (*both, HISTORY), feast("spark", "spark.engine"), unknown),
        ],
        "feast": [Peer(FEAST, (*both, HISTORY), feast("file", "local"), unknown)],
        "jedis": [
            Peer(HSET, both, on_spark(spark, "hset"), last_stage),
            Peer(HMGET_HSET, both, on_spark(spark, "newer"), last_stage),
        ],
        "spark-redis": [
            Peer(
                SPARK_REDIS,
                both,
                on_spark(spark, "spark-redis"),
                last_stage,
                feast=False,
                keys=lambda customers: (customers + 1, customers + 1),  # And its schema.
            ),
        ],
        "redis-benchmark": [
            Peer(
                BENCHMARK,
                (EMPTY,),
                redis_benchmark(mean_hash),
                own_rate,
                feast=False,
                keys=lambda customers: (int(0.995 * customers), customers),
            ),
        ],
    }
    return [peer for kind, group in found.items() if kind in only for peer in group]
