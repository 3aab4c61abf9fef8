"""The path of a plate: detect, rectify, recognise, judge. Networks run in ONNX Runtime or in torch."""
