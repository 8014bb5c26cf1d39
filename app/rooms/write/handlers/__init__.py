"""What happens in the Write room: each file here files its rules when it is imported."""

from app.rooms.write.handlers import answers, asking, many, templates, text, tiers

FILED = (answers, asking, many, templates, text, tiers)
