"""Files in a local directory or in Amazon S3, by the same names: listed, and read line by line."""
from __future__ import annotations

import gzip
import io
import os
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO, Iterator

import json_text
from job import s3

# More than a request with its answer. A longer line is counted as one that cannot be read, and not kept in memory.
LONGEST_LINE = 64 * 1024 * 1024
# What is given in the place of such a line.
TOO_LONG = b"too long"
# What is read at a time.
PIECE = 256 * 1024


@dataclass(frozen=True)
class File:
    uri: str
    modified: datetime

    @property
    def name(self) -> str:
        return self.uri.lower()

    def lines(self) -> Iterator[bytes]:
        """One line at a time: a file is never in memory as a whole."""
        with self._stream() as raw, gzip.open(raw) if self.name.endswith(".gz") else raw as stream:
            while line := stream.readline(LONGEST_LINE):
                if len(line) < LONGEST_LINE or line.endswith(b"\n"):
                    yield line
                    continue
                while line and not line.endswith(b"\n"):
                    line = stream.readline(PIECE)
                yield TOO_LONG

    def _stream(self) -> BinaryIO:
        if not s3.is_s3(self.uri):
            return open(self.uri, "rb", buffering=PIECE)
        bucket, key = s3.split(self.uri)
        return io.BufferedReader(s3.client().get_object(Bucket=bucket, Key=key)["Body"], PIECE)

    def open(self) -> BinaryIO:
        """The whole file, for formats that have to be read from several places of it."""
        if not s3.is_s3(self.uri):
            return open(self.uri, "rb")
        import tempfile

        bucket, key = s3.split(self.uri)
        copy = tempfile.TemporaryFile()
        s3.client().download_fileobj(bucket, key, copy)
        copy.seek(0)
        return copy  # type: ignore[return-value]


def parsed(line: bytes) -> Any:
    """The JSON of a line."""
    if line is TOO_LONG:
        raise ValueError(f"a line is longer than {LONGEST_LINE // 1024 ** 2} MiB")
    return json_text.parsed(line)


def files(uri: str) -> list[File]:
    """All files under a prefix or folder, or the one file of that name; oldest first."""
    return sorted(each(uri), key=lambda file: (file.modified, file.uri))


def each(uri: str) -> Iterator[File]:
    """The same files in the order of the listing, without having them all at once."""
    return _s3_files(uri) if s3.is_s3(uri) else _local_files(Path(uri))


def folders(uri: str) -> list[str]:
    """Names of the folders directly under a prefix."""
    if not s3.is_s3(uri):
        return sorted(entry.name for entry in Path(uri).iterdir() if entry.is_dir()) if Path(uri).is_dir() else []
    bucket, prefix = s3.split(join(uri, ""))
    pages = s3.client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, Delimiter="/")
    return sorted(entry["Prefix"][len(prefix):].rstrip("/") for page in pages for entry in page.get("CommonPrefixes", []))


def join(uri: str, *parts: str) -> str:
    return "/".join([uri.rstrip("/"), *parts])


def _local_files(path: Path) -> Iterator[File]:
    if path.is_file():
        yield _local_file(path)
    for folder, folders_below, names in os.walk(path):
        # The order of names, as S3 lists them, so that a seeded sample is the same everywhere.
        folders_below.sort()
        yield from (_local_file(Path(folder, name)) for name in sorted(names) if not name.startswith("."))


def _local_file(path: Path) -> File:
    return File(str(path), datetime.fromtimestamp(path.stat().st_mtime, timezone.utc))


def _s3_files(uri: str) -> Iterator[File]:
    bucket, _ = s3.split(uri)
    return (File(f"{s3.SCHEME}{bucket}/{entry['Key']}", entry["LastModified"]) for entry in s3.objects(uri))
