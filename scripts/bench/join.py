"""Measures the point-in-time join of Larder beside Feast's Spark store and DuckDB; see `join`."""

import argparse
import contextlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest import mock

import duckdb
import jinja2
import yaml

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent.parent
CACHE = ROOT / "target" / "bench"
LARDER = ROOT / "scripts" / "larder"
JAVA = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
THREADS = 2
DAY = 86_400_000_000  # microseconds
KINDS = ["larder", "feast", "duckdb"]

# The tables of Feast's credit tutorial: join key, days of validity, features.
VIEWS = {
    "credit_history": ("dob_ssn", "String", 90, {
        "credit_card_due": "Int64", "mortgage_due": "Int64", "student_loan_due": "Int64",
        "vehicle_loan_due": "Int64", "hard_pulls": "Int64", "missed_payments_2y": "Int64",
        "missed_payments_1y": "Int64", "missed_payments_6m": "Int64", "bankruptcies": "Int64"}),
    "zipcode_features": ("zipcode", "Int64", 3650, {
        "city": "String", "state": "String", "location_type": "String",
        "tax_returns_filed": "Int64", "population": "Int64", "total_wages": "Int64"}),
}
SERVICE = "credit_model"


# ---- The data ------------------------------------------------------------------------------------

# Drawn from hashes of the row's number, so the same on every machine. A history has ten snapshots of
# each person, about 30 days apart, stored snapshot by snapshot; one in fifty is a correction: the
# event time of the person's snapshot before, created later. Of the loans 5 % have no history, and
# some only an expired one.
MACROS = f"""
CREATE MACRO draw(i, what, n) AS (hash(i, what) % n)::BIGINT;
CREATE MACRO utc(us) AS make_timestamp(us::BIGINT) AT TIME ZONE 'UTC';
CREATE MACRO person_id(number) AS number * 7368787 % 200000000;
CREATE MACRO dob_ssn(person) AS
    strftime(DATE '1940-01-01' + (person_id(person) // 10000)::INTEGER, '%Y%m%d')
    || '_' || lpad((person_id(person) % 10000)::VARCHAR, 4, '0');
CREATE MACRO snapshot_us(person, snapshot) AS
    1577836800000000 + snapshot * {30 * DAY} + draw(person, snapshot, {30 * DAY});
CREATE MACRO census_us(zipcode, year) AS
    1483228800000000 + year * {365 * DAY} + draw(zipcode, year, {365 * DAY});
"""
CREATED = f"utc(event_us + CASE WHEN corrects THEN {3 * DAY} + draw(i, 'late', {9 * DAY}) " \
    f"ELSE draw(i, 'created', {2 * DAY}) END) AS created_timestamp"


