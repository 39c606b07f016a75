"""Loads into Redis what is newer than the last run, up to the end of this run's interval.

A dry run fails where a master would not hold the rows. A comparison of a hundredth of the keys
afterwards fails where Redis holds other values than the sources. Then the asset `credit_features`
is updated.

The end is that of the interval of a scheduled or backfilled run, the logical date of a manual one,
or else the moment from which on the run may start. The parameter `end` sets another one.
"""

from datetime import UTC, datetime

from airflow.sdk import Asset, CronTriggerTimetable, Param, chain, dag

from larder import DEFAULT_ARGS, Larder

FEATURES = Asset("credit_features")

# Airflow 3 gives a run of a trigger timetable an interval without width, one that was triggered by
# hand an interval that ends now, and one without a date none at all.
END = (
    "{{ params.end if params.end else"
    " ((dag_run.logical_date if dag_run.run_type == 'manual' else dag_run.data_interval_end)"
    " or dag_run.run_after) | ts }}"
)


@dag(
    schedule=CronTriggerTimetable("0 2 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params={
        "end": Param(
            None,
            type=["null", "string"],
            format="date-time",
            description="Load up to this event time instead of the end of the run's interval.",
        )
    },
    doc_md=__doc__,
    tags=["larder"],
)
def features():
    larder = Larder.configured()
    chain(
        larder.task("dry_run", "materialize-incremental", END, "--dry-run"),
        larder.task("materialize", "materialize-incremental", END),
        larder.task("verify", "verify", "--sample", "0.01", outlets=[FEATURES]),
    )


features()
