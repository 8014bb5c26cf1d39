"""The ONNX graphs of Gemma 3 around one set of stored bytes. Knows no files of weights."""