@dataclass
class Size:
    """The numbers of rows at one scale, and where their files are."""

    scale: float
    directory: Path = field(init=False)

    def __post_init__(self):
        self.loans = round(1_000_000 * self.scale)
        self.histories = 10 * self.loans
        self.zips = round(150_000 * self.scale)
        self.directory = CACHE / f"loans-{self.loans}"

    def table(self, name):
        return self.directory / f"{name}.parquet"

    def __str__(self):
        return f"{self.loans:,} loans × {self.histories:,} histories × {self.zips:,} zip code rows"

    def queries(self):
        people, codes = self.loans, max(1, self.zips // 4)
        numbers = lambda rows: ", ".join(f"draw(i, '{f}', {n}) AS {f}" for f, n in rows.items())
        yield "loans", f"""
            SELECT i AS loan_id, dob_ssn(draw(i, 'person', {people * 21 // 20})) AS dob_ssn,
                10000 + draw(i, 'zipcode', {codes * 101 // 100}) AS zipcode,
                utc(1583020800000000 + draw(i, 'loan', {330 * DAY})) AS event_timestamp,
                {numbers({"person_income": 200_000, "loan_amnt": 35_000, "loan_status": 2})}
            FROM range({self.loans}) AS t(i)"""
        yield "credit_history", f"""
            WITH numbered AS (
                SELECT i, i // {people} AS snapshot, i * 7919 % {people} AS person,
                    i >= {people} AND draw(i, 'corrects', 50) = 0 AS corrects
                FROM range({self.histories}) AS t(i)),
            timed AS (
                SELECT *, snapshot_us(person, snapshot - corrects::INTEGER) AS event_us
                FROM numbered)
            SELECT dob_ssn(person) AS dob_ssn, utc(event_us) AS event_timestamp, {CREATED},
                nullif(draw(i, 'mortgage_due', 900000), 0) AS mortgage_due,
                {numbers({"credit_card_due": 10_000, "student_loan_due": 80_000,
                          "vehicle_loan_due": 50_000, "hard_pulls": 12,
                          "missed_payments_2y": 8, "missed_payments_1y": 5,
                          "missed_payments_6m": 3, "bankruptcies": 3})}
            FROM timed"""
        yield "zipcode_features", f"""
            WITH numbered AS (
                SELECT i, i // {codes} AS year, 10000 + i % {codes} AS zipcode,
                    i >= {codes} AND draw(i, 'corrects', 100) = 0 AS corrects
                FROM range({self.zips}) AS t(i)),
            timed AS (
                SELECT *, census_us(zipcode, year - corrects::INTEGER) AS event_us FROM numbered)
            SELECT zipcode, utc(event_us) AS event_timestamp, {CREATED},
                'CITY ' || zipcode % 20000 AS city,
                chr((65 + zipcode % 26)::INTEGER) || chr((65 + zipcode % 19)::INTEGER) AS state,
                CASE draw(zipcode, 'type', 3) WHEN 0 THEN 'PO BOX' WHEN 1 THEN 'UNIQUE'
                    ELSE 'PRIMARY' END AS location_type,
                {numbers({"tax_returns_filed": 40_000, "population": 90_000,
                          "total_wages": 2_000_000_000})}
            FROM timed"""

    def make(self):
        """Makes the tables that are not there yet, and the feature repository over them."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as db:
            db.execute("SET TimeZone = 'UTC'")
            db.execute(MACROS)
            for name, query in self.queries():
                file = self.table(name)
                if not file.exists():
                    say(f"making {file.relative_to(ROOT)}")
                    part = file.with_suffix(".part")
                    db.execute(f"COPY ({query}) TO '{part}' (FORMAT parquet)")
                    part.rename(file)
        self.make_repository()

    def make_repository(self):
        shutil.rmtree(self.repository, ignore_errors=True)
        self.repository.mkdir()
        write_yaml(self.repository / "feature_store.yaml", {
            "project": "bench", "provider": "local", "registry": str(self.repository / "registry.db"),
            "offline_store": {"type": "spark"}, "online_store": {"type": "redis"},
            "entity_key_serialization_version": 3})
        write_yaml(self.repository / "features.yaml", {
            "entities": [{"name": key, "join_keys": [key], "value_type": dtype.upper()}
                         for key, dtype, _, _ in VIEWS.values()],
            "data_sources": [{
                "name": name, "type": "spark", "path": str(self.table(name)),
                "file_format": "parquet", "timestamp_field": "event_timestamp",
                "created_timestamp_column": "created_timestamp"} for name in VIEWS],
            "feature_views": [{
                "name": name, "entities": [key], "ttl": f"{days}d", "source": name,
                "schema": [{"name": f, "dtype": t} for f, t in features.items()]}
                for name, (key, _, days, features) in VIEWS.items()],
            "feature_services": [{"name": SERVICE, "features": list(VIEWS)}]})
        run(LARDER, "-c", self.repository, "apply")

    @property
    def repository(self):
        return self.directory / "repository"


def write_yaml(file, content):
    file.write_text(yaml.safe_dump(content, sort_keys=False))


# ---- The joins -----------------------------------------------------------------------------------


def feast_sql(size):
    """The SQL that Feast's Spark store makes for the service; only its calls to Spark are replaced."""
    from feast import FeatureStore
    from feast.infra.offline_stores.contrib.spark_offline_store import spark, spark_source

    loans = f"SELECT * FROM parquet.`{size.table('loans')}`"
    with duckdb.connect() as db:
        query = f"FROM '{size.table('loans')}'"
        columns = [column for column, *_ in db.sql(f"DESCRIBE {query}").fetchall()]
        times = db.sql(f"SELECT epoch_us(min(event_timestamp)), epoch_us(max(event_timestamp)) {query}")
        epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
        first_and_last = [epoch + timedelta(microseconds=us) for us in times.fetchall()[0]]
    views = []
    with mock.patch.multiple(
        spark,
        get_spark_session_or_start_new_with_repoconfig=lambda store_config: None,
        _get_entity_schema=lambda spark_session, entity_df: dict.fromkeys(columns),
        _get_entity_df_event_timestamp_range=lambda *_: first_and_last,
        _upload_entity_df=lambda spark_session, table_name, entity_df, event_timestamp_col:
            views.append(f"CREATE OR REPLACE TEMPORARY VIEW {table_name} AS {entity_df}"),
    ), mock.patch.object(
        spark_source.SparkSource, "get_table_query_string", lambda self: f"parquet.`{self.path}`"
    ), contextlib.redirect_stdout(sys.stderr):
        store = FeatureStore(repo_path=str(size.repository))
        service = store.get_feature_service(SERVICE)
        query = store.get_historical_features(entity_df=loans, features=service).query
    return "\n---EOS---\n".join([*views, query])


def duckdb_sql(size, packed):
    """DuckDB's ASOF JOIN, with Feast's rule for ties: of the newest event time the newest created.

    Packed, both times are one number, so that the join itself decides ties; otherwise all rows but
    the newest created of an event time are dropped first.
    """
    both = "(epoch_us({0})::HUGEINT * 18446744073709551616 + {1})"
    joins, features = "", []
    for name, (key, _, days, columns) in VIEWS.items():
        if packed:
            rows = f"SELECT *, {both.format('event_timestamp', 'epoch_us(created_timestamp)')} AS moment"
            newest, upper = "", both.format("loans.event_timestamp", "9223372036854775807")
        else:
            rows, upper = "SELECT *, event_timestamp AS moment", "loans.event_timestamp"
            newest = f"""QUALIFY row_number() OVER (
                PARTITION BY {key}, event_timestamp ORDER BY created_timestamp DESC) = 1"""
        joins += f"""
            ASOF LEFT JOIN ({rows} FROM '{size.table(name)}' {newest}) AS {name}
            ON loans.{key} = {name}.{key} AND {upper} >= {name}.moment"""
        age = f"epoch_us(loans.event_timestamp) - epoch_us({name}.event_timestamp)"
        features += [f"CASE WHEN {age} <= {days * DAY} THEN {name}.{f} END AS {f}" for f in columns]
    return f"SELECT loans.*, {', '.join(features)} FROM '{size.table('loans')}' AS loans {joins}"


def duckdb_rounds(file):
    """What JoinRounds does on Spark, for a DuckDB query: a directory a line in, shuffled bytes out."""
    query = Path(file).read_text()
    with duckdb.connect(config={"threads": THREADS, "preserve_insertion_order": False}) as db:
        for line in sys.stdin:
            output = Path(line.strip())
            output.mkdir(parents=True, exist_ok=True)
            db.execute(f"COPY ({query}) TO '{output / 'part.parquet'}' (FORMAT parquet)")
            print(0, flush=True)


class Spark:
    """The settings and the command line of the Spark that runs all joins but DuckDB's."""

    def __init__(self, heap):
        self.heap = heap
        conf = ROOT / "conf"
        self.conf = CACHE / "conf"
        self.conf.mkdir(parents=True, exist_ok=True)
        own = {"spark.master": f"local[{THREADS}]", "spark.driver.memory": heap,
               "spark.local.dir": CACHE / "spark"}
        lines = [line for line in (conf / "spark-defaults.conf").read_text().splitlines()
                 if line.split(" ")[0] not in own]
        lines += [f"{key} {value}" for key, value in own.items()]
        (self.conf / "spark-defaults.conf").write_text("\n".join(lines) + "\n")
        shutil.copy(conf / "log4j2.properties", self.conf)
        self.env = os.environ | {"SPARK_CONF_DIR": str(self.conf), "SPARK_LOCAL_IP": "127.0.0.1"}

    def rounds(self, *arguments):
        """The command of JoinRounds, with the launcher's options of the JVM."""
        jars = [ROOT / "target/spark-home/jars/*", ROOT / "target/larder.jar", CACHE / "classes"]
        return [JAVA, f"@{ROOT / '.mvn/spark.args'}", "-XX:+UseParallelGC", f"-Xmx{self.heap}",
                f"-XX:ActiveProcessorCount={THREADS}",
                f"-Dlog4j2.configurationFile={self.conf / 'log4j2.properties'}",
                "-cp", ":".join(map(str, jars)), "org.apache.spark.deploy.SparkSubmit",
                "--properties-file", self.conf / "spark-defaults.conf",
                "--class", "JoinRounds", "spark-internal", *arguments]


def larder_arguments(size):
    return ["-c", size.repository, "get-historical-features", "--entity-df", size.table("loans"),
            "--feature-service", SERVICE]


def joins(size, spark, options):
    """Name and command of every way to join that is asked for."""
    def file(name, text):
        path = size.directory / name
        path.write_text(text)
        return path

    if "larder" in options.only:
        for variant in as_of_variants(options):
            yield " ".join(["Larder", *variant]), spark.rounds(
                "larder", *larder_arguments(size), *variant)
    if "feast" in options.only:
        yield "Feast's Spark SQL", spark.rounds("sql", file("feast.sql", feast_sql(size)))
    if "duckdb" in options.only:
        for name, packed in ("DuckDB", False), ("DuckDB, packed", True):
            sql = file(f"duckdb-{packed}.sql".lower(), duckdb_sql(size, packed))
            yield name, [sys.executable, __file__, "duckdb-rounds", sql]


def as_of_variants(options):
    """The arguments that choose Larder's operator; one empty list where it has no choice."""
    if "--as-of" not in run(LARDER, "get-historical-features", "--help"):
        return [[]]
    return [["--as-of", variant] for variant in options.as_of]


# ---- Measuring -----------------------------------------------------------------------------------


@dataclass
class Round:
    wall: float
    cpu: float
    shuffled: int = 0


class Worker:
    """A process that joins once for each line it is sent. Its CPU time and memory are those in /proc."""

    def __init__(self, name, command, spark, directory):
        self.name = name
        self.slug = "".join(c if c.isalnum() else "-" for c in name.lower())
        self.output = directory / f"out-{self.slug}"
        shutil.rmtree(self.output, ignore_errors=True)
        self.log = directory / f"{self.slug}.log"
        self.rounds = []
        self.peak = 0
        self.started = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                text=True, env=spark.env, cwd=ROOT)

    def round(self):
        """One join. The first counts from the start of the process."""
        start, cpu = (time.monotonic(), self.cpu()) if self.rounds else (self.started, 0)
        try:
            self.process.stdin.write(f"{self.output}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # The answer that does not come says the same.
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"bench: {self.name} failed; its log is {self.log}")
        self.rounds.append(Round(time.monotonic() - start, self.cpu() - cpu, int(answer)))
        self.peak = int(self.proc("status").split("VmHWM:")[1].split()[0]) * 1024
        say(f"  {self.name}, round {len(self.rounds)}: {self.rounds[-1].wall:.2f} s")

    def cpu(self):
        user, system = self.proc("stat").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def proc(self, name):
        return Path(f"/proc/{self.process.pid}/{name}").read_text()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Line:
    """One line of the table: medians of the measured rounds."""

    name: str
    rounds: int
    wall: float
    cpu: float
    shuffled: float
    peak: int
    first: float
    than_feast: float = None
    than_duckdb: float = None


