"""The SQL of a point-in-time join: each row with what was true of it then, and nothing that came later.

An offline store keeps every write. So a record may be there several times with one event time, of which the last write counts, and as
deleted, from an event time on.
"""
from __future__ import annotations

from typing import Mapping, Sequence

from feature_group import FeatureGroup, quoted
from job.failure import Failure

# No feature begins with an underscore.
MOMENT, PLACE, GONE = '"_moment"', '"_place"', '"_gone"'
DELETED = 'coalesce("is_deleted", false)'


def training_set(rows: FeatureGroup, joined: Mapping[str, FeatureGroup], max_age: int | None = None) -> str:
    """One row for each record and event time of `rows`, with the newest record of each joined group that is not later."""
    check_keys(rows, joined)
    groups = list(joined.values())
    parts = [
        named("history", newest(rows)),
        # A record that was deleted takes its earlier rows with it.
        named("marked", f"SELECT *, max(CASE WHEN {DELETED} THEN {MOMENT} END) OVER (PARTITION BY {quoted(rows.record_id)}) AS {GONE} "
                        'FROM "history"'),
        named("base", f'SELECT * FROM "marked" WHERE NOT {DELETED} AND ({GONE} IS NULL OR {MOMENT} > {GONE})'),
    ]
    for index, group in enumerate(groups):
        parts.append(named(f"group_{index}", newest(group)))
        parts.append(named(f"then_{index}", nearest(rows, group, f"group_{index}", max_age)))
    columns = [f"b.{quoted(name)}" for name in rows.features] + [
        f"t{index}.{quoted(feature)} AS {quoted(column)}" for index, feature, column in joined_columns(rows, joined)]
    matches = "".join(
        f' LEFT JOIN "then_{index}" t{index} ON t{index}."_row" = b.{quoted(rows.record_id)} AND t{index}."_at" = b.{MOMENT}'
        # A record that was deleted by then is not known.
        f" AND t{index}.{PLACE} = 1 AND NOT coalesce(t{index}.\"is_deleted\", false)"
        for index in range(len(groups)))
    return f'WITH {", ".join(parts)} SELECT {", ".join(columns)} FROM "base" b{matches}'


def check_keys(rows: FeatureGroup, joined: Mapping[str, FeatureGroup]) -> None:
    for group in joined.values():
        kind = rows.features.get(group.record_id)
        if kind is None:
            raise Failure(f"the feature group {rows.name} has no feature {group.record_id}, by which {group.name} is joined")
        if kind != group.features[group.record_id]:
            raise Failure(f"{group.record_id} is {kind} in {rows.name} and {group.features[group.record_id]} in {group.name}; they cannot be joined")


def joined_columns(rows: FeatureGroup, joined: Mapping[str, FeatureGroup]) -> Sequence[tuple[int, str, str]]:
    """Every feature of the joined groups with its group's place, beside its column: a name that is taken has the group's before it."""
    taken = {name.lower() for name in rows.features}
    columns = []
    for index, (name, group) in enumerate(joined.items()):
        for feature in group.features:
            if feature in (group.record_id, group.event_time):
                continue
            column = f"{name.replace('-', '_')}_{feature}" if feature.lower() in taken else feature
            if column.lower() in taken:
                raise Failure(f"two columns would be called {column}; name one of the feature groups otherwise")
            taken.add(column.lower())
            columns.append((index, feature, column))
    return columns


def moment(group: FeatureGroup) -> str:
    """The event time in seconds since 1970."""
    column = quoted(group.event_time)
    return f"to_unixtime(from_iso8601_timestamp({column}))" if group.features[group.event_time] == "String" else column


def newest(group: FeatureGroup) -> str:
    """Of what was written several times with one event time, the last: as of a repeated ingestion, or a correction."""
    columns = ", ".join([*map(quoted, group.features), '"is_deleted"'])
    # Two writes in one millisecond have no order; the same one is taken every time.
    last = ", ".join(['"api_invocation_time" DESC', '"write_time" DESC', f"{DELETED} DESC", *map(quoted, group.features)])
    at = moment(group)
    return (
        f"SELECT {columns}, {MOMENT} FROM (SELECT {columns}, {at} AS {MOMENT}, "
        f"row_number() OVER (PARTITION BY {quoted(group.record_id)}, {at} ORDER BY {last}) AS {PLACE} FROM {group.table}) WHERE {PLACE} = 1")


def nearest(rows: FeatureGroup, group: FeatureGroup, source: str, max_age: int | None) -> str:
    """Records of a group beside each row that they are not later than, the newest in place 1."""
    columns = ", ".join(f"g.{quoted(name)}" for name in group.features if name not in (group.record_id, group.event_time))
    young = "" if max_age is None else f" AND g.{MOMENT} >= b.{MOMENT} - {max_age}"
    return (
        f'SELECT {columns}{", " if columns else ""}g."is_deleted", b.{quoted(rows.record_id)} AS "_row", b.{MOMENT} AS "_at", '
        f"row_number() OVER (PARTITION BY b.{quoted(rows.record_id)}, b.{MOMENT} ORDER BY g.{MOMENT} DESC) AS {PLACE} "
        f'FROM "base" b JOIN "{source}" g ON g.{quoted(group.record_id)} = b.{quoted(group.record_id)} AND g.{MOMENT} <= b.{MOMENT}{young}')


def named(name: str, query: str) -> str:
    return f'"{name}" AS ({query})'
