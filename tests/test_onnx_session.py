import subprocess
import sys

from plateocr.shipped import DEFAULT_DETECTOR as DETECTOR


def test_opening_a_network_leaves_nothing_in_the_home_folder(tmp_path):
    code = f"from plateocr.onnx_session import open_session; open_session({str(DETECTOR)!r})"
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(DETECTOR.parents[2])}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert list(tmp_path.rglob("*")) == [], "ONNX Runtime keeps notes to report to its makers"


def test_the_test_above_can_fail(tmp_path):
    code = f"import onnxruntime; onnxruntime.InferenceSession({str(DETECTOR)!r})"
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert list(tmp_path.rglob("*"))
