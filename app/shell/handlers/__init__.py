"""How what is shared changes: pure functions (state, event) -> (state, effects)."""

from app.shell.handlers import aside, embedder, model, place, suggesting

# Named so that no import looks unused: importing these files is what files their handlers.
FILED = (aside, embedder, model, place, suggesting)