def measure(size, spark, options):
    """The lines of the table for one size, and the line of the whole process from the shell."""
    say(str(size))
    size.make()
    commands = list(joins(size, spark, options))
    shell = from_the_shell(size, spark) if "larder" in options.only else None
    with contextlib.ExitStack() as stack:
        workers = []
        for name, command in commands:
            worker = Worker(name, command, spark, size.directory)
            stack.callback(worker.close)
            workers.append(worker)
            worker.round()
        plans = [(w, *options.plan(w.name)) for w in workers]
        for done in range(1, max(warm_up + rounds for _, warm_up, rounds in plans)):
            for worker, warm_up, rounds in plans:
                if done < warm_up + rounds:
                    worker.round()
        check(size, workers)
    lines = [line(worker, warm_up) for worker, warm_up, _ in plans]
    walls = {each.name: each.wall for each in lines}
    for each in lines:
        if "Feast's Spark SQL" in walls:
            each.than_feast = walls["Feast's Spark SQL"] / each.wall
        if "DuckDB" in walls:
            each.than_duckdb = each.wall / walls["DuckDB"]
    return lines, shell


def line(worker, warm_up):
    measured = worker.rounds[warm_up:]
    median = lambda what: statistics.median(getattr(r, what) for r in measured)
    return Line(worker.name, len(measured), median("wall"), median("cpu"), median("shuffled"),
                worker.peak, worker.rounds[0].wall)


