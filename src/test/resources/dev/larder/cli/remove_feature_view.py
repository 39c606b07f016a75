"""Removes a feature view with the real Feast, as its apply does where the view is gone.

Arguments: the feature repository, the view's name.
"""

import sys

from feast import FeatureStore

repository, name = sys.argv[1:]
store = FeatureStore(repo_path=repository)
store.apply([], objects_to_delete=[store.get_feature_view(name)], partial=False)
