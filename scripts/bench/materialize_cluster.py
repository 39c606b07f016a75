"""Redis Clusters on ports of this machine."""

import re
import shutil
import socket
import subprocess
import time

import psutil
import redis

from common import CACHE, run

HOST = "127.0.0.1"
MASTERS = 3
FIRST_PORT = 21_000


class Cluster:
    """Three masters that keep nothing on disk; with a replica each, or with TLS, if asked."""

    def __init__(self, replicas=0, tls=False):
        self.replicas = replicas
        self.directory = CACHE / "redis"
        self.tls = certificate(self.directory) if tls else None

    def __enter__(self):
        self.ports = free_ports(MASTERS * (1 + self.replicas))
        self.processes = []
        try:
            for port in self.ports:
                self.start(port)
            for port in self.ports:
                until(lambda port=port: self.client(port).ping(), "answer")
            self.form()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()

    def start(self, port):
        directory = self.directory / str(port)
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        settings = {
            "bind": HOST,
            "port": 0 if self.tls else port,
            "dir": directory,
            "logfile": "redis.log",
            "save": '""',
            "cluster-enabled": "yes",
            "repl-ping-replica-period": 1,
            "repl-diskless-sync-delay": 0,
        }
        if version() >= 7:
            settings["enable-debug-command"] = "local"
        if self.tls:
            settings |= {
                "tls-port": port,
                "tls-cluster": "yes",
                "tls-replication": "yes",
                "tls-auth-clients": "no",
                "tls-cert-file": self.tls / "cert.pem",
                "tls-key-file": self.tls / "key.pem",
                "tls-ca-cert-file": self.tls / "cert.pem",
            }
        file = directory / "redis.conf"
        file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.processes.append(subprocess.Popen(["redis-server", file], stdout=subprocess.DEVNULL))

    def form(self):
        run(
            *("redis-cli", *(("--tls", "--cacert", self.tls / "cert.pem") if self.tls else ())),
            *("--cluster", "create", *(f"{HOST}:{port}" for port in self.ports)),
            *("--cluster-replicas", str(self.replicas), "--cluster-yes"),
        )
        until(self.is_ready, "see its whole cluster")

    def is_ready(self):
        """Whether every node sees all slots served, each by a master with its replicas."""
        for port in self.ports:
            client = self.client(port)
            slots = client.execute_command("CLUSTER SLOTS")
            if "cluster_state:ok" not in str(client.execute_command("CLUSTER INFO")):
                return False
            if len(slots) != MASTERS or any(len(each) != 3 + self.replicas for each in slots):
                return False
        return True

    @property
    def connection_string(self):
        nodes = ",".join(f"{HOST}:{port}" for port in self.ports[:MASTERS])
        return f"{nodes},ssl=true,ssl_ca_certs={self.tls / 'cert.pem'}" if self.tls else nodes

    def client(self, port):
        tls = {"ssl": True, "ssl_ca_certs": str(self.tls / "cert.pem")} if self.tls else {}
        # Answers as Redis gives them: redis-py parses some of a cluster's into types of its own.
        client = redis.Redis(HOST, port, socket_timeout=600, **tls)
        client.response_callbacks.clear()
        return client

    def masters(self):
        return [self.client(port) for port in self.ports[:MASTERS]]

    def empty(self):
        for master in self.masters():
            master.execute_command("FLUSHALL", "SYNC")

    def keys(self):
        return sum(master.execute_command("DBSIZE") for master in self.masters())

    def digest(self):
        """The same for the same keys, fields, values and slots, however they came to be."""
        return tuple(master.execute_command("DEBUG", "DIGEST") for master in self.masters())

    def mean_hash(self, samples=300):
        """The length of a key, and by field the mean length of its value, rounded."""
        lengths = {}
        master = self.client(self.ports[0])
        for _ in range(samples):
            key = master.execute_command("RANDOMKEY")
            answer = iter(master.execute_command("HGETALL", key))
            for field, value in zip(answer, answer, strict=True):
                lengths.setdefault(field, []).append(len(value))
        return len(key), {
            field: round(sum(values) / len(values)) for field, values in lengths.items()
        }

    def cpu(self):
        """Seconds of CPU time that all servers have taken."""
        times = [psutil.Process(process.pid).cpu_times() for process in self.processes]
        return sum(each.user + each.system for each in times)


def version():
    return int(re.search(r"v=(\d+)", run("redis-server", "--version")).group(1))


def certificate(directory):
    """A directory with a key and a certificate for this machine, which is its own authority."""
    directory.mkdir(parents=True, exist_ok=True)
    run(
        *("openssl", "req", "-x509", "-nodes", "-days", "30"),
        *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        *("-subj", "/CN=localhost", "-addext", f"subjectAltName=DNS:localhost,IP:{HOST}"),
        *("-keyout", directory / "key.pem", "-out", directory / "cert.pem"),
    )
    return directory


def free_ports(count):
    """Ports that are free, as are those of the cluster's bus, 10,000 above."""
    found = []
    for port in range(FIRST_PORT, FIRST_PORT + 1000):
        if is_free(port) and is_free(port + 10_000):
            found.append(port)
            if len(found) == count:
                return found
    raise SystemExit("bench: no ports are free for Redis")


def is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def until(condition, what):
    start = time.monotonic()
    while True:
        try:
            if condition():
                return
        except redis.ConnectionError:
            pass  # It is still starting.
        if time.monotonic() - start > 60:
            raise SystemExit(f"bench: Redis still does not {what} after a minute")
        time.sleep(0.05)
