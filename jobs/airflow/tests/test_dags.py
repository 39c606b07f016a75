"""What the DAGs are, before anything runs."""

from itertools import pairwise

import pytest
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable

from conftest import SUBMITS, VARIABLE, read_dags


@pytest.mark.parametrize("submit", SUBMITS)
@pytest.mark.parametrize(
    ("dag_id", "tasks"),
    [
        ("features", ["dry_run", "materialize", "verify"]),
        ("credit_model", ["build_training_set", "train", "publish"]),
    ],
)
def test_each_step_follows_the_one_before_and_is_tried_again(dags, submit, dag_id, tasks):
    dag = dags(submit)[dag_id]
    assert [task.task_id for task in dag.topological_sort()] == tasks
    for before, after in pairwise(tasks):
        assert dag.get_task(before).downstream_task_ids == {after}
    for task in dag.tasks:
        assert task.retries == 2
        assert task.retry_exponential_backoff == 2
        assert task.trigger_rule == "all_success"
    assert dag.max_active_runs == 1
    assert not dag.catchup


def test_timetables_are_named_so_that_no_setting_of_airflow_changes_them(dags):
    features, model = dags("emr_step")["features"], dags("emr_step")["credit_model"]
    assert isinstance(features.timetable, CronTriggerTimetable)
    assert isinstance(model.timetable, AssetOrTimeSchedule)
    assert isinstance(model.timetable.timetable, CronTriggerTimetable)


@pytest.mark.parametrize("submit", SUBMITS)
def test_only_the_last_step_updates_an_asset(dags, submit):
    found = dags(submit)
    outlets = {
        task.task_id: [asset.name for asset in task.outlets]
        for dag in found.values()
        for task in dag.tasks
        if task.outlets
    }
    assert outlets == {"verify": ["credit_features"], "publish": ["credit_model"]}
    (asset,) = found["credit_model"].timetable.asset_condition.objects
    assert asset.name == "credit_features"


@pytest.mark.parametrize("submit", ["emr_step", "emr_serverless"])
def test_no_worker_waits_for_aws(dags, submit):
    tasks = [task for dag in dags(submit).values() for task in dag.tasks]
    waiting = [task for task in tasks if task.task_id != "publish"]
    assert len(waiting) == 5
    for task in waiting:
        assert task.deferrable
        assert task.waiter_delay * task.waiter_max_attempts == 6 * 60 * 60


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"submit": "emr"}, "submit is 'emr', expected emr_step, emr_serverless, spark_submit"),
        ({"emr_cluster": ""}, "emr_cluster is missing, for submit: emr_step"),
        ({"jars": "x"}, "'jars' is none of submit, jar, repository"),
        ({"jar": None}, "jar is missing"),
    ],
)
def test_a_wrong_variable_says_what_is_wrong(monkeypatch, change, message):
    variable = {"submit": "emr_step", **VARIABLE, **change}
    bag = read_dags(monkeypatch, {key: word for key, word in variable.items() if word is not None})
    assert len(bag.import_errors) == 2
    for error in bag.import_errors.values():
        assert message in error
