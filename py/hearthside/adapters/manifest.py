"""What adapters read of a model's manifest, the same whether a worker or a file tells it.

Facts that manifests did not state before 2026-11-29 are filled in here: a model kept or built by
then still loads. Knows nothing of files, of messages, or of how a model runs.
"""

from collections.abc import Mapping
from typing import Any, Final

from hearthside.ports import (
    MODULES,
    AdapterForm,
    AnswerabilityModel,
    AudioFormat,
    ChatFormat,
    EmbedderInfo,
    ImageFormat,
    MediaFormat,
    ModelInfo,
    ThinkingFormat,
    TrainerInfo,
)

# Until then every instruct model was a Gemma 3, and every embedding model an EmbeddingGemma.
_GEMMA_3: Final = {"start": "<start_of_turn>", "end": "<end_of_turn>"}
EMBEDDING_GEMMA: Final = {
    "query": "task: search result | query: ",
    "document": "title: {title} | text: ",
    "question": "task: question answering | query: ",
    "fact": "task: fact checking | query: ",
    "classification": "task: classification | query: ",
    "clustering": "task: clustering | query: ",
    "similarity": "task: sentence similarity | query: ",
    "code": "task: code retrieval | query: ",
}


def model_info(facts: Mapping[str, Any]) -> ModelInfo:
    """A language model by its manifest's `facts` and where it runs (device, device_reason, form,
    threads). Raises LookupError, TypeError or ValueError where something has another shape."""
    chat = facts.get("chat") or (_GEMMA_3 if facts.get("style") == "instruct" else None)
    return ModelInfo(
        id=facts["id"],
        title=facts["title"],
        device=facts["device"],
        device_reason=facts["device_reason"],
        form=facts["form"],
        hash=facts["hash"],
        vocab_size=facts["vocab_size"],
        context_tokens=facts["context_tokens"],
        bos_id=facts["bos_id"],
        eos_ids=tuple(facts["eos_ids"]),
        chat=ChatFormat(**chat) if chat else None,
        vocabulary=facts.get("vocabulary") or "full",
        threads=facts.get("threads", 1),
        adapters=adapter_form(facts.get("adapters")),
        media=media_format(facts["media"]) if facts.get("media") else None,
        thinking=ThinkingFormat(**facts["thinking"]) if facts.get("thinking") else None,
        batch_invariant=bool(facts.get("batch_invariant")),
    )


def media_format(facts: Mapping[str, Any]) -> MediaFormat:
    """How a model takes pictures and sounds. Raises as `model_info`."""
    image = {**facts["image"], "budgets": tuple(facts["image"]["budgets"])}
    return MediaFormat(ImageFormat(**image), AudioFormat(**facts["audio"]))


def trainer_info(facts: Mapping[str, Any]) -> TrainerInfo:
    """A model that an adapter is trained on, as `model_info`, and with its `max_tokens`."""
    form = adapter_form(facts["adapters"])
    if form is None:
        raise TypeError("no adapters")
    return TrainerInfo(
        id=facts["id"],
        title=facts["title"],
        form=form,
        device=facts["device"],
        device_reason=facts["device_reason"],
        vocab_size=facts["vocab_size"],
        max_tokens=facts["max_tokens"],
        bos_id=facts["bos_id"],
        eos_ids=tuple(facts["eos_ids"]),
        threads=facts["threads"],
    )


def adapter_form(told: Mapping[str, Any] | None) -> AdapterForm | None:
    """What an adapter of the model has to be; None where its manifest says nothing of adapters."""
    if told is None:
        return None
    sizes = [told["modules"][module] for module in MODULES]
    return AdapterForm(told["base"], told["layers"], tuple([(one, two) for one, two in sizes]))


def embedder_info(facts: Mapping[str, Any]) -> EmbedderInfo:
    """An embedding model, as `model_info`."""
    fitted = facts.get("answerability")
    return EmbedderInfo(
        id=facts["id"],
        title=facts["title"],
        device=facts["device"],
        device_reason=facts["device_reason"],
        form=facts["form"],
        hash=facts["hash"],
        dimensions=facts["dimensions"],
        truncations=tuple(facts["truncations"]),
        context_tokens=facts["context_tokens"],
        prompts=dict(facts.get("prompts") or EMBEDDING_GEMMA),
        answerability=_answerability(fitted) if fitted else None,
        threads=facts.get("threads", 1),
    )


def _answerability(fitted: Mapping[str, Any]) -> AnswerabilityModel:
    best, above = fitted["weights"]
    return AnswerabilityModel(fitted["bias"], (best, above), fitted["at"], fitted.get("across"))
