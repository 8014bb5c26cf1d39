"""The same seed gives the same words again. Change it, or the temperature."""

from hearthside import SamplingOptions, StopRules, generate
from workbench import open_model

model = await open_model()

for seed in (1, 2, 3):
    options = SamplingOptions(seed=seed, temperature=0.9, top_p=0.95)
    tokens = generate(model, "At the edge of the forest", options, StopRules(max_tokens=40))
    print(f"seed {seed}: At the edge of the forest", end="")
    async for token in tokens:
        print(token.text, end="")
    print("\n")
