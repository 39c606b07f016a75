"""The DAGs on EMR and on EMR Serverless from end to end, with moto for AWS, spoken to over HTTP."""

import json

import boto3
import moto.emr.models
import moto.emrserverless.models
import pytest

from conftest import BUCKET, run_dag

pytestmark = pytest.mark.usefixtures("database")

TASKS = {
    "features": ["dry_run", "materialize", "verify"],
    "credit_model": ["build_training_set", "train"],
}


class Aws:
    """An AWS in which each step and job run ends at once: well, but for those of one task."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.failing = None
        self.ran = []

    def client(self, service):
        return boto3.client(service, endpoint_url=self.endpoint)

    def run(self, name, words):
        task_id = name.removeprefix("larder ")
        self.ran.append(task_id)
        if task_id == "train" and self.failing != "train":
            self.put_model(words[words.index("--output") + 1])
        return task_id != self.failing

    def put_model(self, directory):
        prefix = directory.removeprefix(f"s3://{BUCKET}/")
        for name in ("model.json", "metrics.json", "mllib/part-0"):
            self.client("s3").put_object(Bucket=BUCKET, Key=f"{prefix}/{name}", Body=name.encode())

    def objects(self, prefix):
        found = self.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
        return [item["Key"] for item in sorted(found, key=lambda item: item["Key"])]


@pytest.fixture
def aws(monkeypatch, endpoint):
    aws = Aws(endpoint)
    connection = {
        "conn_type": "aws",
        "extra": {"endpoint_url": aws.endpoint, "region_name": "us-east-1"},
    }
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(connection))

    cluster = moto.emr.models.Cluster
    add_steps = cluster.add_steps

    def add_steps_that_end(self, steps):
        added = add_steps(self, steps)
        for step in added:
            step.state = "COMPLETED" if aws.run(step.name, step.args) else "FAILED"
        return added

    job_run = moto.emrserverless.models.JobRun
    start = job_run.__init__

    def start_that_ends(self, *args, **kwargs):
        start(self, *args, **kwargs)
        words = self.job_driver["sparkSubmit"]["entryPointArguments"]
        self.state = "SUCCESS" if aws.run(self.name, words) else "FAILED"

    monkeypatch.setattr(cluster, "add_steps", add_steps_that_end)
    monkeypatch.setattr(job_run, "__init__", start_that_ends)
    aws.client("s3").create_bucket(Bucket=BUCKET)
    return aws


@pytest.fixture(params=["emr_step", "emr_serverless"])
def installed(request, aws, dags):
    """The DAGs with a cluster and an application that there are."""
    cluster = aws.client("emr").run_job_flow(
        Name="larder", ReleaseLabel="emr-7.12.0", Instances={"KeepJobFlowAliveWhenNoSteps": True}
    )
    application = aws.client("emr-serverless").create_application(
        name="larder", releaseLabel="emr-7.12.0", type="SPARK"
    )
    return dags(
        request.param,
        emr_cluster=cluster["JobFlowId"],
        emr_serverless_application=application["applicationId"],
        emr_serverless_role="arn:aws:iam::123456789012:role/larder-job",
    )


def test_features_submits_each_command_once(aws, installed):
    state, states = run_dag(installed["features"])
    assert (state, set(states.values())) == ("success", {"success"})
    assert aws.ran == TASKS["features"]


def test_credit_model_publishes_the_model_that_it_trained(aws, installed):
    state, states = run_dag(installed["credit_model"])
    assert (state, set(states.values())) == ("success", {"success"})
    assert aws.ran == TASKS["credit_model"]
    published = ["metrics.json", "mllib/part-0", "model.json"]
    assert aws.objects("airflow/model/") == [f"airflow/model/{name}" for name in published]


@pytest.mark.parametrize(
    ("dag_id", "failing"),
    [("features", "dry_run"), ("features", "verify"), ("credit_model", "train")],
)
def test_a_failed_check_or_gate_fails_the_run_and_nothing_follows(aws, installed, dag_id, failing):
    aws.failing = failing
    state, states = run_dag(installed[dag_id])
    assert state == "failed"
    assert states[failing] == "failed"
    assert aws.ran == TASKS[dag_id][: TASKS[dag_id].index(failing) + 1]
    assert aws.objects("airflow/model/") == []
