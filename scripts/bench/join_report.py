"""The benchmark's tables, as text and as a page."""

from datetime import UTC, datetime

from bench_report import facts_text, machine, table, versions, write
from common import THREADS

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
    write("join", text(**content), content)


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
    parts = [facts_text(facts)]
    for data, lines, shell in results:
        parts.append(f"{data}\n{table([headers, *(cells for cells, _ in lines)])}")
        if shell:
            parts.append(f"scripts/larder get-historical-features, the whole process: {shell}")
    if costs:
        parts.append(table(costs))
    return "\n\n".join(parts)


def facts(options):
    return {
        "Day": datetime.now(UTC).date(),
        "Machine": machine(),
        "Versions": versions("Feast", "DuckDB"),
        "Limits": f"{THREADS} threads, {options.heap} of memory (heap of the JVMs) for each way",
        "Rounds": f"median of {options.rounds} after {options.warm_up}; of Feast's"
        f" {options.feast_rounds} after {options.feast_warm_up}; all take turns",
        "First": "from the start of the process to its first result",
    }
