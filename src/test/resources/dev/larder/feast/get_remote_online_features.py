"""Reads features by Feast's client, from Redis and from a feature server.

Arguments: repository, another directory for the remote one, the server's URL, feature service, entity
rows as JSON. Prints both answers as a list.
"""

import json
import pathlib
import sys

import yaml
from feast import FeatureStore

repository, remote, url, service, rows = sys.argv[1:]
config = yaml.safe_load((pathlib.Path(repository) / "feature_store.yaml").read_text())
config["registry"] = str(pathlib.Path(repository) / "registry.db")
config["online_store"] = {"type": "remote", "path": url}
(pathlib.Path(remote) / "feature_store.yaml").write_text(yaml.safe_dump(config))
answers = []
for path in repository, remote:
    store = FeatureStore(repo_path=path)
    answer = store.get_online_features(
        features=store.get_feature_service(service), entity_rows=json.loads(rows)
    )
    answers.append(answer.to_dict())
json.dump(answers, sys.stdout)
