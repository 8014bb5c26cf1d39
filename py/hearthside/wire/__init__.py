"""The wire: message kinds, operations and codes that every thread speaks. The one source.

`web/wire/wire.gen.js` is generated from this file and a test fails when it is stale.
Knows nothing of who sends what, of transports, or of what an operation does.

Six messages, on every hop:
    call {id, op, args}    part {id, data}    done {id, value}
    fail {id, code, message, detail?}         stop {id}         note {topic, data}
Every call gets exactly one last word (`done` or `fail`), and no part after it.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a message is."""

    CALL = "call"
    PART = "part"
    DONE = "done"
    FAIL = "fail"
    STOP = "stop"
    NOTE = "note"


class Op(StrEnum):
    """What a call asks for. `noun.verb`; the engine answers the first block, the mind the rest."""

    ENGINE_PROBE = "engine.probe"
    MODEL_LOAD = "model.load"
    MODEL_UNLOAD = "model.unload"
    MODEL_KEPT = "model.kept"
    MODEL_FORGET = "model.forget"
    TEXT_ENCODE = "text.encode"
    TEXT_DECODE = "text.decode"
    TEXT_PIECES = "text.pieces"
    # An adapter is by numbers, as a cache is; its caches end with it.
    #   load {rank, halves: float16 of its arrays, one after another} -> {adapter}
    #   unload {adapter} -> {}    cache.open {adapter?} -> {cache}, for the frozen model or with it
    ADAPTER_LOAD = "adapter.load"
    ADAPTER_UNLOAD = "adapter.unload"
    CACHE_OPEN = "cache.open"
    CACHE_FORK = "cache.fork"
    CACHE_CUT = "cache.cut"
    CACHE_CLOSE = "cache.close"
    # Images and sounds, of a language model that reads them. An encoder whose files are not here
    # yet is fetched first, and its parts are those of a load; media.fetch does that and no more,
    # and keeps nobody waiting meanwhile.
    #   media.fetch {kind: "image" or "audio"} -> {}
    #   media.encode {kind: "image", width, height, rgba} or {kind: "audio", samples: float32,
    #     rate_hz?} -> {media, tokens, place_id}    media.close {media} -> {}
    # A step may have media: [[media, first, count], ...], spans of soft tokens that take the places
    # among its ids in order.
    MEDIA_FETCH = "media.fetch"
    MEDIA_ENCODE = "media.encode"
    MEDIA_CLOSE = "media.close"
    # What an answer may be, as a JSON schema.
    #   grammar.open {schema} -> {grammar}    grammar.close {grammar} -> {}
    #   grammar.prepare {} -> {}: what the first one would wait for
    # A step may have {grammar, answered}: its ranked ids are of those alone that may follow the
    # last `answered` ids of the cache, which then are the answer so far.
    # A step of one id may have `proposed` ids behind it; `ahead` [{ids, values}] ranks what may
    # follow each of them, as far as the grammar lets them follow and they were fed.
    GRAMMAR_PREPARE = "grammar.prepare"
    GRAMMAR_OPEN = "grammar.open"
    GRAMMAR_CLOSE = "grammar.close"
    STEP = "step"
    SCORE = "score"
    # An embedding model stands beside the language model; model.load knows by the manifest which
    # of the two it is, and model.unload {kind} ends one of them.
    #   embed {texts} -> {vectors: float32 [n, dimensions], tokens: [n], cut: [n]}
    #   embed.count {texts} -> {tokens: [n]}, without the marks of begin and end
    EMBED = "embed"
    EMBED_COUNT = "embed.count"
    # Arithmetic on buffers, float32 little-endian unless said otherwise; needs no model.
    #   open {columns} -> {matrix}    close {matrix} -> {}
    #   add {matrix, rows: int8 [n, columns], scales: float32 [n]} -> {rows: how many it has now}
    #   nearest {matrix, queries [q, columns], k, spans?: [[first, end], ...]}
    #     -> {rows: int32 [q, k], scores [q, k]}: the highest products, the lower row of equals
    #        first; -1 where there are fewer than k
    #   product {a [n, inner], b [m, inner], inner} -> {product [n, m]}: a times b transposed
    MATRIX_OPEN = "matrix.open"
    MATRIX_ADD = "matrix.add"
    MATRIX_NEAREST = "matrix.nearest"
    MATRIX_CLOSE = "matrix.close"
    MATRIX_PRODUCT = "matrix.product"
    # Training an adapter: a worker of its own, which is started for it (worker.start) and ended
    # after it (worker.kill), for its memory never shrinks. It holds one frozen model, one adapter,
    # and the optimiser's moments. An adapter's arrays are {name: {size: [layers, rows, columns],
    # data: float32}}; a text is {ids, answer_at}, see `hearthside.ports.trainers`.
    #   open {model, base_url, device, allow_software} -> the model's facts; parts as model.load
    #   encode {texts} -> {ids: [[...], ...]}, without the marks of begin and end
    #   restore {arrays, first, second, steps} -> {}: holds these from now on; {} are no moments
    #   save {moments} -> {arrays, first, second, steps}; {} in place of moments not asked for
    #   step {texts, rates} -> {nats, answer_tokens}: as it was before the step, which is then taken
    #   loss {texts} -> {nats, answer_tokens}
    TRAIN_OPEN = "train.open"
    TRAIN_ENCODE = "train.encode"
    TRAIN_RESTORE = "train.restore"
    TRAIN_SAVE = "train.save"
    TRAIN_STEP = "train.step"
    TRAIN_LOSS = "train.loss"
    # Documents kept on the device, answered by the worker that holds the mind.
    #   list {collection} -> {entries: [[key, text], ...]}
    #   get {collection, key} -> {text or null}
    #   put {collection, key, text} -> {}    delete {collection, key} -> {}
    SHELF_LIST = "shelf.list"
    SHELF_GET = "shelf.get"
    SHELF_PUT = "shelf.put"
    SHELF_DELETE = "shelf.delete"
    # Bytes kept on the device, sealed with a passphrase when wanted; answered where the shelf is.
    #   keys {collection} -> {keys: [...]}    read {collection, key} -> {bytes or null}
    #   write {collection, key, bytes} -> {}, whole or not at all    delete {collection, key} -> {}
    #   clear {collection} -> {}: all of it, its seal too
    #   state {collection} -> {sealed, open}    lock {collection} -> {}
    #   open {collection, passphrase} -> {}: seals an empty collection, opens a sealed one
    #   changed {collection} -> {keys: [...] or null}: what other tabs wrote or deleted since it was
    #   asked last, or first touched; null after they cleared it
    CHEST_KEYS = "chest.keys"
    CHEST_READ = "chest.read"
    CHEST_WRITE = "chest.write"
    CHEST_DELETE = "chest.delete"
    CHEST_CLEAR = "chest.clear"
    CHEST_STATE = "chest.state"
    CHEST_LOCK = "chest.lock"
    CHEST_OPEN = "chest.open"
    CHEST_CHANGED = "chest.changed"
    # What a page asks of the mind.
    APP_START = "app.start"
    APP_EVENT = "app.event"


