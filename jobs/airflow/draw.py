"""Draws the DAGs as dags.svg: their tasks in rows, the assets and times that start them.

Usage: python jobs/airflow/draw.py, in an environment of requirements.txt.
"""

import json
import logging
import os
import sys
import tempfile
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
PICTURE = HERE / "dags.svg"
WIDTH, HEIGHT, GAP, ROW, MARGIN = 148, 36, 32, 104, 20

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2933; text-anchor: middle; }
  .dag { font-weight: 600; text-anchor: start; }
  .when { fill: #52606d; text-anchor: start; }
  .task { fill: #ffffff; stroke: #3e4c59; }
  .asset { fill: #e3f1e4; stroke: #2f7d32; }
  .frame { fill: #f5f7fa; stroke: #cbd2d9; }
  path { fill: none; stroke: #3e4c59; marker-end: url(#tip); }
""".strip("\n")


def read():
    """The DAGs as Airflow reads them."""
    sys.path.append(str(HERE / "dags"))
    os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp())
    os.environ["AIRFLOW_VAR_LARDER"] = json.dumps(
        {"submit": "spark_submit", "jar": "-", "repository": "-", "entity_df": "-", "output": "-"}
    )
    from airflow.dag_processing.dagbag import DagBag

    logging.disable(logging.INFO)
    return DagBag(HERE / "dags").dags.values()


def waited_for(dag):
    condition = getattr(dag.timetable, "asset_condition", None)
    return [asset.name for asset in getattr(condition, "objects", [])]


def when(dag):
    words = [f"when {asset} is updated" for asset in waited_for(dag)]
    timetable = getattr(dag.timetable, "timetable", dag.timetable)
    return " or ".join([*words, f"by cron {timetable.expression} (UTC)"])


def box(style, row, column, text):
    x, y = MARGIN + 12 + column * (WIDTH + GAP), MARGIN + 42 + row * ROW
    middle = f'x="{x + WIDTH // 2}" y="{y + HEIGHT // 2 + 5}"'
    radius = HEIGHT // 2 if style == "asset" else 4
    size = f'width="{WIDTH}" height="{HEIGHT}" rx="{radius}"'
    return [
        f'<rect class="{style}" x="{x}" y="{y}" {size}/>',
        f"<text {middle}>{escape(text)}</text>",
    ]


def arrow(row, column):
    """To a box from the one before."""
    x, y = MARGIN + 12 + column * (WIDTH + GAP), MARGIN + 42 + row * ROW + HEIGHT // 2
    return [f'<path d="M{x - GAP} {y}H{x - 3}"/>']


def draw(dags):
    """The picture; each DAG is a chain of tasks, of which the last updates an asset."""
    dags = sorted(dags, key=lambda dag: len(waited_for(dag)))
    columns = max(len(dag.tasks) for dag in dags) + 1
    width = 2 * MARGIN + 24 + columns * WIDTH + (columns - 1) * GAP
    height = 2 * MARGIN + len(dags) * ROW - 12
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-label="The DAGs and their tasks">',
        f"<style>\n{STYLE}\n</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"'
        ' style="fill:#3e4c59;stroke:none"/></marker></defs>',
    ]
    for row, dag in enumerate(dags):
        y = MARGIN + row * ROW
        tasks = list(dag.topological_sort())
        lines += [
            f'<rect class="frame" x="{MARGIN}" y="{y}" width="{width - 2 * MARGIN}"'
            f' height="{ROW - 12}" rx="6"/>',
            f'<text class="dag" x="{MARGIN + 12}" y="{y + 25}">{escape(dag.dag_id)}</text>',
            f'<text class="when" x="{MARGIN + 116}" y="{y + 25}">{escape(when(dag))}</text>',
        ]
        for column, task in enumerate(tasks):
            lines += box("task", row, column, task.task_id)
            lines += arrow(row, column) if column else []
        (asset,) = tasks[-1].outlets
        lines += [*box("asset", row, len(tasks), asset.name), *arrow(row, len(tasks))]
    return "\n".join([*lines, "</svg>\n"])


if __name__ == "__main__":
    PICTURE.write_text(draw(read()))
