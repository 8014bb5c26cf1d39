"""Finding: texts as vectors, files as chunks, and both kept and searched on the device.

Knows nothing of screens, of browsers, or of how a file becomes text; engines and a chest are
handed in.
"""