def from_the_shell(size, spark):
    """scripts/larder as a whole process: the second of two runs, as the first may make archives."""
    output = size.directory / "out-shell"
    shutil.rmtree(output, ignore_errors=True)
    for _ in range(2):
        start = time.monotonic()
        with (size.directory / "shell.log").open("w") as log:
            process = subprocess.Popen(
                list(map(str, [LARDER, *larder_arguments(size), "--overwrite", "--output", output])),
                stdout=log, stderr=log, env=spark.env)
            _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"bench: scripts/larder failed; its log is {log.name}")
        wall = time.monotonic() - start
    return Line("scripts/larder", 1, wall, usage.ru_utime + usage.ru_stime, 0,
                usage.ru_maxrss * 1024, wall)


def check(size, workers):
    """Ends the benchmark where two outputs differ in more than the order of rows and columns."""
    with duckdb.connect() as db:
        contents = {worker.name: content(db, worker.output) for worker in workers}
    say(f"  rows and hash: {sorted(set(contents.values()))}")
    if len(set(contents.values())) > 1 or next(iter(contents.values()))[0] != size.loans:
        raise SystemExit(f"bench: the joins gave different rows (rows, hash): {contents}")


def content(db, directory):
    """Number of rows, and the sum of their hashes."""
    files = f"'{directory}/*.parquet'"
    types = db.sql(f"DESCRIBE FROM {files}").fetchall()
    columns = [f'epoch_us("{name}")' if kind.startswith("TIMESTAMP") else f'"{name}"'
               for name, kind, *_ in sorted(types)]
    return db.sql(f"SELECT count(*), sum(hash({', '.join(columns)})::HUGEINT) FROM {files}").fetchall()[0]


