"""Reads features by Feast's SDK, one entity row after another: REPOSITORY SERVICE KEYS SECONDS.

Prints the nanoseconds of each, after a second that does not count.
"""

import sys
import time
from pathlib import Path

from feast import FeatureStore

WARM_UP_SECONDS = 1


def main(repository, service, keys, seconds):
    store = FeatureStore(repo_path=repository)
    features = store.get_feature_service(service)
    rows = []
    for line in Path(keys).read_text().splitlines():
        zipcode, person = line.split(" ")
        rows.append([{"zipcode": int(zipcode), "dob_ssn": person}])
    read(store, features, rows, WARM_UP_SECONDS)
    print("\n".join(map(str, read(store, features, rows, float(seconds)))))


def read(store, features, rows, seconds):
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        row = rows[len(times) % len(rows)]
        start = time.perf_counter_ns()
        store.get_online_features(features=features, entity_rows=row)
        times.append(time.perf_counter_ns() - start)
    return times


if __name__ == "__main__":
    main(*sys.argv[1:])
