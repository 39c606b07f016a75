"""Measures training; see `train`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import yaml

from bench_report import facts_text, machine, table, versions, write
from common import BENCH, CACHE, LARDER, ROOT, THREADS, run, say
from materialize_process import Peak, adopt_orphans, cpu_of_children

HERE = CACHE / "train"
LOAN_INPUTS, FEATURES = 25, 5
NOTES = [
    "Both read the same Parquet files, split them by time into 70, 15 and 15 %, and train as many"
    " trees of the same depth and learning rate, with as many bins. Larder's time is that of the"
    " whole job, with the start of Spark, the evaluation and the model card; scikit-learn's has the"
    " start of Python, the reading, and the scores of two parts.",
]


@dataclass
class Line:
    """What one process took, and the areas under its ROC curves."""

    name: str
    seconds: float
    cpu: float
    peak: int
    validation: float
    test: float


def options(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/bench/train",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Measures training.",
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--trees", type=int, default=20)
    return parser.parse_args(arguments)


def main(arguments):
    chosen = options(arguments)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
    adopt_orphans()
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    settings = {
        "trees": chosen.trees,
        "learning_rate": 0.3,
        "max_depth": 6,
        "min_instances": 20,
    }
    training_set = make(chosen.rows)
    report([larder(training_set, settings), scikit(training_set, settings)], chosen)


def make(rows):
    """A training set of 30 numbers a row, some of which have to do with the label."""
    say(f"making {rows:,} rows of {LOAN_INPUTS + FEATURES} inputs")
    features = ", ".join(f"{number(f'h{i}', 'person', 100 + i)}" for i in range(FEATURES))
    inputs = ", ".join(number(f"x{i}", "loan_id", i) for i in range(LOAN_INPUTS))
    definitions = {
        "entities": [{"name": "person", "join_keys": ["person"], "value_type": "INT64"}],
        "data_sources": [
            {
                "name": "persons",
                "type": "spark",
                "query": f"SELECT person, {features}, timestamp_seconds(1500000000) AS"
                f" event_timestamp FROM (SELECT id AS person FROM range(0, {rows}, 1, 8))",
                "timestamp_field": "event_timestamp",
            }
        ],
        "feature_views": [
            {
                "name": "history",
                "entities": ["person"],
                "schema": [{"name": f"h{i}", "dtype": "Float64"} for i in range(FEATURES)],
                "source": "persons",
            }
        ],
    }
    (HERE / "features.yaml").write_text(yaml.safe_dump(definitions))
    (HERE / "feature_store.yaml").write_text(
        "{project: bench, registry: registry.db, provider: local}\n"
    )
    risk = (
        "3 * (x0 - 0.5) + 16 * (x1 - 0.5) * (x2 - 0.5) + 1.5 * sin(6 * x3)"
        " + if(x4 > 0.7 AND x5 < 0.3, 2, 0) + 2 * (h0 - 0.5) + 12 * (h1 - 0.5) * (x6 - 0.5)"
        " + 3 * abs(h2 - 0.5) - 3"
    )
    loans = (
        f"SELECT loan_id, person, {', '.join(f'x{i}' for i in range(LOAN_INPUTS))},"
        f" int(luck < 1 / (1 + exp(-({risk})))) AS defaulted,"
        " timestamp_seconds(1600000000 + loan_id) AS event_timestamp"
        f" FROM (SELECT *, {inputs}, {features}, {number('luck', 'loan_id', 999)}"
        f" FROM (SELECT id AS loan_id, id AS person FROM range(0, {rows}, 1, 8)))"
    )
    training_set = HERE / "training_set"
    run(LARDER, "-c", HERE, "apply")
    command = [LARDER, "-c", HERE, "get-historical-features", "--entity-df", loans]
    run(*command, "--features", "history", "--output", training_set)
    return training_set


def number(name, key, salt):
    """A column of numbers from 0 to 1, always the same for a key."""
    return f"pmod(xxhash64({key}, {salt}), 1000003) / 1000003D AS {name}"


def larder(training_set, settings):
    config = HERE / "model.yaml"
    config.write_text(
        yaml.safe_dump(
            {
                "name": "bench",
                "label": "defaulted",
                "row_id": "loan_id",
                "algorithm": {"gradient_boosted_trees": {**settings, "max_bins": 256}},
                "split": {"by": "time", "train": 0.7, "validation": 0.15, "test": 0.15},
            }
        )
    )
    model = HERE / "model"
    command = [LARDER, "train", config, "--training-set", training_set, "--output", model]

    def auc(_):
        metrics = json.loads((model / "metrics.json").read_text())
        return {part: metrics[part]["auc"] for part in ("validation", "test")}

    return take("Larder train", command, auc)


def scikit(training_set, settings):
    program = [sys.executable, BENCH / "train_scikit.py", training_set, json.dumps(settings)]
    return take("scikit-learn, HistGradientBoostingClassifier", program, json.loads)


def take(name, command, auc):
    """Runs a command to its end, and asks what it printed, or left, for the areas."""
    cpu, start = cpu_of_children(), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    peak = Peak(process.pid)
    printed = process.communicate()[0]
    seconds = time.monotonic() - start
    peak.end()
    if process.returncode:
        raise SystemExit(f"bench: {name} failed")
    found = auc(printed)
    say(f"  {name}: {seconds:.1f} s, AUC {found['test']:.4f}")
    used = cpu_of_children() - cpu
    return Line(name, seconds, used, peak.bytes, found["validation"], found["test"])


def report(lines, chosen):
    header = ["", "seconds", "CPU seconds", "peak memory", "AUC, validation", "AUC, test"]
    rows = [
        [
            each.name,
            f"{each.seconds:.1f}",
            f"{each.cpu:.1f}",
            f"{each.peak / 1e6:,.0f} MB",
            f"{each.validation:.4f}",
            f"{each.test:.4f}",
        ]
        for each in lines
    ]
    content = {
        "facts": {
            "Day": datetime.now(UTC).date(),
            "Machine": machine(),
            "Versions": versions("scikit-learn"),
            "Limits": f"{THREADS} cores",
            "Training set": f"{chosen.rows:,} rows, {LOAN_INPUTS + FEATURES} inputs",
            "Model": f"{chosen.trees} boosted trees of depth 6",
        },
        "notes": NOTES,
        "others": [("Trainings", [header, *rows])],
    }
    parts = [facts_text(content["facts"]), *NOTES]
    parts += [f"{title}\n{table(rows)}" for title, rows in content["others"]]
    write("train", "\n\n".join(parts), content)


if __name__ == "__main__":
    main(sys.argv[1:])
