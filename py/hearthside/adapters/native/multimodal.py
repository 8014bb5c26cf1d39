"""A model of four graphs: one that looks tokens up, one that writes, one that sees, one that hears.

Soft tokens of a picture or a sound take the places of embeddings. The encoders are opened when
first asked for. Knows nothing of files, or of who keeps the soft tokens.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hearthside.adapters.native.decoder import (
    FORM,
    NO_LOGITS,
    Cache,
    Floats,
    Seen,
    empty_cache,
    open_session,
    run,
)
from hearthside.adapters.native.media import log_mel, patches
from hearthside.adapters.native.table import Table
from hearthside.errors import error_of
from hearthside.ports import Encoded, MediaFormat, Placed
from hearthside.wire import Code

_EMBED: Final = "embed_tokens"
_DECODER: Final = "decoder_model_merged"
_VISION: Final = "vision_encoder"
_AUDIO: Final = "audio_encoder"


@dataclass(frozen=True, slots=True)
class FourGraphs:
    """The sessions of such a model, opened by the name of their graph."""

    open: Callable[[str], Any]
    form: MediaFormat
    empty: Cache
    table: Table | None = None
    sessions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def opened(
        cls, folder: Path, manifest: dict[str, Any], threads: int, form: MediaFormat
    ) -> "FourGraphs":
        """The model in a folder, with the two sessions that every text takes.

        Raises ModelError (model.unfit).
        """
        graphs = manifest["forms"][FORM]["graphs"]

        def open_graph(name: str) -> Any:
            return open_session(folder, manifest, threads, {**graphs[name], "session_options": {}})

        sessions = {name: open_graph(name) for name in (_EMBED, _DECODER)}
        cache = manifest["cache"]
        empty = empty_cache(sessions[_DECODER], cache["kv_heads"], cache["head_dims"])
        return cls(open_graph, form, empty, None, sessions)

    def compute(
        self, cache: Cache, ids: Sequence[int], logit_count: int, soft: Floats | None
    ) -> Seen:
        fed = np.array([ids], np.int64)
        embeds, layers = self._run(_EMBED, {"input_ids": fed})
        if soft is not None:
            embeds = np.array(embeds)
            embeds[np.isin(fed, (self.form.image.place_id, self.form.audio.place_id))] = soft
        before = len(cache.ids)
        feeds = {
            "inputs_embeds": embeds,
            "per_layer_inputs": layers,
            "position_ids": np.arange(before, before + len(ids))[None],
            # The hub's graphs know no "none": the fewest logits are one position's.
            "num_logits_to_keep": np.array(1 if logit_count == NO_LOGITS else logit_count),
        }
        (logits,), grown = run(self.sessions[_DECODER], cache, ids, feeds, ("logits",))
        return Seen(grown, logits[0], None)

    def image(self, rgba: bytes, width: int, height: int) -> Floats:
        """The soft tokens of a picture, [n, hidden]. Raises call.invalid and engine.failed."""
        numbers, places = patches(rgba, width, height, self.form.image)
        feeds = {"pixel_values": numbers, "pixel_position_ids": places}
        features: Floats = self._run(_VISION, feeds)[0]
        return features

    def audio(self, samples: npt.NDArray[np.float32]) -> Floats:
        """The soft tokens of a sound, [n, hidden]. Raises call.invalid and engine.failed."""
        mels, heard = log_mel(samples, self.form.audio)
        feeds = {"input_features": mels, "input_features_mask": heard}
        features: Floats = self._run(_AUDIO, feeds)[0]
        return features

    def _run(self, graph: str, feeds: dict[str, Any]) -> Any:
        if graph not in self.sessions:
            self.sessions[graph] = self.open(graph)
        try:
            return self.sessions[graph].run(None, feeds)
        except Exception as error:  # ONNX Runtime's errors have no public base class
            message = "The model could not be computed."
            raise error_of(Code.ENGINE_FAILED, message, str(error)) from error


class SoftTokens:
    """The soft tokens that a model has read, by number, and which of them a step is to take."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[int, Floats]] = {}
        self._last = 0

    def keep(self, place_id: int, rows: Floats) -> Encoded:
        """Keeps soft tokens [n, hidden] that stand in places of that id."""
        self._last += 1
        self._open[self._last] = (place_id, rows)
        return Encoded(self._last, len(rows), place_id)

    def close(self, media: int) -> None:
        """Forgets them. Raises media.unknown."""
        self._of(media)
        del self._open[media]

    def clear(self) -> None:
        """Forgets all."""
        self._open.clear()

    def taken(
        self, ids: Sequence[int], media: Sequence[Placed], form: MediaFormat | None
    ) -> Floats | None:
        """Those for the places among `ids`, [places, hidden]; None where there are none.

        Raises media.unknown, and call.invalid unless each place has one of its kind.
        """
        kinds = (form.image.place_id, form.audio.place_id) if form else ()
        wanted = [token for token in ids if token in kinds]
        parts, given = [], []
        for one in media:
            place_id, rows = self._of(one.media)
            parts.append(rows[one.first : one.first + one.count])
            given += [place_id] * one.count
        if given != wanted or sum(map(len, parts)) != len(wanted):
            told = f"{len(wanted)} places were fed with {len(given)} soft tokens"
            raise error_of(Code.CALL_INVALID, f"{told}, or with those of another kind.")
        return np.concatenate(parts) if parts else None

    def _of(self, media: int) -> tuple[int, Floats]:
        if media not in self._open:
            raise error_of(Code.MEDIA_UNKNOWN, "The model has not read this. Give it once more.")
        return self._open[media]