# ---- The report ----------------------------------------------------------------------------------


def text(size, lines, shell):
    rows = [["", "rounds", "wall s", "CPU s", "shuffled MB", "peak MB", "first s", "than Feast",
             "of DuckDB's"]]
    for each in lines:
        rows.append([each.name, str(each.rounds), f"{each.wall:.2f}", f"{each.cpu:.2f}",
                     f"{each.shuffled / 1e6:,.0f}", f"{each.peak / 1e6:,.0f}", f"{each.first:.1f}",
                     f"{each.than_feast:.1f}× faster" if each.than_feast else "",
                     f"{each.than_duckdb:.2f}" if each.than_duckdb else ""])
    widths = [max(map(len, column)) for column in zip(*rows)]
    table = "\n".join("  ".join([row[0].ljust(widths[0])] + [
        cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]).rstrip() for row in rows)
    if shell:
        table += (f"\nscripts/larder, whole process: {shell.wall:.1f} s, {shell.cpu:.1f} s CPU,"
                  f" {shell.peak / 1e6:,.0f} MB")
    return f"{size}\n{table}\n"


def report(results, facts):
    """Prints the tables, and leaves them in target/bench/join.txt and, with bars, in join.html."""
    tables = [text(size, lines, shell) for size, (lines, shell) in results]
    per_row = [(each.name, [
        1e6 * again.wall / size.histories
        for size, (lines, _) in results for again in lines if again.name == each.name])
        for each in results[0][1][0]]
    if len(results) > 1:
        tables.append("Wall microseconds for each history row, by size\n" + "\n".join(
            f"{name:<24}" + "".join(f"{cost:8.2f}" for cost in costs) for name, costs in per_row))
    said = "\n".join([*(f"{name}: {value}" for name, value in facts.items()), "", *tables])
    print(said)
    (CACHE / "join.txt").write_text(said + "\n")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(BENCH), autoescape=True, trim_blocks=True)
    page = environment.get_template("join.html.jinja").render(
        results=results, facts=facts, per_row=per_row)
    (CACHE / "join.html").write_text(page)
    say(f"the page is {CACHE / 'join.html'}")


