"""The ports on CPython: ONNX Runtime, numpy and folders."""
