"""Batches of texts of like length, so that little of a batch is padding."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

from sentence_transformers.base.sampler import DefaultBatchSampler

_POOL = 50


class LengthBuckets(DefaultBatchSampler):
    """Shuffles, sorts pools of fifty batches by length, and shuffles the batches of a pool.

    Takes the place of the trainer's random sampler; the order follows from the seed and epoch.
    """

    def __init__(self, dataset: Any, batch_size: int, drop_last: bool, **options: Any) -> None:
        super().__init__(dataset, batch_size, drop_last, **options)
        texts = [name for name, value in dataset[0].items() if isinstance(value, str)]
        columns = [dataset[name] for name in texts]
        self._lengths = [sum(map(len, row)) for row in zip(*columns, strict=True)]
        self._size = batch_size

    def __iter__(self) -> Iterator[list[int]]:
        """Indexes of the rows of each batch."""
        order = list(range(len(self._lengths)))
        shuffler = random.Random(self.seed + self.epoch)
        shuffler.shuffle(order)
        pool = self._size * _POOL
        for start in range(0, len(order), pool):
            rows = sorted(order[start : start + pool], key=self._lengths.__getitem__)
            batches = [rows[at : at + self._size] for at in range(0, len(rows), self._size)]
            shuffler.shuffle(batches)
            yield from batches

    def __len__(self) -> int:
        """Batches in an epoch."""
        return math.ceil(len(self._lengths) / self._size)
