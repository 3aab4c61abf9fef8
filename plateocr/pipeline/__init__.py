"""Reading plates: image(s) in, PlatePrediction out, with torch or with ONNX Runtime."""