class Topic(StrEnum):
    """What a note is about. Notes are unasked and unanswered."""

    READY = "worker.ready"
    START = "worker.start"
    KILL = "worker.kill"
    LOST = "worker.lost"
    BOOT = "worker.boot"
    SCREEN = "screen"
    APPEND = "append"
    KEEP = "keep"
    EFFECT = "effect"


class Mark(StrEnum):
    """What stands in a message's text, where that is text, for something beside it."""

    # {"$bytes": n}: the n-th buffer
    BYTES = "$bytes"


class Code(StrEnum):
    """Why a call failed. `noun.reason`. A page decides by code, never by message text."""

    CALL_STOPPED = "call.stopped"
    CALL_INVALID = "call.invalid"
    CALL_FAILED = "call.failed"
    OP_UNKNOWN = "op.unknown"
    ENGINE_LOST = "engine.lost"
    MIND_LOST = "mind.lost"
    ENGINE_FAILED = "engine.failed"
    DEVICE_NONE = "device.none"
    DEVICE_SOFTWARE = "device.software"
    DEVICE_WRONG = "device.wrong"
    MODEL_NONE = "model.none"
    MODEL_UNKNOWN = "model.unknown"
    MODEL_CORRUPT = "model.corrupt"
    MODEL_UNFIT = "model.unfit"
    DOWNLOAD_FAILED = "download.failed"
    DOWNLOAD_OFFLINE = "download.offline"
    STORAGE_FULL = "storage.full"
    STORAGE_NONE = "storage.none"
    CACHE_UNKNOWN = "cache.unknown"
    CONTEXT_FULL = "context.full"
    FORM_INVALID = "form.invalid"
    RECIPE_INVALID = "recipe.invalid"
    SHELF_INVALID = "shelf.invalid"
    SHELF_MISSING = "shelf.missing"
    LABELS_INVALID = "labels.invalid"
    POLICY_INVALID = "policy.invalid"
    TABLE_INVALID = "table.invalid"
    TABLE_LARGE = "table.large"
    MATRIX_UNKNOWN = "matrix.unknown"
    MEDIA_UNKNOWN = "media.unknown"
    GRAMMAR_INVALID = "grammar.invalid"
    GRAMMAR_UNKNOWN = "grammar.unknown"
    FILE_INVALID = "file.invalid"
    FILE_LARGE = "file.large"
    INDEX_MODEL = "index.model"
    INDEX_INVALID = "index.invalid"
    ADAPTER_INVALID = "adapter.invalid"
    ADAPTER_UNFIT = "adapter.unfit"
    PASSPHRASE_NEEDED = "passphrase.needed"
    PASSPHRASE_WRONG = "passphrase.wrong"
