"""Runs a command and leaves behind how long it took and the memory of its largest process: `measure.py <file> <command…>`."""
import json
import resource
import subprocess
import sys
import time

started = time.monotonic()
code = subprocess.call(sys.argv[2:])
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump({"seconds": round(time.monotonic() - started, 1), "peak": round(usage.ru_maxrss / 1024)}, file)
sys.exit(code)
