"""Reads features with the real Feast; prints its feature server's JSON.

Arguments: the feature repository, a feature service's name, the entity rows as JSON.
"""

import json
import sys

from feast import FeatureStore
from feast.feature_server_utils import convert_response_to_dict

repository, service, rows = sys.argv[1:]
store = FeatureStore(repo_path=repository)
if service:
    features = store.get_feature_service(service)
else:
    features = [
        f"{view.name}:{feature.name}"
        for view in store.list_feature_views()
        for feature in view.features
    ]
response = store.get_online_features(features=features, entity_rows=json.loads(rows))
print(json.dumps(convert_response_to_dict(response.proto)))
