"""What a job says when it could not be done."""


class Failure(Exception):
    """The message says why, and what to do."""
