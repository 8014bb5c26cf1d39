"""Scenes from lines, as the adapter `story` was taught to write them: one scene at a time.

    prompt = scene_prompt(SceneRequest(facts, lines, index=1, before=first_scene))
    generate(model, prompt.render(model.info.chat), ...)

A model of this size loses a plot that it makes up itself, and holds one that it is given a line at
a time. Knows nothing of where the lines come from, or of how words are chosen.
"""

from hearthside.story.taught.prompt import PROMPT_FORMAT, SceneFacts, SceneRequest, scene_prompt

__all__ = ["PROMPT_FORMAT", "SceneFacts", "SceneRequest", "scene_prompt"]
