"""Runs the ways to join in turn, checks that they agree, and takes the medians."""

import contextlib
import os
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from common import LARDER, ROOT, say
from join_engines import DUCKDB, FEAST, joins, larder_arguments


@dataclass
class Round:
    wall: float
    cpu: float
    shuffled: int = 0


class Worker:
    """A process that joins once for each line it gets. Its CPU time and memory are from /proc."""

    def __init__(self, name, command, spark, directory):
        self.name = name
        self.slug = "".join(c if c.isalnum() else "-" for c in name.lower())
        self.output = directory / f"out-{self.slug}"
        shutil.rmtree(self.output, ignore_errors=True)
        self.log = directory / f"{self.slug}.log"
        self.rounds = []
        self.peak = 0
        self.started = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=spark.env,
                cwd=ROOT,
            )

    def round(self):
        """One join. The first counts from the start of the process."""
        start, cpu = (time.monotonic(), self.cpu()) if self.rounds else (self.started, 0)
        try:
            self.process.stdin.write(f"{self.output}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # The answer that does not come says the same.
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"bench: {self.name} failed; its log is {self.log}")
        self.rounds.append(Round(time.monotonic() - start, self.cpu() - cpu, int(answer)))
        self.peak = int(self.proc("status").split("VmHWM:")[1].split()[0]) * 1024
        say(f"  {self.name}, round {len(self.rounds)}: {self.rounds[-1].wall:.2f} s")

    def cpu(self):
        user, system = self.proc("stat").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def proc(self, name):
        return Path(f"/proc/{self.process.pid}/{name}").read_text()

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()


@dataclass
class Line:
    """One line of the table: medians of the measured rounds."""

    name: str
    wall: float
    cpu: float
    shuffled: float
    peak: int
    first: float
    than_feast: float = None
    of_duckdb: float = None


def measure(data, spark, options):
    """The data, a line for each way to join it, and what the whole process took from the shell."""
    say(str(data))
    data.make()
    commands = list(joins(data, spark, options))
    shell = from_the_shell(data, spark) if "larder" in options.only else None
    with contextlib.ExitStack() as stack:
        workers = []
        for name, command in commands:
            workers.append(Worker(name, command, spark, data.directory))
            stack.callback(workers[-1].close)
            workers[-1].round()
        take_turns(workers, lambda name: options.warm_ups(name) - 1)
        take_turns(workers, options.rounds_of)
        check(data, workers)
    lines = [line(worker, worker.rounds[-options.rounds_of(worker.name) :]) for worker in workers]
    walls = {each.name: each.wall for each in lines}
    for each in lines:
        if FEAST in walls:
            each.than_feast = walls[FEAST] / each.wall
        if DUCKDB in walls:
            each.of_duckdb = each.wall / walls[DUCKDB]
    return data, lines, shell


def take_turns(workers, rounds_of):
    for done in range(max(rounds_of(worker.name) for worker in workers)):
        for worker in workers:
            if done < rounds_of(worker.name):
                worker.round()


def line(worker, measured):
    def median(what):
        return statistics.median(getattr(each, what) for each in measured)

    return Line(
        worker.name,
        median("wall"),
        median("cpu"),
        median("shuffled"),
        worker.peak,
        worker.rounds[0].wall,
    )


def from_the_shell(data, spark):
    """scripts/larder as a whole process: the second of two runs, as the first may make archives."""
    output = data.directory / "out-shell"
    shutil.rmtree(output, ignore_errors=True)
    command = [LARDER, *larder_arguments(data), "--overwrite", "--output", output]
    for _ in range(2):
        start = time.monotonic()
        with (data.directory / "shell.log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=spark.env)
            _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"bench: scripts/larder failed; its log is {log.name}")
        wall = time.monotonic() - start
    cpu = usage.ru_utime + usage.ru_stime
    return f"{wall:.1f} s wall, {cpu:.1f} s CPU, {usage.ru_maxrss * 1024 / 1e6:,.0f} MB at its peak"


def check(data, workers):
    """Ends the benchmark where two outputs differ in more than the order of rows and columns."""
    with duckdb.connect() as db:
        contents = {worker.name: content(db, worker.output) for worker in workers}
    say(f"  rows and hash: {sorted(set(contents.values()))}")
    if len(set(contents.values())) > 1 or next(iter(contents.values()))[0] != data.loans:
        raise SystemExit(f"bench: the joins gave different rows (rows, hash): {contents}")


def content(db, directory):
    """Number of rows, and the sum of their hashes."""
    files = f"'{directory}/*.parquet'"
    types = db.sql(f"DESCRIBE FROM {files}").fetchall()
    columns = [
        f'epoch_us("{name}")' if kind.startswith("TIMESTAMP") else f'"{name}"'
        for name, kind, *_ in sorted(types)
    ]
    return db.sql(
        f"SELECT count(*), sum(hash({', '.join(columns)})::HUGEINT) FROM {files}"
    ).fetchall()[0]
