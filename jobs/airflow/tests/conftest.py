"""An Airflow of the tests' own: its database is a temporary file, its variable an environment's."""

import copy
import json
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import requests

JOBS = Path(__file__).resolve().parents[2]
ROOT = JOBS.parent
DAGS = JOBS / "airflow" / "dags"
HOME = Path(tempfile.mkdtemp(prefix="larder-airflow-"))

# Airflow reads all this when it is imported.
os.environ.update(
    AIRFLOW_HOME=str(HOME),
    AIRFLOW__CORE__DAGS_FOLDER=str(DAGS),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__CORE__UNIT_TEST_MODE="False",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{HOME}/airflow.db",
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(HOME / "logs"),
    AWS_DEFAULT_REGION="us-east-1",
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
)

from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from airflow.sdk.api.datamodels._generated import DagRun, TIRunContext  # noqa: E402
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

# What the README says of the variable, with the values of the requests beside the jobs.
VARIABLE = {
    "jar": "s3://amzn-s3-demo-bucket/larder/larder.jar",
    "repository": "s3://amzn-s3-demo-bucket/credit",
    "entity_df": "s3://amzn-s3-demo-bucket/loans/",
    "output": "s3://amzn-s3-demo-bucket/airflow",
    "emr_cluster": "j-1A2B3C4D5E6F7",
    "emr_serverless_application": "00f1r2q3s4t5u609",
    "emr_serverless_role": "arn:aws:iam::111122223333:role/larder-job",
}
BUCKET = "amzn-s3-demo-bucket"
SUBMITS = ["emr_step", "emr_serverless", "spark_submit"]

NOW = datetime(2026, 3, 1, 5, 0, 7, 123456, tzinfo=UTC)
TICK = datetime(2026, 3, 1, 2, tzinfo=UTC)
PAST = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)

# As Airflow's scheduler makes them of a trigger timetable: type, logical date, interval's end.
RUNS = {
    "scheduled": ("scheduled", TICK, TICK),
    "backfill": ("backfill", PAST, PAST),
    "manual, without a date": ("manual", None, None),
    "manual, with a date": ("manual", PAST, NOW),
    "asset": ("asset_triggered", None, None),
    "partition": ("scheduled", None, None),
}


def pytest_sessionfinish():
    shutil.rmtree(HOME, ignore_errors=True)


def read_dags(monkeypatch, variable):
    """The DAG bag of an installation with this variable."""
    monkeypatch.setenv("AIRFLOW_VAR_LARDER", json.dumps(variable))
    return DagBag(DAGS)


@pytest.fixture
def dags(monkeypatch):
    """Reads the DAGs of an installation that submits in some way, and fails where one is broken."""

    def read(submit, **keys):
        bag = read_dags(monkeypatch, {"submit": submit, **VARIABLE, **keys})
        assert bag.import_errors == {}
        return bag.dags

    return read


def render(task, run, conf=None, params=None):
    """The task with its templates filled in for one kind of run, by Airflow's own code."""
    run_type, logical_date, end = RUNS[run]
    dag_run = DagRun(
        dag_id=task.dag_id,
        run_id=f"{run_type}__{NOW.isoformat()}_aB3dE6gH",
        logical_date=logical_date,
        data_interval_start=logical_date and end,
        data_interval_end=end,
        run_after=TICK if run == "partition" else NOW,
        start_date=NOW,
        end_date=None,
        run_type=run_type,
        state="running",
        conf=conf or {},
        consumed_asset_events=[],
        partition_key=None,
    )
    instance = RuntimeTaskInstance.model_construct(
        id=uuid4(),
        task_id=task.task_id,
        dag_id=task.dag_id,
        run_id=dag_run.run_id,
        try_number=1,
        dag_version_id=uuid4(),
        map_index=-1,
        task=copy.copy(task),
        bundle_instance=None,
        max_tries=0,
        start_date=NOW,
    )
    instance._ti_context_from_server = TIRunContext(dag_run=dag_run, max_tries=0)
    context = instance.get_template_context()
    instance.render_templates(context=context)
    return instance.task


def arguments(task):
    """What larder.jar is called with, however it is submitted."""
    if hasattr(task, "steps"):
        words = task.steps[0]["HadoopJarStep"]["Args"]
        return words[words.index(VARIABLE["jar"]) + 1 :]
    if hasattr(task, "job_driver"):
        return task.job_driver["sparkSubmit"]["entryPointArguments"]
    return task.application_args


@pytest.fixture(scope="session")
def moto_server():
    """The address of an AWS of moto's on this machine, which all tests share."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def endpoint(moto_server):
    """The same, with nothing in it."""
    requests.post(f"{moto_server}/moto-api/reset", timeout=60).raise_for_status()
    return moto_server


@pytest.fixture(scope="session")
def database():
    """Airflow's, which runs of DAGs need."""
    from airflow.utils.db import initdb

    initdb()


def run_dag(dag, **options):
    """Runs a DAG as if it was triggered by hand, without retries; how it and its tasks ended."""
    for task in dag.tasks:
        task.retries = 0
    dag_run = dag.test(**options)
    states = {instance.task_id: instance.state for instance in dag_run.get_task_instances()}
    return dag_run.state, states
