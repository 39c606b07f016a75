"""Requests to AWS against botocore's models of its services: those of the jobs and of the DAGs."""

import json
import re

import botocore.session
import pytest
from botocore.validate import ParamValidator

from conftest import JOBS, RUNS, render

JOB_NAMES = ["build_training_set", "train_classifier", "materialize_features"]


def request(job, name):
    return json.loads((JOBS / job / name).read_text())


def problems(service, operation, params):
    """All that is wrong with a request; patterns, lengths and enums too, which botocore skips."""
    model = botocore.session.Session().get_service_model(service)
    shape = model.operation_model(operation).input_shape
    report = ParamValidator().validate(params, shape).generate_report()
    return [report] if report else list(broken_rules(operation, params, shape))


def broken_rules(where, value, shape):
    if shape.type_name == "structure":
        for key, member in value.items():
            yield from broken_rules(f"{where}.{key}", member, shape.members[key])
    elif shape.type_name == "list":
        yield from length(where, value, shape)
        for member in value:
            yield from broken_rules(where, member, shape.member)
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from broken_rules(f"{where}.{key}", key, shape.key)
            yield from broken_rules(f"{where}.{key}", member, shape.value)
    elif shape.type_name == "string":
        yield from length(where, value, shape)
        pattern = shape.metadata.get("pattern")
        # Some are Java's, with classes of characters and surrogates that Python has not.
        javas = pattern and re.search(r"\\p|\\uD8", pattern)
        if pattern and not javas and not re.fullmatch(pattern, value):
            yield f"{where}: '{value}' does not match {pattern}"
        if shape.enum and value not in shape.enum:
            yield f"{where}: '{value}' is none of {shape.enum}"


def length(where, value, shape):
    if len(value) > shape.metadata.get("max", len(value)):
        yield f"{where}: {len(value)} is more than {shape.metadata['max']}"


@pytest.mark.parametrize("job", JOB_NAMES)
def test_requests_of_the_jobs_are_what_aws_takes(job):
    step = request(job, "emr_step.json")
    serverless = request(job, "emr_serverless.json")
    assert problems("emr", "AddJobFlowSteps", step) == []
    # The client makes the token where the user gives none.
    assert problems("emr-serverless", "StartJobRun", {"clientToken": "1", **serverless}) == []


@pytest.mark.parametrize("job", JOB_NAMES)
def test_three_requests_of_a_job_ask_for_the_same(job):
    (step,) = request(job, "emr_step.json")["Steps"]
    (cli_step,) = request(job, "emr_cli_steps.json")
    spark = request(job, "emr_serverless.json")["jobDriver"]["sparkSubmit"]
    words = step["HadoopJarStep"]["Args"]
    assert cli_step["Args"] == words[1:]
    assert (cli_step["Name"], cli_step["ActionOnFailure"]) == (
        step["Name"],
        step["ActionOnFailure"],
    )
    jar = words.index(spark["entryPoint"])
    assert spark["entryPointArguments"] == words[jar + 1 :]
    assert spark["sparkSubmitParameters"].startswith("--class dev.larder.cli.Larder ")


def test_wrong_requests_are_found():
    step = request("train_classifier", "emr_step.json")
    step["Steps"][0]["ActionOnFailure"] = "GO_ON"
    assert "'GO_ON' is none of" in problems("emr", "AddJobFlowSteps", step)[0]
    serverless = request("train_classifier", "emr_serverless.json")
    serverless["clientToken"] = "2026-02-03T04:05:06+00:00"
    assert "does not match" in problems("emr-serverless", "StartJobRun", serverless)[0]
    serverless["jobDrivers"] = {}
    assert "Unknown parameter" in problems("emr-serverless", "StartJobRun", serverless)[0]


@pytest.mark.parametrize("run", RUNS)
def test_steps_of_the_dags_are_what_emr_takes(dags, run):
    for task in tasks(dags("emr_step")):
        rendered = render(task, run)
        params = {"JobFlowId": rendered.job_flow_id, "Steps": rendered.steps}
        assert problems("emr", "AddJobFlowSteps", params) == []


@pytest.mark.parametrize("run", RUNS)
def test_job_runs_of_the_dags_are_what_emr_serverless_takes(dags, run):
    tokens = set()
    for task in tasks(dags("emr_serverless")):
        rendered = render(task, run)
        params = {
            "applicationId": rendered.application_id,
            "executionRoleArn": rendered.execution_role_arn,
            "name": rendered.name,
            "jobDriver": rendered.job_driver,
            "configurationOverrides": rendered.configuration_overrides,
            **rendered.config,
        }
        assert problems("emr-serverless", "StartJobRun", params) == []
        tokens.add(params["clientToken"])
    assert len(tokens) == 5


def test_dags_and_requests_of_the_jobs_submit_in_the_same_way(dags):
    """But for memory and cores, which an installation of Airflow says in its variable."""
    (step,) = request("materialize_features", "emr_step.json")["Steps"]
    task = render(dags("emr_step")["features"].get_task("materialize"), "scheduled")
    of_request, of_dag = (
        {setting for setting in words if setting.startswith("spark.") and "max" not in setting}
        for words in (step["HadoopJarStep"]["Args"], task.steps[0]["HadoopJarStep"]["Args"])
    )
    assert of_dag == of_request
    assert "spark.executor.extraJavaOptions=-Duser.timezone=UTC" in of_dag


def tasks(dags):
    """Those that submit."""
    return [task for dag in dags.values() for task in dag.tasks if task.task_id != "publish"]
