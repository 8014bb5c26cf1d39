"""Of which models, and after which text, speed is measured."""

from typing import Final

SLICE: Final = "gemma-3-270m-en"
FULL: Final = "gemma-3-270m"

PROMPT: Final = (
    "Once upon a time, in a small house at the edge of a great forest, there lived an old clock"
    " maker and her grandson. Every evening they sat by the fire while the snow fell, and she told"
    " him about the summers when the river was warm and the bees were loud in the lime trees. One"
    " night the boy heard somebody knock at the window. It was a fox with a silver bell around its"
    " neck, and it looked at him as if it wanted to say something. The boy took his coat from the"
    " hook, lit the lantern, and went out into the snow. The fox ran ahead, stopped, looked back,"
    " and waited. Together they walked along the frozen stream until they"
)
