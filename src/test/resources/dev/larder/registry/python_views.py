"""Applies, with Feast itself, what features.yaml cannot say: FILE."""

import sys
from datetime import timedelta

import pandas as pd
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, KafkaSource
from feast import PushSource, ValueType
from feast.data_format import JsonFormat
from feast.on_demand_feature_view import on_demand_feature_view
from feast.repo_config import RepoConfig
from feast.stream_feature_view import StreamFeatureView
from feast.types import Float64, Int64, Map

store = FeatureStore(
    config=RepoConfig(
        project="python",
        registry=sys.argv[1],
        provider="local",
        online_store={"type": "sqlite", "path": sys.argv[1] + ".sqlite"},
        offline_store={"type": "file"},
        entity_key_serialization_version=3,
    )
)
driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
files = FileSource(name="files", path="d.parquet", timestamp_field="ts")
push = PushSource(name="push", batch_source=files)
kafka = KafkaSource(
    name="kafka",
    kafka_bootstrap_servers="k:9092",
    topic="t",
    timestamp_field="ts",
    message_format=JsonFormat(schema_json="driver_id integer"),
    batch_source=files,
)
key = Field(name="driver_id", dtype=Int64)
plain = FeatureView(
    name="plain", entities=[driver], schema=[key, Field(name="trips", dtype=Int64)], source=files
)
pushed = FeatureView(
    name="pushed", entities=[driver], schema=[key, Field(name="stops", dtype=Int64)], source=push
)
maps = FeatureView(
    name="maps", entities=[driver], schema=[key, Field(name="m", dtype=Map)], source=files
)
stream = StreamFeatureView(
    name="stream",
    entities=[driver],
    schema=[key, Field(name="miles", dtype=Int64)],
    source=kafka,
    ttl=timedelta(days=1),
    timestamp_field="ts",
)


@on_demand_feature_view(sources=[plain], schema=[Field(name="twice", dtype=Float64)])
def doubled(inputs: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"twice": inputs["trips"] * 2.0})


store.apply(
    [
        driver,
        files,
        push,
        kafka,
        plain,
        pushed,
        maps,
        stream,
        doubled,
        FeatureService(name="good", features=[plain, pushed]),
        FeatureService(name="on_demand", features=[plain, doubled]),
        FeatureService(name="precomputed", features=[plain], precompute_online=True),
    ]
)
