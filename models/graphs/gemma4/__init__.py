"""The four ONNX graphs of Gemma 4, named and shaped as the hub's. Knows no files of weights."""
