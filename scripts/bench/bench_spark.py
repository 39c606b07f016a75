"""How the benchmarks start Spark."""

import os
import shutil

from common import CACHE, JAVA, ROOT, THREADS


class Spark:
    """The settings, the environment and the command line that all jobs on Spark have in common."""

    def __init__(self, heap, settings=()):
        """The settings come on top of those of conf/."""
        self.heap = heap
        conf = ROOT / "conf"
        self.conf = CACHE / "conf"
        self.conf.mkdir(parents=True, exist_ok=True)
        own = {
            "spark.master": f"local[{THREADS}]",
            "spark.driver.memory": heap,
            "spark.local.dir": CACHE / "spark",
            **dict(settings),
        }
        lines = [
            line
            for line in (conf / "spark-defaults.conf").read_text().splitlines()
            if line.split(" ")[0] not in own
        ]
        lines += [f"{key} {value}" for key, value in own.items()]
        (self.conf / "spark-defaults.conf").write_text("\n".join(lines) + "\n")
        shutil.copy(conf / "log4j2.properties", self.conf)
        self.env = os.environ | {"SPARK_CONF_DIR": str(self.conf), "SPARK_LOCAL_IP": "127.0.0.1"}

    def submit(self, main, *arguments):
        """The command that runs a class of this directory, in a JVM as the launcher starts it."""
        jars = [ROOT / "target/spark-home/jars/*", ROOT / "target/larder.jar", CACHE / "classes"]
        return [
            JAVA,
            f"@{ROOT / '.mvn/spark.args'}",
            "-XX:+UseParallelGC",
            "-XX:+UseTransparentHugePages",
            f"-Xmx{self.heap}",
            f"-XX:ActiveProcessorCount={THREADS}",
            f"-Dlog4j2.configurationFile={self.conf / 'log4j2.properties'}",
            *("-cp", ":".join(map(str, jars)), "org.apache.spark.deploy.SparkSubmit"),
            *("--properties-file", self.conf / "spark-defaults.conf"),
            *("--class", main, "spark-internal"),
            *arguments,
        ]
