"""Files that may be in Amazon S3, brought to a local folder."""
from __future__ import annotations

from pathlib import Path

from job import s3
from job.failure import Failure


def local(uri: str, folder: Path) -> Path:
    """The file or folder itself, or a copy of what is in Amazon S3: of the one object, or of all below the prefix."""
    if not s3.is_s3(uri):
        if not Path(uri).exists():
            raise Failure(f"there is nothing at {uri}")
        return Path(uri)
    bucket, key = s3.split(uri)
    found = [entry["Key"] for entry in s3.objects(uri)]
    if not found:
        raise Failure(f"there is nothing at {uri}")
    for name in found:
        path = folder / (name[len(key):].lstrip("/") or Path(name).name)
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Failure(f"the object {s3.SCHEME}{bucket}/{name} has a name that leads out of its folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        s3.client().download_file(bucket, name, str(path))
    return folder / Path(key).name if found == [key] else folder
