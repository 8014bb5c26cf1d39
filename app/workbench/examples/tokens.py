"""What would come next? The five likeliest tokens, and how likely each of them is."""

import math

from workbench import open_model

model = await open_model()
prompt = "Once upon a time, there was a little"

async with await model.open() as context:
    view = await context.reach(await model.encode(prompt), top_k=5, want_log_z=True)
    pieces = await model.pieces(view.top_ids)

for piece, logit in zip(pieces, view.top_logits):
    probability = math.exp(logit - view.log_z)
    print(f"{probability:6.1%}  {'█' * round(40 * probability):<40}  {piece!r}")
