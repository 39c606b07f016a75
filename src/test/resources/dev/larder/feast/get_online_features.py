"""Reads features as a service would, with Feast's own client.

Arguments: repository, feature service, entity rows as JSON. Prints the answer as JSON.
"""

import json
import sys

from feast import FeatureStore

store = FeatureStore(repo_path=sys.argv[1])
answer = store.get_online_features(
    features=store.get_feature_service(sys.argv[2]), entity_rows=json.loads(sys.argv[3])
)
json.dump(answer.to_dict(), sys.stdout)
