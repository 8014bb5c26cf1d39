"""Adapters that come with the project: their data, and the recipe that trains them.

Built on the library (`hearthside.finetune`), unlike the rest of models/. Knows no graph.
"""
