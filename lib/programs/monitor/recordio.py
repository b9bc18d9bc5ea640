"""Rows in RecordIO-wrapped protobuf, the binary form of SageMaker's own algorithms: the field `values` of each record's features."""
from __future__ import annotations

import struct
from typing import Any, Iterator

from request import dense
from values import Unreadable

MAGIC = 0xCED7230A
# Fields of `Value`, and how a number of each tensor is packed.
TENSORS = {2: ("f", 4), 3: ("d", 8), 7: (None, 0)}
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def rows(raw: bytes) -> list[list[Any]]:
    try:
        return [row(record) for record in records(raw)]
    except (struct.error, IndexError) as error:
        raise Unreadable(f"RecordIO that ends early: {error}") from error


def records(raw: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(raw):
        magic, length = struct.unpack_from("<II", raw, place)
        if magic != MAGIC or length >> 29:
            raise Unreadable("not RecordIO, or records in parts")
        yield raw[place + 8:place + 8 + length]
        place += 8 + (length + 3) // 4 * 4


def row(record: bytes) -> list[Any]:
    """The first tensor of the features: a map whose entries are a name and a value."""
    for field, entry in fields(record):
        for key, value in fields(entry) if field == 1 else ():
            for kind, tensor in fields(value) if key == 2 else ():
                if kind in TENSORS:
                    return values(tensor, *TENSORS[kind])
    raise Unreadable("a record without numbers")


def values(tensor: bytes, form: str | None, size: int) -> list[Any]:
    found: dict[int, list[Any]] = {1: [], 2: [], 3: []}
    for field, part in fields(tensor):
        if field == 1 and form:
            found[1] += struct.unpack(f"<{len(part) // size}{form}", part)
        elif field in found:
            found[field] += varints(part)
    return dense(found[2], found[1], found[3]) if found[2] else found[1]


def fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Numbers and contents of a message's fields; single numbers as the bytes that a packed list of one has."""
    place = 0
    while place < len(message):
        key, place = varint(message, place)
        if key & 7 == BYTES:
            length, place = varint(message, place)
        elif key & 7 == VARINT:
            length = varint(message, place)[1] - place
        elif key & 7 in (FIXED32, FIXED64):
            length = 4 if key & 7 == FIXED32 else 8
        else:
            raise Unreadable("not protobuf")
        if place + length > len(message):
            raise Unreadable("protobuf that ends early")
        yield key >> 3, message[place:place + length]
        place += length


def varints(packed: bytes) -> Iterator[int]:
    place = 0
    while place < len(packed):
        found, place = varint(packed, place)
        yield found


def varint(message: bytes, place: int) -> tuple[int, int]:
    found = shift = 0
    while shift < 64:
        byte = message[place]
        found |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return found, place
    raise Unreadable("not protobuf")
