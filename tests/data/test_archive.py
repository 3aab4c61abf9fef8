import io
import stat
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from plateocr.data.archive import ArchiveLimits, unpack_images
from plateocr.errors import DataError

PLATE = "皖A12345.png"
SMALL = ArchiveLimits(images=5, archive_bytes=20_000, image_bytes=5_000, image_pixels=10_000, total_bytes=12_000)


def image_bytes(size=(40, 20), form="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", size, "blue").save(buffer, form)
    return buffer.getvalue()


IMAGE = image_bytes()


@pytest.fixture
def unpack(tmp_path):
    """Zip entries (name, bytes), let ``change`` corrupt the file, and unpack it; returns the result and the folder."""

    def run(entries, limits=None, change=lambda data: data, progress=lambda _done, _total: None):
        archive, folder = tmp_path / "images.zip", tmp_path / "out" / "folder"
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in entries:
                packed.writestr(name, data)
        archive.write_bytes(change(archive.read_bytes()))
        return unpack_images(archive, folder, limits, progress), folder

    return run


def written(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def reason(unpacked):
    assert len(unpacked.refused) == 1
    return unpacked.refused[0].reason


class TestGood:
    def test_images_arrive_byte_for_byte_in_their_folders(self, unpack):
        unpacked, folder = unpack([(PLATE, IMAGE), (f"night/rain/{PLATE}", IMAGE)])
        assert unpacked.refused == ()
        assert written(folder) == [f"night/rain/{PLATE}", PLATE]
        assert {path.read_bytes() for path in unpacked.images} == {IMAGE}

    def test_progress_counts_to_the_number_of_images(self, unpack):
        seen = []
        unpack(
            [(f"{number}.png", IMAGE) for number in range(3)], progress=lambda done, total: seen.append((done, total))
        )
        assert seen == [(1, 3), (2, 3), (3, 3)]

    @pytest.mark.parametrize("name", ["__MACOSX/._a.png", ".DS_Store", ".hidden/a.png", "folder/"])
    def test_hidden_files_and_folders_are_skipped_silently(self, unpack, name):
        unpacked, folder = unpack([(name, b""), (PLATE, IMAGE)])
        assert (unpacked.refused, written(folder)) == ((), [PLATE])

    @pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP", "WEBP", "GIF", "TIFF"])
    def test_every_image_format(self, unpack, form):
        unpacked, _ = unpack([("a." + form.lower(), image_bytes(form=form))])
        assert len(unpacked.images) == 1


class TestNames:
    @pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
    def test_chinese_names_without_the_utf_8_flag(self, unpack, encoding):
        raw = PLATE.encode(encoding)
        stand_in = "x" * len(raw)
        unpacked, folder = unpack([(stand_in, IMAGE)], change=lambda data: data.replace(stand_in.encode(), raw))
        assert written(folder) == [PLATE]
        assert unpacked.refused == ()

    def test_backslashes_separate_folders(self, unpack):
        _, folder = unpack([("night\\a.png", IMAGE)])
        assert written(folder) == ["night/a.png"]

    def test_a_duplicate_name(self, unpack):
        with pytest.warns(UserWarning, match="Duplicate"):
            unpacked, _ = unpack([("a.png", IMAGE), ("a.png", image_bytes((50, 20)))])
        assert reason(unpacked) == "a.png occurs twice; the first one counts."
        assert unpacked.images[0].read_bytes() == IMAGE

    def test_a_file_and_a_folder_with_the_same_name(self, unpack):
        unpacked, folder = unpack([("a.png", IMAGE), ("a.png/b.png", IMAGE)])
        assert written(folder) == ["a.png"]
        assert "a.png/b.png" in reason(unpacked)


class TestRefused:
    @pytest.mark.parametrize(
        "name",
        ["../a.png", "a/../../a.png", "/etc/a.png", "..\\a.png", "\\a.png", "C:\\a.png", "C:a.png", "//host/a.png"],
    )
    def test_paths_that_lead_outside_the_folder(self, unpack, tmp_path, name):
        unpacked, folder = unpack([(name, IMAGE), (PLATE, IMAGE)])
        assert reason(unpacked).endswith("leads outside its folder.")
        assert written(tmp_path / "out") == [f"folder/{PLATE}"]
        assert written(folder) == [PLATE]

    def test_a_name_with_a_null_byte(self, unpack):
        unpacked, folder = unpack([("abc.png", IMAGE)], change=lambda data: data.replace(b"abc.png", b"a\0c.png"))
        assert "control characters" in reason(unpacked)
        assert written(folder) == []

    def test_a_name_too_long_for_the_file_system(self, unpack):
        unpacked, _ = unpack([("长" * 100 + ".png", IMAGE)])
        assert "more than 240 bytes" in reason(unpacked)

    @pytest.mark.parametrize(
        ("kind", "why"), [(stat.S_IFLNK, "is a link"), (stat.S_IFIFO, "is not a file"), (stat.S_IFCHR, "is not a file")]
    )
    def test_links_and_devices(self, unpack, kind, why):
        entry = zipfile.ZipInfo("a.png")
        entry.external_attr = (kind | 0o777) << 16
        unpacked, folder = unpack([(entry, b"/etc/passwd")])
        assert why in reason(unpacked)
        assert not list(folder.iterdir())

    @pytest.mark.parametrize("name", ["more.zip", "more.tar.gz", "more.7z", "MORE.RAR"])
    def test_a_nested_archive(self, unpack, name):
        unpacked, _ = unpack([(name, IMAGE)])
        assert "an archive inside the archive; unpack it first" in reason(unpacked)

    def test_an_archive_named_like_an_image(self, unpack, tmp_path):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as inner:
            inner.writestr("a.png", IMAGE)
        unpacked, folder = unpack([("a.png", buffer.getvalue())])
        assert "not an image that can be read" in reason(unpacked)
        assert written(folder) == []

    @pytest.mark.parametrize(
        ("data", "why"), [(b"", "is empty"), (b"%!PS-Adobe-3.0 EPSF-3.0", "not an image"), (b"GIF", "not an image")]
    )
    def test_files_that_are_not_images(self, unpack, data, why):
        unpacked, folder = unpack([("a.png", data)])
        assert why in reason(unpacked)
        assert written(folder) == []

    def test_other_files(self, unpack):
        unpacked, folder = unpack([("labels.csv", b"a,b"), ("run.sh", b"rm -rf /")])
        assert [entry.name for entry in unpacked.refused] == ["labels.csv", "run.sh"]
        assert all("is not an image" in entry.reason for entry in unpacked.refused)
        assert written(folder) == []

    def test_encrypted_entries(self, unpack):
        def encrypt(data):
            changed = bytearray(data)
            changed[data.index(b"PK\x01\x02") + 8] |= 1
            changed[data.index(b"PK\x03\x04") + 6] |= 1
            return bytes(changed)

        unpacked, _ = unpack([("a.png", IMAGE)], change=encrypt)
        assert "is encrypted; zip it without a password" in reason(unpacked)

    def test_uncommon_compression(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as packed:
            packed.writestr("a.png", IMAGE)
        (tmp_path / "out").mkdir()
        assert "uncommon compression method" in reason(unpack_images(tmp_path / "a.zip", tmp_path / "out"))

    def test_damaged_data_affect_only_their_own_image(self, unpack):
        def spoil(data):
            middle = data.index(b"bad.png") + 7 + 12
            return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 8]) + data[middle + 8 :]

        unpacked, folder = unpack([("bad.png", IMAGE), ("good.png", IMAGE)], change=spoil)
        assert reason(unpacked) == "bad.png is damaged in the archive; zip it again."
        assert written(folder) == ["good.png"]

    def test_a_false_size_is_not_trusted(self, unpack):
        """A bomb that claims 100 bytes and contains 4 MB yields 100 bytes and is rejected as damaged."""

        def lie(data):
            changed = bytearray(data)
            struct.pack_into("<I", changed, data.index(b"PK\x01\x02") + 24, 100)
            return bytes(changed)

        unpacked, folder = unpack([("bomb.png", bytes(4_000_000))], change=lie)
        assert "bomb.png" in reason(unpacked)
        assert written(folder) == []

    def test_reasons_can_be_translated(self, unpack):
        unpacked, _ = unpack([("a.zip", IMAGE)])
        why = unpacked.refused[0].reason
        assert why.tell(lambda template, **values: f"{template} {values}") == (
            "{name} is an archive inside the archive; unpack it first. {'name': 'a.zip'}"
        )

    def test_reasons_contain_no_control_characters(self, unpack):
        unpacked, _ = unpack([("a\x1b[31m.png", IMAGE)])
        assert "\x1b" not in reason(unpacked)