def machine():
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{model}, {os.cpu_count()} CPUs, {memory:.0f} GB"


def facts_of(options):
    import feast

    spark = next((ROOT / "target/spark-home/jars").glob("spark-sql_*.jar")).stem.split("-")[-1]
    commit = run("git", "-C", ROOT, "describe", "--always", "--dirty").strip()
    return {
        "Day": datetime.now(timezone.utc).date(),
        "Machine": machine(),
        "Threads": f"{THREADS}; {options.heap} of heap for each JVM",
        "Versions": f"Larder at {commit}, Spark {spark}, Feast {feast.__version__},"
                    f" DuckDB {duckdb.__version__}, Java {os.path.basename(os.environ['JAVA_HOME'])}",
        "Rounds": f"medians after {options.warm_up} rounds to get warm ({options.feast_warm_up} of"
                  " Feast's); all take turns. First: from the start of the process",
    }


# ---- The command ---------------------------------------------------------------------------------


class Options(argparse.Namespace):
    def plan(self, name):
        """Rounds to get warm, and rounds to measure."""
        feast = name.startswith("Feast")
        return (self.feast_warm_up, self.feast_rounds) if feast else (self.warm_up, self.rounds)


def options(arguments):
    def numbers(kind):
        return lambda value: [kind(n) for n in value.split(",")]

    parser = argparse.ArgumentParser(
        prog="scripts/bench/join", formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Measures the point-in-time join: Larder, Feast's Spark SQL and DuckDB.")
    parser.add_argument("--scale", type=float, default=1.0, help="1: a million loans, ten million histories")
    parser.add_argument("--times", type=numbers(int), default=[], metavar="N,N", help="again with N times the rows")
    parser.add_argument("--warm-up", type=int, default=4, metavar="N", help="rounds before those that count")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds that count")
    parser.add_argument("--feast-warm-up", type=int, default=1, metavar="N", help="the same for Feast's SQL")
    parser.add_argument("--feast-rounds", type=int, default=2, metavar="N", help="the same for Feast's SQL")
    parser.add_argument("--as-of", type=numbers(str), default=["operator", "sql"], metavar="NAME,NAME",
                        help="values of --as-of to measure, where get-historical-features has that option")
    parser.add_argument("--only", type=numbers(str), default=KINDS, metavar="NAME,NAME", help="what to measure")
    parser.add_argument("--heap", default="6g", help="heap of each JVM")
    found = parser.parse_args(arguments, Options())
    if unknown := set(found.only) - set(KINDS):
        parser.error(f"--only knows {', '.join(KINDS)}, not {', '.join(sorted(unknown))}")
    if found.warm_up < 1 or found.feast_warm_up < 1 or found.rounds < 1 or found.feast_rounds < 1:
        parser.error("at least one round to get warm and one that counts: the first includes the start")
    return found


def run(*command):
    """The output of a command; the benchmark ends where it fails."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(map(str, command))} failed")
    return done.stdout


def say(message):
    print(f"bench: {message}", file=sys.stderr, flush=True)


def main(arguments):
    if arguments[:1] == ["duckdb-rounds"]:
        return duckdb_rounds(arguments[1])
    chosen = options(arguments)
    spark = Spark(chosen.heap)
    sizes = [Size(chosen.scale * times) for times in [1, *chosen.times]]
    report([(size, measure(size, spark, chosen)) for size in sizes], facts_of(chosen))


if __name__ == "__main__":
    main(sys.argv[1:])
