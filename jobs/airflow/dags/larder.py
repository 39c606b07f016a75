"""Makes an Airflow task of a Larder command: one function for each way to submit larder.jar.

What differs between installations is in one Airflow variable, `larder`; README.md lists its keys.
"""

from dataclasses import MISSING, dataclass, field, fields
from datetime import timedelta

from airflow.providers.amazon.aws.operators.emr import (
    EmrAddStepsOperator,
    EmrServerlessStartJobOperator,
)
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import Variable

MAIN_CLASS = "dev.larder.cli.Larder"

CONF = {
    "spark.driver.extraJavaOptions": "-Duser.timezone=UTC",
    "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
}

# YARN may start the driver again without harm, but it is Airflow that decides to.
YARN_CONF = {"spark.yarn.maxAppAttempts": "1"}

# The id of a run, as a part of a path: without ':' and '+'.
RUN = "{{ run_id | replace(':', '') | replace('+', '_') }}"

# How long a command may take, and how often AWS is asked whether it has ended.
TIMEOUT = timedelta(hours=6)
POLL = timedelta(seconds=30)

DEFAULT_ARGS = {
    "retries": 2,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(hours=1),
    "execution_timeout": TIMEOUT,
}


@dataclass(frozen=True)
class Larder:
    """Where the jar and the data of one installation are, and what runs the jar."""

    submit: str
    jar: str
    repository: str
    entity_df: str
    output: str
    feature_service: str = "credit_model"
    conf: dict = field(default_factory=dict)
    emr_cluster: str | None = None
    emr_serverless_application: str | None = None
    emr_serverless_role: str | None = None

    def __post_init__(self):
        if self.submit not in SUBMIT:
            raise ValueError(
                f"Variable larder: submit is '{self.submit}', expected {', '.join(SUBMIT)}"
            )
        for name in SUBMIT[self.submit][1]:
            if not getattr(self, name):
                raise ValueError(f"Variable larder: {name} is missing, for submit: {self.submit}")

    @classmethod
    def configured(cls):
        """As the variable says."""
        variable = Variable.get("larder", deserialize_json=True)
        known = {f.name: f for f in fields(cls)}
        for name in variable.keys() - known:
            raise ValueError(f"Variable larder: '{name}' is none of {', '.join(known)}")
        for name, known_field in known.items():
            required = known_field.default is MISSING and known_field.default_factory is MISSING
            if required and name not in variable:
                raise ValueError(f"Variable larder: {name} is missing")
        return cls(**variable)

    def task(self, task_id, *command, **kwargs):
        """The task that runs a command in the feature repository, and fails where it fails.

        Its result file lies beneath the output, in a folder of the run.
        """
        arguments = [
            "--chdir",
            self.repository,
            *command,
            "--result",
            f"{self.output}/results/{{{{ dag.dag_id }}}}/{RUN}/{task_id}.json",
        ]
        submit, _ = SUBMIT[self.submit]
        return submit(self, task_id, arguments, {**CONF, **self.conf}, **kwargs)


def emr_step(larder, task_id, arguments, conf, **kwargs):
    """A step of a running EMR cluster."""
    conf = {**YARN_CONF, **conf}
    options = [word for key, value in conf.items() for word in ("--conf", f"{key}={value}")]
    step = {
        "Name": f"larder {task_id}",
        # Other steps of the cluster are none of this one's business; Airflow sees that it failed.
        "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": {
            "Jar": "command-runner.jar",
            "Args": [
                "spark-submit",
                "--deploy-mode",
                "cluster",
                "--class",
                MAIN_CLASS,
                *options,
                larder.jar,
                *arguments,
            ],
        },
    }
    operator = EmrAddStepsOperator(
        task_id=task_id,
        job_flow_id=larder.emr_cluster,
        steps=[step],
        deferrable=True,
        waiter_delay=int(POLL.total_seconds()),
        waiter_max_attempts=TIMEOUT // POLL,
        **kwargs,
    )
    # It would take the path of the result for the name of a file with a template.
    operator.template_ext = ()
    return operator


def emr_serverless(larder, task_id, arguments, conf, **kwargs):
    """A job run of an EMR Serverless application."""
    return EmrServerlessStartJobOperator(
        task_id=task_id,
        application_id=larder.emr_serverless_application,
        execution_role_arn=larder.emr_serverless_role,
        name=f"larder {task_id}",
        job_driver={
            "sparkSubmit": {
                "entryPoint": larder.jar,
                "entryPointArguments": arguments,
                "sparkSubmitParameters": f"--class {MAIN_CLASS}",
            }
        },
        configuration_overrides={
            "applicationConfiguration": [{"classification": "spark-defaults", "properties": conf}],
            "monitoringConfiguration": {
                "s3MonitoringConfiguration": {"logUri": f"{larder.output}/logs/"}
            },
        },
        # The same token for the same try: a request that is sent twice starts one job.
        config={
            "clientToken": "{{ ti.id }}-{{ ti.try_number }}",
            "executionTimeoutMinutes": TIMEOUT // timedelta(minutes=1),
        },
        deferrable=True,
        waiter_delay=int(POLL.total_seconds()),
        waiter_max_attempts=TIMEOUT // POLL,
        **kwargs,
    )


def spark_submit(larder, task_id, arguments, conf, **kwargs):
    """The spark-submit on Airflow's worker, with the connection `spark_default`."""
    return SparkSubmitOperator(
        task_id=task_id,
        name=f"larder {task_id}",
        application=larder.jar,
        java_class=MAIN_CLASS,
        application_args=arguments,
        conf={**YARN_CONF, **conf},
        # A retry is a new job, which finds what was written. True does not work on YARN.
        durable=False,
        **kwargs,
    )


# By the name that the variable calls it: the function, and the keys that it needs.
SUBMIT = {
    "emr_step": (emr_step, ["emr_cluster"]),
    "emr_serverless": (emr_serverless, ["emr_serverless_application", "emr_serverless_role"]),
    "spark_submit": (spark_submit, []),
}
