"""Reading plates: picture(s) in, PlatePrediction out, with torch or with ONNX Runtime."""
