"""The YAML that templates are written in: a strict part of it, read and written."""

from hearthside.write.templates.yaml.reader import MOST_CHARACTERS, read_yaml
from hearthside.write.templates.yaml.writer import write_yaml

__all__ = ["MOST_CHARACTERS", "read_yaml", "write_yaml"]
