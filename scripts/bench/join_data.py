"""The tables of the benchmark of the point-in-time join, and the feature repository over them."""

import shutil

import bench_tables
from common import BENCH, CACHE, LARDER, run

SERVICE = "credit_model"
TABLES = ["loans", "credit_history", "zipcode_features"]


class Data:
    """The tables at one scale, in a directory that is a feature repository."""

    def __init__(self, scale):
        self.loans = round(1_000_000 * scale)
        self.histories = 10 * self.loans
        self.zips = max(4, round(150_000 * scale))
        self.directory = CACHE / f"loans-{self.loans}"

    def __str__(self):
        return f"{self.loans:,} loans × {self.histories:,} histories × {self.zips:,} zip code rows"

    def table(self, name):
        return self.directory / "data" / f"{name}.parquet"

    def make(self):
        """Makes the tables and the registry."""
        bench_tables.make(
            self.directory, BENCH / "join_data.sql", TABLES, loans=self.loans, zips=self.zips
        )
        shutil.copytree(BENCH / "join_repository", self.directory, dirs_exist_ok=True)
        run(LARDER, "-c", self.directory, "apply")
