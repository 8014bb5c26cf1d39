"""Sorts as they are kept: documents that are checked when they are read again."""

from hearthside.sort.kept.documents import Job
from hearthside.sort.kept.keeper import RowKeeper
from hearthside.sort.kept.shelf import BLOCK_ROWS, JOBS, READINGS, TABLES, JobShelf, JobTag

__all__ = ["BLOCK_ROWS", "JOBS", "READINGS", "TABLES", "Job", "JobShelf", "JobTag", "RowKeeper"]
