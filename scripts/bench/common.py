"""Where things are, and how a benchmark runs commands and says what it does."""

import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent.parent
CACHE = ROOT / "target" / "bench"
LARDER = ROOT / "scripts" / "larder"
JAVA = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
THREADS = 2


def run(*command):
    """The output of a command; the benchmark ends where it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(map(str, command))} failed")
    return done.stdout


def say(message):
    print(f"bench: {message}", file=sys.stderr, flush=True)
