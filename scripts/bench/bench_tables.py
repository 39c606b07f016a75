"""Tables that a script of DuckDB defines, as Parquet files that are made once."""

import shutil

import duckdb

from common import say


def make(directory, script, names, **variables):
    """Writes the tables to DIRECTORY/data/NAME.parquet, unless they are there as defined now."""
    values = "".join(f"SET VARIABLE {name} = {value};\n" for name, value in variables.items())
    head = f"-- {', '.join(names)}, by DuckDB {duckdb.__version__}\n{values}"
    definition = head + script.read_text()
    made_by = directory / script.name
    if made_by.exists() and made_by.read_text() == definition:
        return
    say("  making the tables")
    shutil.rmtree(directory, ignore_errors=True)
    (directory / "data").mkdir(parents=True)
    with duckdb.connect() as db:
        db.execute(definition)
        for name in names:
            path = directory / "data" / f"{name}.parquet"
            db.execute(f"COPY (FROM {name}) TO '{path}' (FORMAT parquet)")
    made_by.write_text(definition)
