"""The benchmark's tables, as text and as a page."""

import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import jinja2
from tabulate import tabulate

from common import BENCH, CACHE, ROOT, THREADS, run, say

HEADERS = ["", "wall s", "CPU s", "shuffled MB", "peak MB", "first s", "× Feast", "of DuckDB's"]


def cells(line):
    return [
        line.name,
        f"{line.wall:.2f}",
        f"{line.cpu:.2f}",
        f"{line.shuffled / 1e6:,.0f}",
        f"{line.peak / 1e6:,.0f}",
        f"{line.first:.1f}",
        f"{line.than_feast:.1f}" if line.than_feast else "",
        f"{line.of_duckdb:.2f}" if line.of_duckdb else "",
    ]


def report(results, options):
    """Prints the tables, and leaves them in target/bench/join.txt and, with bars, in join.html."""
    content = {
        "facts": facts(options),
        "headers": HEADERS,
        "results": [
            (data, [(cells(line), line.wall) for line in lines], shell)
            for data, lines, shell in results
        ],
        "costs": costs(results) if len(results) > 1 else [],
    }
    said = text(**content)
    print(said)
    (CACHE / "join.txt").write_text(said + "\n")
    template = jinja2.Template((BENCH / "join.html.jinja").read_text(), autoescape=True)
    (CACHE / "join.html").write_text(template.render(**content))
    say(f"the page is {CACHE / 'join.html'}")


def costs(results):
    """Wall microseconds for each history row, by way to join and data."""
    by_name = {}
    for data, lines, _ in results:
        for line in lines:
            by_name.setdefault(line.name, []).append(f"{1e6 * line.wall / data.histories:.2f}")
    return [
        ["wall µs for each of", *(f"{data.histories:,} histories" for data, _, _ in results)],
        *([name, *values] for name, values in by_name.items()),
    ]


def text(facts, headers, results, costs):
    parts = ["\n".join(f"{name}: {value}" for name, value in facts.items())]
    for data, lines, shell in results:
        parts.append(f"{data}\n{table([headers, *(cells for cells, _ in lines)])}")
        if shell:
            parts.append(f"scripts/larder get-historical-features, the whole process: {shell}")
    if costs:
        parts.append(table(costs))
    return "\n\n".join(parts)


def table(rows):
    align = ["left"] + ["right"] * (len(rows[0]) - 1)
    return tabulate(rows[1:], rows[0], "simple", disable_numparse=True, colalign=align)


def facts(options):
    release = (Path(os.environ["JAVA_HOME"]) / "release").read_text()
    versions = {
        "Larder": run("git", "-C", ROOT, "describe", "--always", "--dirty").strip(),
        "Spark": next((ROOT / "target/spark-home/jars").glob("spark-sql_*")).stem.split("-")[-1],
        "Java": release.split('JAVA_VERSION="')[1].split('"')[0],
        "Feast": version("feast"),
        "DuckDB": version("duckdb"),
    }
    return {
        "Day": datetime.now(UTC).date(),
        "Machine": machine(),
        "Versions": ", ".join(f"{name} {number}" for name, number in versions.items()),
        "Limits": f"{THREADS} threads, {options.heap} of memory (heap of the JVMs) for each way",
        "Rounds": f"median of {options.rounds} after {options.warm_up}; of Feast's"
        f" {options.feast_rounds} after {options.feast_warm_up}; all take turns",
        "First": "from the start of the process to its first result",
    }


def machine():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "CPU")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{model}, {os.cpu_count()} CPUs, {memory:.0f} GB"
