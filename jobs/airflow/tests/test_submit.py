"""jobs/submit with the real AWS CLI, against moto."""

import json
import os
import subprocess

import boto3
import pytest

from conftest import BUCKET, JOBS
from test_requests import JOB_NAMES, request

OWN_BUCKET = "larder-of-mine"
ROLE = "arn:aws:iam::123456789012:role/larder-of-mine"
END = "2026-03-01T02:00:00Z"


@pytest.fixture
def client(endpoint):
    return lambda service: boto3.client(service, endpoint_url=endpoint)


@pytest.fixture
def submit(endpoint, client, tmp_path):
    """Runs the script on a repository that has a registry; fails where it fails."""
    client("s3").create_bucket(Bucket=OWN_BUCKET)
    repository = tmp_path / "credit"
    (repository / "data").mkdir(parents=True)
    for name in ("feature_store.yaml", "credit_model.yaml", "data/registry.db"):
        (repository / name).write_text(name)
    jar = tmp_path / "larder.jar"
    jar.write_text("a jar")

    def run(job, *options):
        command = [JOBS / "submit", job, "--bucket", OWN_BUCKET, "--repository", repository]
        done = subprocess.run(
            [*command, "--end", END, *options],
            env={**os.environ, "AWS_ENDPOINT_URL": endpoint, "LARDER_JAR": str(jar)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def own(value):
    """A request's value with the names of this installation."""
    text = json.dumps(value).replace(BUCKET, OWN_BUCKET)
    return json.loads(text.replace("2021-10-01T00:00:00", END))


@pytest.mark.parametrize("job", JOB_NAMES)
def test_the_command_line_s_step_is_the_same_as_the_api_s(submit, client, job):
    cluster = client("emr").run_job_flow(
        Name="larder", ReleaseLabel="emr-7.12.0", Instances={"KeepJobFlowAliveWhenNoSteps": True}
    )["JobFlowId"]
    submit(job, "--cluster", cluster)
    (added,) = client("emr").list_steps(ClusterId=cluster)["Steps"]
    (step,) = request(job, "emr_step.json")["Steps"]
    assert added["Name"] == step["Name"]
    assert added["ActionOnFailure"] == step["ActionOnFailure"]
    assert added["Config"]["Jar"] == "command-runner.jar"
    assert added["Config"]["Args"] == own(step["HadoopJarStep"]["Args"])


def test_a_job_run_has_the_names_that_were_given(submit, client):
    application = client("emr-serverless").create_application(
        name="larder", releaseLabel="emr-7.12.0", type="SPARK"
    )["applicationId"]
    job = "materialize_features"
    started = submit(job, "--application", application, "--role", ROLE)
    found = client("emr-serverless").get_job_run(
        applicationId=application, jobRunId=started["jobRunId"]
    )["jobRun"]
    example = request(job, "emr_serverless.json")
    assert found["executionRole"] == ROLE
    assert found["jobDriver"] == own(example["jobDriver"])
    assert found["configurationOverrides"] == own(example["configurationOverrides"])


def test_jar_and_definitions_are_uploaded_and_the_registry_is_not(submit, client):
    cluster = client("emr").run_job_flow(
        Name="larder", ReleaseLabel="emr-7.12.0", Instances={"KeepJobFlowAliveWhenNoSteps": True}
    )["JobFlowId"]
    submit("train_classifier", "--cluster", cluster)
    found = client("s3").list_objects_v2(Bucket=OWN_BUCKET)["Contents"]
    assert sorted(item["Key"] for item in found) == [
        "credit/credit_model.yaml",
        "credit/feature_store.yaml",
        "larder/larder.jar",
    ]


def test_wrong_usage_says_what_is_expected():
    done = subprocess.run([JOBS / "submit", "nothing"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "Usage: jobs/submit JOB" in done.stderr
    assert "--application" in done.stderr
