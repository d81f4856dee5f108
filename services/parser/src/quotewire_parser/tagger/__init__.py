"""A small encoder that tags sources, cues, words and names; trained by `training/`, run here by ONNX Runtime."""
