"""Measures the point-in-time join of Larder beside Feast's Spark store and DuckDB; see `join`."""

import argparse
import sys

from bench_spark import Spark
from join_data import Data
from join_engines import FEAST, KINDS
from join_measure import measure
from join_report import report


class Options(argparse.Namespace):
    """Feast's SQL takes so much longer than the rest that it may have fewer rounds."""

    def warm_ups(self, name):
        return self.feast_warm_up if name == FEAST else self.warm_up

    def rounds_of(self, name):
        return self.feast_rounds if name == FEAST else self.rounds


def options(arguments):
    def values(kind):
        return lambda text: [kind(value) for value in text.split(",")]

    parser = argparse.ArgumentParser(
        prog="scripts/bench/join",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Measures the point-in-time join: Larder, Feast's Spark SQL and DuckDB.",
    )

    def add(name, default, help, kind=str, metavar=None):
        parser.add_argument(name, default=default, help=help, type=kind, metavar=metavar)

    add("--scale", 1.0, "1: a million loans, ten million histories", float)
    add("--times", [], "again with so many times the rows", values(int), "N,N")
    add("--warm-up", 4, "rounds before those that count", int, "N")
    add("--rounds", 5, "rounds that count", int, "N")
    add("--feast-warm-up", 1, "the same for Feast's SQL", int, "N")
    add("--feast-rounds", 2, "the same for Feast's SQL", int, "N")
    add(
        "--as-of",
        ["operator", "sql"],
        "Larder's ways to join, where the command has a choice",
        values(str),
        "NAME,NAME",
    )
    add("--only", KINDS, "what to measure", values(str), "NAME,NAME")
    add("--heap", "6g", "heap of each JVM, and what DuckDB may take")
    found = parser.parse_args(arguments, Options())
    if unknown := set(found.only) - set(KINDS):
        parser.error(f"--only knows {', '.join(KINDS)}, not {', '.join(sorted(unknown))}")
    if min(found.warm_up, found.feast_warm_up, found.rounds, found.feast_rounds) < 1:
        parser.error("the first round holds the start: one to get warm, and one that counts")
    return found


def main(arguments):
    chosen = options(arguments)
    spark = Spark(chosen.heap)
    scales = [chosen.scale * times for times in [1, *chosen.times]]
    report([measure(Data(scale), spark, chosen) for scale in scales], chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
