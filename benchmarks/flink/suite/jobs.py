"""Runs a JVM with jobs of one subject, and reads what it says."""
import json
import pathlib
import shutil
import subprocess
import tempfile

from . import cases
from .servers import Servers, tail

# The same for all subjects. Flink 1.18 reads these packages of the JDK.
JAVA = ["java", "-Xms512m", "-Xmx1g", "-XX:MaxDirectMemorySize=512m", *(
    f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in (
        "lang", "lang.reflect", "util", "util.concurrent", "util.concurrent.atomic", "io", "net", "nio", "math", "text",
        "time"))]
SINK_JARS = {"starload": "starload.jar", "official": "official-classpath", "blackhole": "official-classpath",
             "jdbc-mariadb": "jdbc-classpath"}


class JobFailed(Exception):
    """Why there is no measurement."""


def class_path(work, subject):
    jars = work / SINK_JARS[subject]
    sink = str(jars) if jars.suffix == ".jar" else jars.read_text(encoding="utf-8")
    return ":".join([str(work / "classes"), sink, (work / "flink-classpath").read_text(encoding="utf-8")])


def run(subject, names, scale, build, work, *, recorder=None, java_options=(), after=None):
    """Runs the cases in one JVM, one after the other, and yields what each phase took. after(servers) is called while
    the servers still run."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="step-", dir=work))
    try:
        with Servers(build, work, folder, recorder) as servers:
            servers.start_for(subject, names)
            results = _run_java(subject, names, scale, work, folder, servers, java_options)
            if after:
                after(servers)
            return results
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_java(subject, names, scale, work, folder, servers, java_options):
    files = [_write_job(folder, name, subject, scale, servers) for name in names]
    log = folder / "java.log"
    command = [*JAVA, f"-Djava.io.tmpdir={folder}", *java_options, "-cp", class_path(work, subject), "starload.bench.FlinkBench", *files]
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=out)
        try:
            text, _ = process.communicate(timeout=cases.LIMIT_SECONDS[scale])
        except subprocess.TimeoutExpired as late:
            raise JobFailed(f"{' '.join(names)} {subject}: the job did not end within "
                            f"{cases.LIMIT_SECONDS[scale]} s and was stopped") from late
        finally:
            process.kill()
            process.wait()
    results = [json.loads(line) for line in text.decode().splitlines() if line.startswith("{")]
    expected = sum(len(cases.phases(name, subject, scale)) - 1 for name in names)
    if process.returncode != 0 or len(results) != expected:
        raise JobFailed(f"{' '.join(names)} {subject}: {len(results)} of {expected} results, exit code "
                        f"{process.returncode}: {tail(log)}")
    return results


def _write_job(folder, name, subject, scale, servers):
    path = folder / f"{name}.properties"
    lines = (f"{key}={value}\n" for key, value in cases.job(name, subject, scale, servers).items())
    path.write_text("".join(lines), encoding="utf-8")
    return path
