"""How long reads take while a load goes on."""

import statistics
import subprocess
import time
from dataclasses import dataclass

from common import CACHE, JAVA, ROOT, say
from materialize_peers import EMPTY, FILLED, LARDER_NAME, larder, larder_peer, last_stage
from materialize_process import take

WARM_UP_SECONDS = 3
QUIET_SECONDS = 10


@dataclass
class Reads:
    """Milliseconds of the reads while something went on."""

    meanwhile: str
    count: int
    median: float
    p99: float
    longest: float
    rows_per_second: float = None  # Of the load's write phase.


class Readers:
    """Reads at a fixed rate from the cluster that Larder loads, by a process of their own."""

    def __init__(self, measurement, cluster):
        self.measurement = measurement
        self.options = measurement.options
        self.cluster = cluster

    def measure(self):
        """Without a load, during one at full speed, and during one with a limit."""
        limit = self.options.max_rows_per_second
        return [
            self.quiet(),
            self.during("a load without a limit", 0),
            self.during(f"a load of {limit:,} rows/s a master at most", limit),
        ]

    def quiet(self):
        self.fill()
        with self.reader() as reader:
            time.sleep(WARM_UP_SECONDS)
            start = time.time()
            time.sleep(QUIET_SECONDS)
            return self.reads(reader, "no load", start, time.time())

    def during(self, name, limit):
        """Of the reads, those count that were due in the load's write phase."""
        self.fill()
        data = self.measurement.data
        command = larder(limit)(data, FILLED.table, self.cluster)
        with self.reader() as reader:
            run = take(f"readers-{limit}", command, self.measurement.spark.env, self.cluster)
            reads = self.reads(reader, name, *run.last_stage)
        reads.rows_per_second = data.customers / last_stage(run, data.customers)
        return reads

    def fill(self):
        peer = larder_peer(LARDER_NAME, (EMPTY,))
        self.measurement.load(peer, EMPTY, self.measurement.data, self.cluster)

    def reader(self):
        jars = [ROOT / "target/larder.jar", CACHE / "classes"]
        jars += (ROOT / "target/spark-home/jars").glob("*4j*.jar")
        return subprocess.Popen(
            [
                *(JAVA, "-XX:+UseSerialGC", "-cp", ":".join(map(str, jars)), "OnlineReads"),
                self.cluster.connection_string,
                str(self.measurement.data.customers),
                str(self.options.reads_per_second),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def reads(self, reader, meanwhile, start, end):
        said, _ = reader.communicate()
        if reader.returncode:
            raise SystemExit("bench: the reader failed")
        pairs = [tuple(map(float, each.split())) for each in said.splitlines()]
        millis = sorted(taken for due, taken in pairs if start <= due <= end)
        percentiles = statistics.quantiles(millis, n=100)
        found = Reads(meanwhile, len(millis), percentiles[49], percentiles[98], millis[-1])
        say(f"  reads with {meanwhile}: p99 {found.p99:.2f} ms")
        return found
