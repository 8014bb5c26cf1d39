"""What happens in the Teach room: each file here files its rules when it is imported."""

from app.rooms.teach.handlers import adapters, examples, training

FILED = (adapters, examples, training)
