"""scikit-learn's boosted trees on a training set: train_scikit.py TRAINING_SET SETTINGS.

Learns from the first 70 % of the rows by time, as Larder does, and prints the areas under the ROC
curve on the next 15 % and on the last.
"""

import json
import sys

import numpy
import pyarrow.dataset
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score


def main(directory, settings):
    rows = pyarrow.dataset.dataset(directory, format="parquet").to_table()
    rows = rows.sort_by("event_timestamp")
    inputs = [name for name in rows.column_names if name[0] in "xh"]
    features = numpy.column_stack([rows[name].to_numpy() for name in inputs])
    label = rows["defaulted"].to_numpy()
    ends = [int(len(label) * end) for end in (0.7, 0.85)]
    model = HistGradientBoostingClassifier(
        max_iter=settings["trees"],
        learning_rate=settings["learning_rate"],
        max_depth=settings["max_depth"],
        max_leaf_nodes=2 ** settings["max_depth"],
        min_samples_leaf=settings["min_instances"],
        max_bins=255,
        l2_regularization=0.0,
        early_stopping=False,
        random_state=42,
    )
    model.fit(features[: ends[0]], label[: ends[0]])
    auc = {}
    for name, part in ("validation", slice(*ends)), ("test", slice(ends[1], None)):
        auc[name] = roc_auc_score(label[part], model.predict_proba(features[part])[:, 1])
    print(json.dumps(auc))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
