import pytest

from plateocr.data.train_plates import read_train_plates
from plateocr.errors import DataError


def test_a_folder(tmp_path, noise_image):
    (tmp_path / "night").mkdir()
    for name in ("0001-皖A12345.png", "night/京A00000.png", "nothing.png"):
        noise_image(1).save(tmp_path / name)
    assert read_train_plates(tmp_path) == {"皖A12345", "京A00000"}


def test_a_list_of_plates_and_file_names(tmp_path):
    path = tmp_path / "plates.txt"
    path.write_text("\ufeff# trained on\n皖A12345\n\n 0001-京A00000.jpg \n皖A12345\n", encoding="utf-8")
    assert read_train_plates(path) == {"皖A12345", "京A00000"}


@pytest.mark.parametrize(
    ("content", "message"),
    [("皖A12345\n皖A1234\n", r"line 2: .*皖A1234"), ("# nothing\n", "contains no plates"), ("", "contains no plates")],
)
def test_an_invalid_list_is_reported_with_its_line(tmp_path, content, message):
    path = tmp_path / "plates.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_train_plates(path)


def test_missing_and_binary_files(tmp_path):
    with pytest.raises(DataError, match="no such file or folder"):
        read_train_plates(tmp_path / "gone")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DataError, match="one per line in UTF-8"):
        read_train_plates(tmp_path / "binary")
