"""Runs a pipeline of dlt into a DuckDB file, and prints what that took."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable

import dlt

#: Variables, since the processes that normalize read them too.
SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "NORMALIZE__WORKERS": "2",
    "DATA_WRITER__DISABLE_COMPRESSION": "true",
}


def cpu() -> float:
    """User and system time so far, in seconds, of this process and of those that it waited for."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak() -> float:
    """The most memory that one process took, in MB; what several took at once is not known."""
    return max(
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


def measure(source_of: Callable[[dict], object]) -> None:
    """Loads the source of the task whose file is named on the command line, as Parquet."""
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    os.environ.update(SETTINGS, DLT_DATA_DIR=task["state"])
    began, used = time.perf_counter(), cpu()
    pipeline = dlt.pipeline(
        "peer",
        pipelines_dir=task["state"],
        destination=dlt.destinations.duckdb(task["file"]),
        dataset_name=task["dataset"],
    )
    pipeline.run(source_of(task), loader_file_format="parquet").raise_on_failed_jobs()
    counts = pipeline.last_trace.last_normalize_info.row_counts
    rows = sum(count for table, count in counts.items() if not table.startswith("_dlt"))
    print(
        json.dumps(
            {
                "rows": rows,
                "written": rows,
                "seconds": time.perf_counter() - began,
                "cpu": cpu() - used,
                "memory": peak(),
            }
        )
    )
