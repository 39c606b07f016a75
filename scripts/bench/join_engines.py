"""The ways to join that are measured: Larder, Feast's Spark SQL, DuckDB."""

import contextlib
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import duckdb
import yaml

from common import BENCH, CACHE, LARDER, THREADS, run
from join_data import SERVICE

KINDS = ["larder", "feast", "duckdb"]
FEAST = "Feast's Spark SQL"
DUCKDB = "DuckDB"

# Two times as one number, the first before the second.
PACKED = "(epoch_us({0})::HUGEINT * 18446744073709551616 + {1})"


def feast_sql(data):
    """The SQL that Feast's Spark store makes; only its calls to Spark are replaced."""
    from feast import FeatureStore
    from feast.infra.offline_stores.contrib.spark_offline_store import spark, spark_source

    loans = f"SELECT * FROM parquet.`{data.table('loans')}`"
    with duckdb.connect() as db:
        query = f"FROM '{data.table('loans')}'"
        columns = [column for column, *_ in db.sql(f"DESCRIBE {query}").fetchall()]
        times = db.sql(
            f"SELECT epoch_us(min(event_timestamp)), epoch_us(max(event_timestamp)) {query}"
        )
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        first_and_last = [epoch + timedelta(microseconds=us) for us in times.fetchall()[0]]
    views = []
    with (
        warnings.catch_warnings(),
        mock.patch.multiple(
            spark,
            get_spark_session_or_start_new_with_repoconfig=lambda store_config: None,
            _get_entity_schema=lambda spark_session, entity_df: dict.fromkeys(columns),
            _get_entity_df_event_timestamp_range=lambda *_: first_and_last,
            _upload_entity_df=lambda spark_session, table_name, entity_df, event_timestamp_col: (
                views.append(f"CREATE OR REPLACE TEMPORARY VIEW {table_name} AS {entity_df}")
            ),
        ),
        mock.patch.object(
            spark_source.SparkSource,
            "get_table_query_string",
            lambda source: f"parquet.`{data.directory / source.path}`",
        ),
        contextlib.redirect_stdout(sys.stderr),
    ):
        warnings.simplefilter("ignore", RuntimeWarning)
        store = FeatureStore(repo_path=str(data.directory))
        service = store.get_feature_service(SERVICE)
        query = store.get_historical_features(entity_df=loans, features=service).query
    return "\n---EOS---\n".join([*views, query])


def duckdb_sql(data, packed):
    """DuckDB's ASOF JOIN, with Feast's rule for ties: of the newest event time the newest created.

    Packed, both times are one number, so that the join itself decides ties; otherwise all rows but
    the newest created of an event time are dropped first.
    """
    joins, features = "", []
    definitions = yaml.safe_load((BENCH / "join_repository" / "features.yaml").read_text())
    for view in definitions["feature_views"]:
        name, key = view["name"], view["entities"][0]
        if packed:
            rows = f"*, {PACKED.format('event_timestamp', 'epoch_us(created_timestamp)')} AS moment"
            newest, upper = "", PACKED.format("loans.event_timestamp", "9223372036854775807")
        else:
            rows, upper = "*, event_timestamp AS moment", "loans.event_timestamp"
            newest = f"""QUALIFY row_number() OVER (
                PARTITION BY {key}, event_timestamp ORDER BY created_timestamp DESC) = 1"""
        joins += f"""
            ASOF LEFT JOIN (SELECT {rows} FROM '{data.table(name)}' {newest}) AS {name}
            ON loans.{key} = {name}.{key} AND {upper} >= {name}.moment"""
        age = f"epoch_us(loans.event_timestamp) - epoch_us({name}.event_timestamp)"
        ttl = int(view["ttl"].removesuffix("d")) * 86_400_000_000
        for feature in (field["name"] for field in view["schema"]):
            features.append(f"CASE WHEN {age} <= {ttl} THEN {name}.{feature} END AS {feature}")
    return f"SELECT loans.*, {', '.join(features)} FROM '{data.table('loans')}' AS loans {joins}"


def duckdb_rounds(file, memory):
    """What JoinRounds does on Spark: a line in is a directory, a line out is bytes shuffled."""
    query = Path(file).read_text()
    settings = {
        "threads": THREADS,
        "memory_limit": memory,
        "temp_directory": str(CACHE / "duckdb"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=settings) as db:
        for line in sys.stdin:
            output = Path(line.strip())
            output.mkdir(parents=True, exist_ok=True)
            db.execute(f"COPY ({query}) TO '{output / 'part.parquet'}' (FORMAT parquet)")
            print(0, flush=True)


def rounds(spark, *arguments):
    """The command of JoinRounds."""
    return spark.submit("JoinRounds", *arguments)


def larder_arguments(data):
    return [
        *("-c", data.directory, "get-historical-features"),
        *("--entity-df", data.table("loans"), "--feature-service", SERVICE),
    ]


def joins(data, spark, options):
    """Name and command of every way to join that is asked for."""

    def file(name, text):
        path = data.directory / name
        path.write_text(text)
        return path

    if "larder" in options.only:
        for variant in as_of_variants(options):
            yield (
                " ".join(["Larder", *variant]),
                rounds(spark, "larder", *larder_arguments(data), *variant),
            )
    if "feast" in options.only:
        yield FEAST, rounds(spark, "sql", file("feast.sql", feast_sql(data)))
    if "duckdb" in options.only:
        for name, packed in (DUCKDB, False), (f"{DUCKDB}, packed", True):
            sql = file(f"duckdb{'-packed' * packed}.sql", duckdb_sql(data, packed))
            yield name, [sys.executable, __file__, sql, spark.heap]


def as_of_variants(options):
    """The arguments that choose Larder's operator; one empty list where it has no choice."""
    if "--as-of" not in run(LARDER, "get-historical-features", "--help"):
        return [[]]
    return [["--as-of", variant] for variant in options.as_of]


if __name__ == "__main__":
    duckdb_rounds(*sys.argv[1:])
