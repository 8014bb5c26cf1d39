"""Everyday jobs on a text, as the adapter `tasks` was taught to do them: each its own marker.

    prompt = task_prompt("summarise", text, "Summarise in one sentence.")
    generate(model, prompt.render(model.info.chat), ...)

Knows nothing of how words are chosen, or of what may be said.
"""

from hearthside.write.prompt import KINDS, NOT_SAID, PROMPT_FORMAT, Kind, task_answer, task_prompt

__all__ = ["KINDS", "NOT_SAID", "PROMPT_FORMAT", "Kind", "task_answer", "task_prompt"]
