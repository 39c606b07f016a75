"""Lets the ways to load take turns, checks what they stored, and takes the medians."""

import statistics
from dataclasses import dataclass

from common import say
from materialize_cluster import Cluster
from materialize_data import Data
from materialize_peers import EMPTY, FILLED, LARDER_NAME, REPLICAS, TLS, larder_peer, peers
from materialize_process import adopt_orphans, take
from materialize_readers import Readers

# So small that four times the rows would not fit if they, or some of each, stayed in memory.
MEMORY_HEAP = "768m"


@dataclass
class Line:
    """What one way took for one step: medians of its rounds. CPU in seconds, memory in bytes."""

    name: str
    wall: float
    client_cpu: float
    server_cpu: float
    peak: float
    write: float  # Seconds of the write phase; None where it cannot be told from the rest.


class Measurement:
    """All that one run of the benchmark finds out."""

    def __init__(self, data, spark, options):
        self.data = data
        self.spark = spark
        self.options = options
        self.runs = {}  # With the seconds of their write phase, by step and name.
        self.digests = {}  # By table and customers, with the name of who stored it first.
        self.memory = []  # Rows, and the client's peak.
        self.reads = []

    def run(self):
        adopt_orphans()
        say(str(self.data))
        self.data.make()
        only = self.options.only
        with Cluster() as cluster:
            self.warm_up(cluster)
            self.take_turns(peers(self.spark, cluster.mean_hash(), only), cluster)
            if "readers" in only:
                self.reads = Readers(self, cluster).measure()
        steps = (EMPTY, FILLED)
        if "replicas" in only:
            with Cluster(replicas=1) as cluster:
                self.take_turns([larder_peer(REPLICAS, steps)], cluster)
        if "tls" in only:
            with Cluster(tls=True) as cluster:
                self.take_turns([larder_peer(TLS, steps)], cluster)
        if "memory" in only:
            self.memory = [self.peak_memory(times) for times in (1, 4)]
        return self

    def warm_up(self, cluster):
        """Larder once, which may have to make its class archive first; what it stores is kept."""
        self.load(larder_peer("Larder, warm-up", (EMPTY,)), EMPTY, self.data, cluster)

    def take_turns(self, turns, cluster):
        for done in range(max((self.options.rounds_of(peer.name) for peer in turns), default=0)):
            for peer in turns:
                if done < self.options.rounds_of(peer.name):
                    for step in peer.steps:
                        run = self.load(peer, step, self.data, cluster)
                        self.runs.setdefault((step, peer.name), []).append(
                            (run, peer.write(run, self.data.rows(step.table)))
                        )

    def load(self, peer, step, data, cluster, env=None):
        if step.empties:
            cluster.empty()
        command = peer.command(data, step.table, cluster)
        run = take(peer.name, command, env or self.spark.env, cluster)
        say(f"  {peer.name}, {step.title}: {run.wall:.1f} s")
        self.check(peer, step, data, cluster)
        return run

    def check(self, peer, step, data, cluster):
        """Ends the benchmark where the store does not hold what it should."""
        least, most = peer.keys(data.customers)
        if not least <= cluster.keys() <= most:
            raise SystemExit(
                f"bench: {peer.name} left {cluster.keys():,} keys of {data.customers:,}"
            )
        if peer.feast:
            digest = cluster.digest()
            first, expected = self.digests.setdefault(
                (step.holds, data.customers), (peer.name, digest)
            )
            if digest != expected:
                raise SystemExit(
                    f"bench: {peer.name}, {step.title}: other hashes than those of {first}"
                )

    def peak_memory(self, times):
        data = Data(self.options.scale * times)
        if times > 1:
            data.make([EMPTY.table])
        peer = larder_peer(LARDER_NAME, (EMPTY,))
        env = self.spark.env | {"LARDER_JAVA_OPTS": f"-Xmx{MEMORY_HEAP}"}
        with Cluster() as cluster:
            return data.customers, self.load(peer, EMPTY, data, cluster, env).peak

    def lines(self, step):
        """A line for each way that took the step, Larder's first."""
        found = [line(name, runs) for (taken, name), runs in self.runs.items() if taken == step]
        return sorted(found, key=lambda each: not each.name.startswith(LARDER_NAME))

    def line(self, step, name):
        """One of them, or None."""
        return next((each for each in self.lines(step) if each.name == name), None)


def line(name, runs):
    def median(what):
        return statistics.median(getattr(run, what) for run, _ in runs)

    writes = [seconds for _, seconds in runs if seconds]
    return Line(
        name,
        median("wall"),
        median("client_cpu"),
        median("server_cpu"),
        median("peak"),
        statistics.median(writes) if writes else None,
    )
