"""Runs the program as a folder, `python3 monitor`, and as a module, `python3 -m monitor`."""
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
runpy.run_path(str(HERE / "monitor.py"), run_name="__main__")
