"""The recipe of models that read text, images and sound: Gemma 4, random or from the hub."""
