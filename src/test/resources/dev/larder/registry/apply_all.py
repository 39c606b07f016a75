"""Applies, with Feast itself, definitions of every kind that features.yaml can say."""

import sys
from datetime import timedelta

from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, RedshiftSource
from feast import ValueType
from feast.infra.offline_stores.contrib.spark_offline_store.spark_source import SparkSource
from feast.repo_config import RepoConfig
from feast.types import Array, Float32, Int32, Int64, String, UnixTimestamp

store = FeatureStore(
    config=RepoConfig(
        project="all",
        registry=sys.argv[1],
        provider="local",
        online_store={"type": "sqlite", "path": sys.argv[1] + ".sqlite"},
        offline_store={"type": "file"},
        entity_key_serialization_version=3,
    )
)
shop = Entity(
    name="shop",
    join_keys=["shop_id"],
    value_type=ValueType.INT32,
    description="a shop",
    tags={"sensitive": "true", "team": "a"},
    owner="o@example.org",
)
item = Entity(name="item", join_keys=["item"], value_type=ValueType.STRING)
files = FileSource(
    name="files",
    path="s3://bucket/sales/*.parquet",
    timestamp_field="ts",
    created_timestamp_column="created",
    field_mapping={"prc": "price"},
    s3_endpoint_override="http://localhost:9000",
    description="sales",
    tags={"a": "b"},
    owner="x",
)
redshift_query = RedshiftSource(
    name="query", query="select * from t", timestamp_field="ts", database="dev"
)
redshift_table = RedshiftSource(name="table", table="t", timestamp_field="ts")
spark_table = SparkSource(name="spark_table", table="db.t", timestamp_field="ts")
spark_path = SparkSource(
    name="spark_path", path="s3://b/p", file_format="parquet", timestamp_field="ts"
)
sales = FeatureView(
    name="sales",
    entities=[shop, item],
    ttl=timedelta(hours=36),
    schema=[
        Field(name="shop_id", dtype=Int32),
        Field(name="price", dtype=Float32, description="in cents", tags={"unit": "cent"}),
        Field(name="seen", dtype=Array(UnixTimestamp)),
        Field(name="last", dtype=UnixTimestamp),
    ],
    source=files,
    online=False,
    description="sales of shops",
    tags={"t": "1"},
    owner="me",
)
everywhere = FeatureView(
    name="everywhere", entities=[], schema=[Field(name="rate", dtype=Int64)], source=redshift_query
)
table = FeatureView(
    name="table", entities=[item], schema=[Field(name="a", dtype=String)], source=redshift_table
)
spark = FeatureView(
    name="spark", entities=[item], schema=[Field(name="b", dtype=String)], source=spark_table
)
path = FeatureView(
    name="path", entities=[item], schema=[Field(name="c", dtype=String)], source=spark_path
)
service = FeatureService(
    name="service",
    features=[
        sales[["price"]],
        table.with_name("other").with_join_key_map({"item": "other_item"}),
        spark,
        everywhere,
    ],
    description="all",
    tags={"s": "1"},
    owner="we",
)
store.apply([shop, item, sales, everywhere, table, spark, path, service])
