"""What a person brings: a file as the text.

Knows nothing of models or screens.
"""

from hearthside.documents import Document


def text_of(document: Document) -> str:
    """The document's text under its title and headings. What a PDF calls itself is often the name
    of a template."""
    parts: list[str] = [document.title] if document.title and document.kind != "pdf" else []
    heading: tuple[str, ...] = ()
    for section in document.sections:
        if section.heading != heading and section.heading:
            parts.append(section.heading[-1])
        heading = section.heading
        parts.append("\n".join(filter(None, (section.header, section.text))))
    return "\n\n".join(parts)
