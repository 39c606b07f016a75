"""The tables of the benchmark of the point-in-time join, and the feature repository over them."""

import shutil

import duckdb

from common import BENCH, CACHE, LARDER, run, say

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
        """Makes the tables, unless they are there as they are defined now, and the registry."""
        definition = f"-- DuckDB {duckdb.__version__}\n{(BENCH / 'join_data.sql').read_text()}"
        made_by = self.directory / "join_data.sql"
        if not made_by.exists() or made_by.read_text() != definition:
            say("  making the tables")
            shutil.rmtree(self.directory, ignore_errors=True)
            self.table("loans").parent.mkdir(parents=True)
            with duckdb.connect() as db:
                db.execute(f"SET VARIABLE loans = {self.loans}; SET VARIABLE zips = {self.zips}")
                db.execute(definition)
                for name in TABLES:
                    db.execute(f"COPY (FROM {name}) TO '{self.table(name)}' (FORMAT parquet)")
            made_by.write_text(definition)
        shutil.copytree(BENCH / "join_repository", self.directory, dirs_exist_ok=True)
        run(LARDER, "-c", self.directory, "apply")
