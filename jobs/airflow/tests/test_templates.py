"""Every template, rendered for every kind of run."""

import re

import pytest

from conftest import RUNS, SUBMITS, arguments, render

ENDS = {
    "scheduled": "2026-03-01T02:00:00+00:00",
    "backfill": "2026-02-03T04:05:06+00:00",
    "manual, without a date": "2026-03-01T05:00:07.123456+00:00",
    "manual, with a date": "2026-02-03T04:05:06+00:00",
    "asset": "2026-03-01T05:00:07.123456+00:00",
    "partition": "2026-03-01T02:00:00+00:00",
}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("submit", SUBMITS)
def test_nothing_is_left_to_fill_in(dags, submit, run):
    for dag in dags(submit).values():
        for task in dag.tasks:
            rendered = render(task, run)
            for name in rendered.template_fields:
                assert "{{" not in str(getattr(rendered, name))
            if task.task_id != "publish":
                assert all(arguments(rendered))


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("submit", SUBMITS)
def test_features_are_loaded_up_to_the_end_of_the_run(dags, submit, run):
    dag = dags(submit)["features"]
    for task_id in ("dry_run", "materialize"):
        words = arguments(render(dag.get_task(task_id), run))
        assert words[2:4] == ["materialize-incremental", ENDS[run]]
    assert "--dry-run" in arguments(render(dag.get_task("dry_run"), run))
    assert "--dry-run" not in arguments(render(dag.get_task("materialize"), run))


def test_another_end_can_be_given(dags):
    end = "2026-01-31T00:00:00Z"
    task = dags("emr_step")["features"].get_task("materialize")
    assert arguments(render(task, "scheduled", conf={"end": end}))[3] == end


@pytest.mark.parametrize("run", RUNS)
def test_what_a_run_makes_has_a_folder_of_its_own(dags, run):
    dag = dags("emr_serverless")["credit_model"]
    train = arguments(render(dag.get_task("train"), run))
    for option, folder in (("--training-set", "training_sets"), ("--output", "models")):
        path = train[train.index(option) + 1]
        assert re.fullmatch(rf"s3://amzn-s3-demo-bucket/airflow/{folder}/[A-Za-z0-9_.-]+", path)
    build = arguments(render(dag.get_task("build_training_set"), run))
    assert build[build.index("--output") + 1] == train[train.index("--training-set") + 1]
    publish = render(dag.get_task("publish"), run)
    assert publish.op_args[0] == train[train.index("--output") + 1]
