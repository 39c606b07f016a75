"""The tables of the benchmark of materialization, as text and as a page."""

from datetime import UTC, datetime

from bench_report import facts_text, machine, table, versions, write
from common import THREADS, run
from materialize_cluster import MASTERS
from materialize_measure import MEMORY_HEAP
from materialize_peers import (
    BENCHMARK,
    EMPTY,
    FEAST,
    FEAST_SPARK,
    FILLED,
    HISTORY,
    HMGET_HSET,
    HSET,
    LARDER_NAME,
    OLDER,
)

HEADERS = [
    *("", "wall s", "rows/s", "write s", "written/s"),
    *("client µs/row", "server µs/key", "peak MB", "× Larder's"),
]

NOTES = [
    "A line is a whole process, from its start to its end. The write phase is the last stage of"
    " Spark, by its event log; redis-benchmark's is what it says itself. All CPU time is counted:"
    " that of a JVM's start with the client's, that of replicas with the servers'.",
    "What Larder, Feast and Jedis stored was the same to the byte, by DEBUG DIGEST. Plain Jedis"
    " follows no slot that moves and tries nothing again; by HSET it overwrites newer values.",
]


def report(measurement):
    """Prints the tables, and leaves them in target/bench/materialize.txt and materialize.html."""
    steps = [
        (title(step, measurement), [(cells(line, step, measurement), line.wall) for line in lines])
        for step in (EMPTY, FILLED, OLDER, HISTORY)
        if (lines := measurement.lines(step))
    ]
    others = [
        ("What is asked for", ratios(measurement)),
        (f"Client memory, with a heap of {MEMORY_HEAP}", memory(measurement)),
        ("Reads meanwhile", reads(measurement)),
    ]
    content = {
        "facts": facts(measurement.options),
        "notes": NOTES,
        "headers": HEADERS,
        "steps": steps,
        "others": [(title, rows) for title, rows in others if len(rows) > 1],
    }
    write("materialize", text(**content), content)


def title(step, measurement):
    rows = measurement.data.rows(step.table)
    return f"{rows:,} rows of {measurement.data}, {step.title}"


def cells(line, step, measurement):
    rows, customers = measurement.data.rows(step.table), measurement.data.customers
    larder = measurement.line(step, LARDER_NAME)
    return [
        line.name,
        f"{line.wall:.1f}",
        f"{rows / line.wall:,.0f}",
        f"{line.write:.1f}" if line.write else "",
        f"{customers / line.write:,.0f}" if line.write else "",
        f"{1e6 * line.client_cpu / rows:.1f}",
        f"{1e6 * line.server_cpu / customers:.2f}",
        f"{line.peak / 1e6:,.0f}",
        f"{line.wall / larder.wall:.1f}" if larder else "",
    ]


def ratios(measurement):
    """The numbers that have a goal, of the lines that there are."""
    asked = [
        *walls(EMPTY, spark="≥ 7", local="≥ 11"),
        *walls(FILLED, spark="≥ 7", local="≥ 11"),
        *walls(HISTORY, spark="≥ 7", local="≥ 7"),
        ("write phase", EMPTY, BENCHMARK, LARDER_NAME, "write", "≥ 1, then 1.25"),
        ("server CPU of a new key", EMPTY, LARDER_NAME, HSET, "server_cpu", "≤ 0.6"),
        ("server CPU of a new key", EMPTY, LARDER_NAME, BENCHMARK, "server_cpu", "≤ 0.6"),
        ("server CPU of an existing key", FILLED, LARDER_NAME, HMGET_HSET, "server_cpu", "≤ 1.3"),
    ]
    rows = [["", "of", "by", "ratio", "goal"]]
    for what, step, above, below, number, goal in asked:
        lines = measurement.line(step, above), measurement.line(step, below)
        if all(lines):
            over, under = (getattr(line, number) for line in lines)
            rows.append([what, above, below, f"{over / under:.2f}", goal])
    return rows


def walls(step, spark, local):
    for name, goal in (FEAST_SPARK, spark), (FEAST, local):
        yield f"whole process, {step.title}", step, name, LARDER_NAME, "wall", goal


def memory(measurement):
    return [
        ["rows", "peak MB"],
        *([f"{rows:,}", f"{peak / 1e6:,.0f}"] for rows, peak in measurement.memory),
    ]


def reads(measurement):
    return [
        ["meanwhile", "reads", "p50 ms", "p99 ms", "longest ms", "rows/s written"],
        *(
            [
                each.meanwhile,
                f"{each.count:,}",
                f"{each.median:.2f}",
                f"{each.p99:.2f}",
                f"{each.longest:.1f}",
                f"{each.rows_per_second:,.0f}" if each.rows_per_second else "",
            ]
            for each in measurement.reads
        ),
    ]


def text(facts, notes, headers, steps, others):
    parts = [facts_text(facts), *notes]
    for title, lines in steps:
        parts.append(f"{title}\n{table([headers, *(cells for cells, _ in lines)])}")
    for title, rows in others:
        parts.append(f"{title}\n{table(rows)}")
    return "\n\n".join(parts)


def facts(options):
    redis = run("redis-server", "--version").split("v=")[1].split()[0]
    return {
        "Day": datetime.now(UTC).date(),
        "Machine": machine(),
        "Versions": versions("Feast", "pyspark", Redis=redis),
        "Limits": f"{THREADS} cores for clients and servers together, {options.heap} of heap for"
        " each JVM on Spark",
        "Cluster": f"{MASTERS} masters that save nothing to disk",
        "Feast": "writes in batches of 10,000 rows, as its documentation suggests",
        "Rounds": f"median of {options.rounds}; of Feast's {options.feast_rounds}; all take turns",
    }
