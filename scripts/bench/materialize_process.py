"""One process that loads a store, with all that it starts: what it takes, and what servers do."""

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass

import psutil

from common import CACHE, ROOT

EVENTS = CACHE / "events"
PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Run:
    """What one process took and printed; and when Spark's last stage began and ended, if it has."""

    wall: float
    client_cpu: float
    server_cpu: float
    peak: int
    last_stage: tuple[float, float]
    log: str


def adopt_orphans():
    """So that what a command leaves running, such as Spark's JVM, can be waited for and counted."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def take(name, command, env, cluster):
    """Runs a command to its end; the benchmark ends where it fails."""
    log = CACHE / f"{''.join(c if c.isalnum() else '-' for c in name.lower())}.log"
    EVENTS.mkdir(exist_ok=True)
    for old in EVENTS.iterdir():
        old.unlink()
    others = set(psutil.Process().children())
    server_cpu, client_cpu = cluster.cpu(), cpu_of_children()
    start = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=ROOT
        )
        peak = Peak(process.pid)
        status = process.wait()
        wall = time.monotonic() - start
    peak.end()
    for orphan in set(psutil.Process().children()) - others:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(orphan.pid, 0)
    if status:
        raise SystemExit(f"bench: {name} failed; its log is {log}")
    return Run(
        wall,
        cpu_of_children() - client_cpu,
        cluster.cpu() - server_cpu,
        peak.bytes,
        last_stage(),
        log.read_text(),
    )


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Peak(threading.Thread):
    """The most resident memory that a process and its descendants have at one time."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.bytes = 0
        self.ended = threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(0.2):
            total = 0
            with contextlib.suppress(psutil.NoSuchProcess):
                for each in [self.process, *self.process.children(recursive=True)]:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        total += each.memory_info().rss
            self.bytes = max(self.bytes, total)

    def end(self):
        self.ended.set()
        self.join()


def last_stage():
    """When the last stage of Spark's began and ended, by its event log; None without one."""
    stages = []
    for file in EVENTS.iterdir():
        for line in file.read_text().splitlines():
            event = json.loads(line)
            if event["Event"] == "SparkListenerStageCompleted":
                info = event["Stage Info"]
                stages.append((info["Submission Time"] / 1e3, info["Completion Time"] / 1e3))
    return max(stages, key=lambda stage: stage[1], default=None)
