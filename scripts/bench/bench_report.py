"""What the benchmarks' reports have in common."""

import os
from importlib.metadata import version
from pathlib import Path

import jinja2
from tabulate import tabulate

from common import BENCH, CACHE, ROOT, run, say


def write(name, text, content):
    """Prints the text, and leaves it in target/bench/NAME.txt and the content in NAME.html."""
    print(text)
    (CACHE / f"{name}.txt").write_text(text + "\n")
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(BENCH), autoescape=True, undefined=jinja2.StrictUndefined
    )
    page = CACHE / f"{name}.html"
    page.write_text(templates.get_template(f"{name}.html.jinja").render(**content))
    say(f"the page is {page}")


def facts_text(facts):
    return "\n".join(f"{name}: {value}" for name, value in facts.items())


def table(rows):
    """A table as text; the first row is its header."""
    align = ["left"] + ["right"] * (len(rows[0]) - 1)
    return tabulate(rows[1:], rows[0], "simple", disable_numparse=True, colalign=align)


def versions(*packages, **others):
    """The versions of Larder, of its Spark and Java, of packages of Python, and of others."""
    release = (Path(os.environ["JAVA_HOME"]) / "release").read_text()
    found = {
        "Larder": run("git", "-C", ROOT, "describe", "--always", "--dirty").strip(),
        "Spark": next((ROOT / "target/spark-home/jars").glob("spark-sql_*")).stem.split("-")[-1],
        "Java": release.split('JAVA_VERSION="')[1].split('"')[0],
        **{package: version(package.lower()) for package in packages},
        **others,
    }
    return ", ".join(f"{name} {number}" for name, number in found.items())


def machine():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "CPU")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{model}, {os.cpu_count()} CPUs, {memory:.0f} GB"
