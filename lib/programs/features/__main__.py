"""Runs the program as a folder, `python3 features`, and as a module, `python3 -m features`."""
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
runpy.run_path(str(HERE / "features.py"), run_name="__main__")
