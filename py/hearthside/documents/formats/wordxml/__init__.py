"""The XML of a DOCX: its parts, its elements, its styles."""
