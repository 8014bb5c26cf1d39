"""What comes next? The five likeliest tokens."""

from math import exp

from workbench import open_model

model = await open_model()
text = "Once upon a time, there was a little"

async with await model.open() as context:
    ids = await model.encode(text)
    view = await context.reach(ids, top_k=5, want_log_z=True)

pieces = await model.pieces(view.top_ids)
# A ▁ stands for a blank.
for piece, logit in zip(pieces, view.top_logits):
    probability = exp(logit - view.log_z)
    bar = "█" * round(20 * probability)
    print(f"{probability:6.1%} {piece:10} {bar}")
