"""How the Talk room changes, by what it is about."""

from app.rooms.talk.handlers import answering, branches, carrying, giving, keeping

FILED = (answering, branches, carrying, giving, keeping)
