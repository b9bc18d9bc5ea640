"""Runs the program as a folder, `python3 explain`, and as a module, `python3 -m explain`."""
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
runpy.run_path(str(HERE / "explain.py"), run_name="__main__")
