"""Prints, as JSON, what Feast sees in a registry file: FILE PROJECT."""

import json
import sys

from feast import FeatureStore
from feast.repo_config import RepoConfig

store = FeatureStore(
    config=RepoConfig(
        project=sys.argv[2],
        registry=sys.argv[1],
        provider="local",
        online_store={"type": "sqlite", "path": sys.argv[1] + ".sqlite"},
        offline_store={"type": "file"},
        entity_key_serialization_version=3,
    )
)
print(
    json.dumps(
        {
            "entities": sorted(e.name for e in store.list_entities()),
            "sources": sorted(s.name for s in store.list_data_sources()),
            "views": {
                v.name: {
                    "join_keys": v.join_keys,
                    "features": {f.name: str(f.dtype) for f in v.features},
                    "ttl": v.ttl.total_seconds(),
                    "source": type(v.batch_source).__name__,
                    "state": v.state.name,
                    "intervals": [
                        [t.isoformat() for t in interval] for interval in v.materialization_intervals
                    ],
                }
                for v in store.list_feature_views()
            },
            "services": {
                s.name: [
                    [p.name_to_use(), [f.name for f in p.features], p.join_key_map]
                    for p in s.feature_view_projections
                ]
                for s in store.list_feature_services()
            },
            "versions": {
                v.name: [r["version"] for r in store.registry.list_feature_view_versions(v.name, sys.argv[2])]
                for v in store.list_feature_views()
            },
        }
    )
)
