"""Queries of Amazon Athena, one after the other."""
from __future__ import annotations

import logging
import time
from typing import Any

from job.failure import Failure

LOG = logging.getLogger("features")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0


class Athena:
    """`results` is where the service writes what it answers."""

    def __init__(self, client: Any, results: str) -> None:
        self._client = client
        self._results = results.rstrip("/") + "/"

    def run(self, sql: str) -> str:
        """The id of the query, once it has succeeded."""
        query = self._client.start_query_execution(QueryString=sql, ResultConfiguration={"OutputLocation": self._results})["QueryExecutionId"]
        pause = FIRST_PAUSE
        while True:
            status = self._client.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
            if status["State"] == "SUCCEEDED":
                return query
            if status["State"] in ("FAILED", "CANCELLED"):
                raise Failure(f"the query {query} has {status['State'].lower()}: {status.get('StateChangeReason', 'Athena does not say why')}")
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def number(self, sql: str) -> int:
        """The one number that a query answers."""
        answer = self._client.get_query_results(QueryExecutionId=self.run(sql))
        # The first row holds the names of columns.
        return int(answer["ResultSet"]["Rows"][1]["Data"][0]["VarCharValue"])