class TestLimits:
    def test_only_the_image_over_the_limit_is_rejected(self, unpack):
        unpacked, folder = unpack([("large.png", bytes(5_001)), ("good.png", IMAGE)], SMALL)
        assert "the limit for an image is 0.0 MB" in reason(unpacked)
        assert written(folder) == ["good.png"]

    def test_pixels(self, unpack):
        unpacked, folder = unpack([("wide.png", image_bytes((101, 100))), ("b.png", image_bytes((100, 100)))], SMALL)
        assert "101x100 pixels; the limit is 0.01 megapixels" in reason(unpacked)
        assert written(folder) == ["b.png"]

    def test_an_image_that_pillow_considers_a_bomb(self, unpack, monkeypatch):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
        unpacked, _ = unpack([("a.png", IMAGE)], SMALL)
        assert "megapixels" in reason(unpacked)

    @pytest.mark.parametrize(
        ("entries", "message"),
        [
            ([(f"{number}.png", IMAGE) for number in range(6)], "holds 6 images; the limit is 5"),
            ([(f"{number}.png", bytes(4_500)) for number in range(3)], "0.0 MB when unpacked; the limit is"),
        ],
    )
    def test_too_many_or_too_large_in_total_leaves_nothing(self, unpack, tmp_path, entries, message):
        with pytest.raises(DataError, match=message):
            unpack(entries, SMALL)
        assert written(tmp_path / "out") == []

    def test_the_archive_itself(self, unpack):
        with pytest.raises(DataError, match=r"the limit is 0\.0 MB"):
            unpack([("a.txt", bytes(range(256)) * 80)], ArchiveLimits(archive_bytes=100))

    def test_too_many_entries_in_the_central_directory(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
            for number in range(700):
                packed.writestr(zipfile.ZipInfo(f"{number:06d}" * 1000), b"")
        (tmp_path / "out").mkdir()
        with pytest.raises(DataError, match="far too many files"):
            unpack_images(tmp_path / "a.zip", tmp_path / "out")

    @pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06", b"PK\x03\x04" + bytes(100), b"Rar!\x1a\x07"])
    def test_files_that_are_not_zips(self, tmp_path, data):
        (tmp_path / "a.zip").write_bytes(data)
        (tmp_path / "out").mkdir()
        with pytest.raises(DataError, match="not a ZIP that can be read"):
            unpack_images(tmp_path / "a.zip", tmp_path / "out")


def test_a_missing_file(tmp_path):
    with pytest.raises(DataError, match="no longer there"):
        unpack_images(tmp_path / "gone.zip", tmp_path)


FREELY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = st.text(st.sampled_from("ab./\\:皖 \x1b～"), min_size=1, max_size=12).map(lambda text: text + ".png")


@FREELY
@given(st.lists(st.tuples(NAMES, st.sampled_from([IMAGE, b"", b"x"])), max_size=6))
@pytest.mark.filterwarnings("ignore:Duplicate")
def test_nothing_is_written_outside_whatever_the_names(tmp_path_factory, entries):
    place = tmp_path_factory.mktemp("place")
    archive, folder = place / "a.zip", place / "folder"
    folder.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, data in entries:
            packed.writestr(name, data)
    unpacked = unpack_images(archive, folder)
    assert {path.name for path in place.iterdir()} == {"a.zip", "folder"}
    assert sorted(unpacked.images) == sorted(path for path in folder.rglob("*") if path.is_file())
    assert all(path.read_bytes() == IMAGE for path in unpacked.images)


@FREELY
@given(st.data())
def test_any_flipped_bytes_are_unpacked_or_rejected(tmp_path_factory, data):
    place = tmp_path_factory.mktemp("place")
    archive, folder = place / "a.zip", place / "folder"
    folder.mkdir()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.png", IMAGE)
        packed.writestr("皖/b.png", IMAGE)
    content = bytearray(archive.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    archive.write_bytes(content)
    try:
        unpacked = unpack_images(archive, folder)
    except DataError:
        assert written(folder) == []
    else:
        assert len(written(folder)) == len(unpacked.images)
    assert {path.name for path in place.iterdir()} == {"a.zip", "folder"}
