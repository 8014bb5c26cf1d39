"""Help with Python: explain an error, complete a line, write a docstring, write a test.

    fault = fault_of(error, own=lambda file: file.startswith("cell "))
    print("\n".join(explained(fault)))                    # by rules, without a model
    async with CodeWriter(model) as writer:
        async for event in writer.docstring(source, line=3):
            ...                                           # Sent, Piece, and at the end CodeWritten

What rules can tell is told by rules, and is true of the code; a model's words come on top. What a
model writes as code is parsed and held to what was asked, and never run here.
"""

from hearthside.write.code.checks import fault_of_tests, line_fault, summary_fault
from hearthside.write.code.docstrings import documented, facts_of, plain_docstring
from hearthside.write.code.faults import CodeLine, Fault, explained, fault_of
from hearthside.write.code.functions import Function, function_at, parsed
from hearthside.write.code.names import names_at, typed_at
from hearthside.write.code.testcases import plain_tests, with_tests
from hearthside.write.code.writer import CodeWriter, CodeWritten

__all__ = [
    "CodeLine",
    "CodeWriter",
    "CodeWritten",
    "Fault",
    "Function",
    "documented",
    "explained",
    "facts_of",
    "fault_of",
    "fault_of_tests",
    "function_at",
    "line_fault",
    "names_at",
    "parsed",
    "plain_docstring",
    "plain_tests",
    "summary_fault",
    "typed_at",
    "with_tests",
]
