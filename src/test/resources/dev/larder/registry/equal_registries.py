"""Whether Feast reads the same message from two files, pair by pair; says where they differ."""

import sys

from feast.protos.feast.core.Registry_pb2 import Registry

paths = sys.argv[1:]
equal = 0
for pair in zip(paths[::2], paths[1::2]):
    one, other = (Registry.FromString(open(path, "rb").read()) for path in pair)
    if one == other:
        equal += 1
    for field in Registry.DESCRIPTOR.fields:
        if getattr(one, field.name) != getattr(other, field.name):
            print("different:", pair[0], field.name)
print(equal, "equal")
