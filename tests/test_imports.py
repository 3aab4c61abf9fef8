"""The one-way import rule, checked over the whole package, and what a light import must not load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import plateocr

PACKAGE = Path(plateocr.__file__).parent

# part -> the parts it may import; a part is a folder or module at the top of the package.
FOUNDATION = {
    "plateocr",
    "plates",
    "assets",
    "errors",
    "images",
    "geometry",
    "revision",
    "heif",
    "jpeg",
    "files",
    "outputs",
    "settings",
    "onnx_session",
    "shipped",
}
ALLOWED = {
    "plateocr": {"errors", "models", "pipeline"},  # the public face, loaded on first use
    "errors": set(),
    "plates": {"errors"},
    "images": {"errors", "heif", "jpeg"},
    "heif": {"errors"},
    "jpeg": set(),
    "files": {"errors"},
    "outputs": {"errors", "files"},
    "settings": {"errors"},
    "assets": set(),
    "shipped": set(),
    "revision": {"plateocr"},
    "onnx_session": {"errors"},
    "geometry": {"errors", "images", "plates"},
    "augment": FOUNDATION | {"synth"},
    "models": FOUNDATION,
    "data": FOUNDATION | {"synth"},
    "synth": FOUNDATION | {"data", "augment", "pipeline"},
    "hub": FOUNDATION | {"models", "data", "synth"},
    "pipeline": FOUNDATION | {"models", "hub"},
    "training": FOUNDATION | {"models", "data", "synth", "augment", "pipeline", "hub", "evaluation"},
    "evaluation": FOUNDATION | {"models", "pipeline", "data", "hub"},
    "stress": FOUNDATION | {"augment", "data", "pipeline"},
    "app": FOUNDATION | {"models", "pipeline", "data", "evaluation", "hub"},
}
MAY_IMPORT_ANYTHING = {"cli", "__main__"}


def part_of(module):
    """The part that a dotted module name below plateocr belongs to."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "plateocr"


def imports_of(path):
    """Dotted names of what a module imports from plateocr, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "plateocr")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            if node.module == "plateocr":
                yield from (
                    f"plateocr.{alias.name}"
                    if (PACKAGE / alias.name).with_suffix(".py").exists() or (PACKAGE / alias.name).is_dir()
                    else "plateocr"
                    for alias in node.names
                )
            elif node.module and node.module.startswith("plateocr."):
                yield node.module


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py"))


def home_of(path):
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "plateocr" if first == "__init__" else first


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_one_way(path):
    home = home_of(path)
    if home in MAY_IMPORT_ANYTHING:
        return
    assert home in ALLOWED, f"say in this test what the new part {home} may import"
    wrong = {name for name in imports_of(path) if part_of(name) not in ALLOWED[home] | {home}}
    assert not wrong, f"{home} may not import {', '.join(sorted(wrong))}"


def test_the_rule_sees_a_wrong_import(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from plateocr.app.build import x\n    from plateocr import evaluation\n")
    assert [part_of(name) for name in imports_of(wrong)] == ["app", "evaluation"]


def test_only_augment_and_stress_import_albumentations():
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if any(
            line.lstrip().startswith(("import albumentations", "from albumentations"))
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    }
    assert users <= {"augment/recipes.py", "augment/transforms.py", "stress/corruptions.py"}


HEAVY = (
    "torch",
    "lightning",
    "albumentations",
    "gradio",
    "plotly",
    "pandas",
    "cv2",
    "onnxruntime",
    "matplotlib",
    "pi_heif",
    "huggingface_hub",
)


def heavy_modules_after(statement):
    code = f"import sys\n{statement}\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    "statement",
    [
        "import plateocr",
        "import plateocr.cli",
        "from plateocr import PlatePrediction",
        "import plateocr.pipeline.record_csv",
    ],
)
def test_light_imports_bring_nothing_heavy(statement):
    assert heavy_modules_after(statement) == []


def test_evaluation_needs_no_torch():
    assert heavy_modules_after("import plateocr.evaluation.report") == ["pandas", "cv2"]


def test_reading_needs_no_torch(checkpoints):
    statement = (
        "from plateocr import PlateReader; from PIL import Image; "
        f"PlateReader.from_checkpoint({str(checkpoints / 'lstm')!r}).read(Image.new('RGB', (100, 30)))"
    )
    assert heavy_modules_after(statement) == ["cv2", "onnxruntime"]
