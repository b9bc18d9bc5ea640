# Written by `npx mlops versioning` from the definition; change that, and run it again.
"""Pushes data, as `dvc push` does, to a store that refuses to write an object again. Takes the arguments of `dvc push`."""
import sys

from dvc.cli import main
from s3fs import S3FileSystem

defaults = S3FileSystem._put_file.__defaults__
assert "overwrite" in defaults, "this release of s3fs writes in another way; take the one that dvc-s3 3.3 installs"
S3FileSystem._put_file.__defaults__ = tuple("create" if value == "overwrite" else value for value in defaults)
sys.exit(main(["push", *sys.argv[1:]]))
