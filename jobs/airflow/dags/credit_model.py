"""Trains the credit model when the features are new, and weekly.

A training set is built from the loans, and a model trained on it. Where the model fails a gate of
`credit_model.yaml`, so does the run, and the published model stays as it is. Else the model is
copied to where scoring reads it, and the asset `credit_model` is updated.
"""

from datetime import UTC, datetime

from airflow.sdk import (
    Asset,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    ObjectStoragePath,
    chain,
    dag,
    task,
)

from larder import DEFAULT_ARGS, RUN, Larder

FEATURES = Asset("credit_features")
MODEL = Asset("credit_model")


@task(outlets=[MODEL])
def publish(trained: str, published: str):
    """Makes a trained model the published one.

    model.json, which scoring reads, comes after all others and as a whole; then goes what only the
    last model had, such as the parts of its MLlib model.
    """
    connection = "aws_default" if published.startswith("s3:") else None
    source = ObjectStoragePath(trained, conn_id=connection).path
    target = ObjectStoragePath(published, conn_id=connection)
    storage = target.fs
    copies = {file: target.path + file.removeprefix(source) for file in storage.find(source)}
    for file in sorted(copies, key=lambda file: file == f"{source}/model.json"):
        storage.makedirs(copies[file].rpartition("/")[0], exist_ok=True)
        storage.copy(file, copies[file] + ".new")
        storage.mv(copies[file] + ".new", copies[file])
    for file in storage.find(target.path):
        if file not in copies.values():
            storage.rm_file(file)


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 * * MON", timezone="UTC"), assets=[FEATURES]
    ),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["larder"],
)
def credit_model():
    larder = Larder.configured()
    training_set = f"{larder.output}/training_sets/{RUN}"
    model = f"{larder.output}/models/{RUN}"
    chain(
        larder.task(
            "build_training_set",
            "get-historical-features",
            "--entity-df",
            larder.entity_df,
            "--feature-service",
            larder.feature_service,
            "--output",
            training_set,
            "--overwrite",
        ),
        larder.task(
            "train",
            "train",
            f"{larder.repository}/credit_model.yaml",
            "--training-set",
            training_set,
            "--output",
            model,
            "--overwrite",
        ),
        publish(model, f"{larder.output}/model"),
    )


credit_model()
