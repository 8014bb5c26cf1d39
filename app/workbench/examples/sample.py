"""The same seed gives the same words again. Change it."""

from hearthside import SamplingOptions, StopRules, generate
from workbench import open_model

model = await open_model()
start = "At the edge of the forest"
rules = StopRules(max_tokens=40)

for seed in (1, 2, 3):
    options = SamplingOptions(seed=seed, temperature=0.9)
    print(f"Seed {seed}: {start}", end="")
    async for token in generate(model, start, options, rules):
        print(token.text, end="")
    print("\n")
