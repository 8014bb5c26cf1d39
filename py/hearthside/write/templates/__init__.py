"""Own jobs as prompt templates: edited, tried, compared, kept, and exchanged with `llm` as YAML.

template, notes = read_template(Path("summary.yaml").read_text("utf-8"))
written = await trying(model, template, text).read()
# its answer, what was sent in its named parts
"""

from hearthside.write.templates.differing import differing
from hearthside.write.templates.file import (
    file_name,
    read_rest,
    read_template,
    write_rest,
    write_template,
)
from hearthside.write.templates.shelf import TEMPLATES, KeptTemplate, TemplateShelf, Version
from hearthside.write.templates.template import ANSWER_LEAD, EXAMPLES, Template, of_parts
from hearthside.write.templates.trying import trying

__all__ = [
    "ANSWER_LEAD",
    "EXAMPLES",
    "TEMPLATES",
    "KeptTemplate",
    "Template",
    "TemplateShelf",
    "Version",
    "differing",
    "file_name",
    "of_parts",
    "read_rest",
    "read_template",
    "trying",
    "write_rest",
    "write_template",
]
