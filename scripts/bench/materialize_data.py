"""The tables of the benchmark of materialization, and the feature repositories over them."""

import string

import bench_tables
from common import BENCH, CACHE, LARDER, run

TABLES = ["first_day", "second_day", "history"]
START, END = "2026-01-01T00:00:00", "2026-02-01T00:00:00"


class Data:
    """The tables of so many customers."""

    def __init__(self, scale):
        self.customers = round(1_000_000 * scale)
        self.directory = CACHE / f"customers-{self.customers}"

    def __str__(self):
        return f"{self.customers:,} customers × 10 fields"

    def make(self, tables=TABLES):
        script = BENCH / "materialize_data.sql"
        bench_tables.make(self.directory, script, tables, customers=self.customers)

    def table(self, name):
        return self.directory / "data" / f"{name}.parquet"

    def rows(self, table):
        return self.customers * (10 if table == "history" else 1)

    def repository(self, table, connection, source="file", engine="local", limit=0):
        """A feature repository whose one view reads the table, and its registry."""
        directory = self.directory / f"repository-{source}"
        directory.mkdir(exist_ok=True)
        values = {
            "path": self.table(table),
            "connection": connection,
            "source": source,
            "format": "file_format: parquet" if source == "spark" else "",
            "engine": engine,
            "limit": limit,
        }
        for file in (BENCH / "materialize_repository").iterdir():
            text = string.Template(file.read_text()).substitute(values)
            (directory / file.name).write_text(text)
        run(LARDER, "-c", directory, "apply")
        return directory
