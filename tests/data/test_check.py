from pathlib import Path

from PIL import Image

from plateocr.data.check import CheckReport, check_folder
from plateocr.data.faults import Fault
from plateocr.data.folder import PlateFolder
from plateocr.plates import NOTEBOOK, RuleViolation


def save(path: Path, grey: int) -> None:
    Image.new("RGB", (94, 24), (grey, grey, grey)).save(path)


def check(root: Path) -> CheckReport:
    return check_folder(PlateFolder.scan(root), lambda: None)


def test_a_clean_folder_has_no_faults(tmp_path):
    save(tmp_path / "皖A00001.png", 1)
    save(tmp_path / "皖A00002.png", 2)

    assert check(tmp_path) == CheckReport(files=2, faults=(), warnings=())


def test_every_fault_is_reported_with_its_reason(tmp_path):
    save(tmp_path / "皖A00001.png", 1)
    (tmp_path / "皖A00002.png").write_bytes((tmp_path / "皖A00001.png").read_bytes())
    (tmp_path / "皖A00003.jpg").write_bytes(b"")
    (tmp_path / "皖A00004.jpg").write_text("not an image")
    save(tmp_path / "皖A00005.jpg", 5)
    (tmp_path / "皖A00005.jpg").write_bytes((tmp_path / "皖A00005.jpg").read_bytes()[:-100])
    save(tmp_path / "皖AD12345.png", 6)
    save(tmp_path / "lamp.png", 7)

    report = check_folder(PlateFolder.scan(tmp_path, NOTEBOOK), lambda: None)

    assert {(fault.path.name, fault.fault) for fault in report.faults} == {
        ("皖A00002.png", Fault.DOUBLE),
        ("皖A00003.jpg", Fault.UNREADABLE),
        ("皖A00004.jpg", Fault.UNREADABLE),
        ("皖A00005.jpg", Fault.UNREADABLE),
        ("皖AD12345.png", Fault.EIGHT_CHARACTERS),
        ("lamp.png", Fault.NO_PLATE),
    }
    assert report.files == 7
    double = next(fault for fault in report.faults if fault.fault is Fault.DOUBLE)
    assert "'皖A00001.png'" in double.reason


def test_a_file_with_bad_name_and_content_has_two_faults(tmp_path):
    (tmp_path / "lamp.jpg").write_text("not an image")

    assert {fault.fault for fault in check(tmp_path).faults} == {Fault.NO_PLATE, Fault.UNREADABLE}


def test_empty_files_are_unreadable_and_not_duplicates(tmp_path):
    (tmp_path / "皖A00001.jpg").touch()
    (tmp_path / "皖A00002.jpg").touch()

    assert [fault.fault for fault in check(tmp_path).faults] == [Fault.UNREADABLE] * 2


def test_an_implausible_plate_is_only_a_warning(tmp_path):
    save(tmp_path / "皖A0000O.png", 1)

    report = check(tmp_path)

    assert report.faults == ()
    assert [warning.violations for warning in report.warnings] == [(RuleViolation.O_OUTSIDE_AGENCY,)]


def test_a_plate_is_judged_by_the_rules_of_its_own_kind(tmp_path):
    save(tmp_path / "皖A12345D.png", 1)
    save(tmp_path / "皖A1234警.png", 2)
    save(tmp_path / "皖AB1234M.png", 3)

    warnings = check(tmp_path).warnings

    assert [(one.image.plate, one.violations) for one in warnings] == [("皖AB1234M", (RuleViolation.ENERGY_LETTER,))]


def test_progress_is_reported_for_every_file(tmp_path):
    save(tmp_path / "皖A00001.png", 1)
    save(tmp_path / "lamp.png", 2)
    calls = []

    check_folder(PlateFolder.scan(tmp_path), lambda: calls.append(1))

    assert len(calls) == 2
