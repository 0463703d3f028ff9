"""A packed file is unpacked within bounds, and a file that cannot be an export is named as what it is."""

import gzip
import io
import tracemalloc
import zipfile
import zlib

import pytest

from analytics.errors import ExportError
from analytics.intake import sniff
from analytics.intake.sniff import unpack
from tests.unit.intake.test_formats import CSV, EXPECTED, cells, problem, read

MIB = 1 << 20


def bomb(n_mib: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(n_mib)), packer.flush()])


def refusal(data: bytes) -> str:
    with pytest.raises(ExportError) as error:
        unpack("t.csv.gz", data)
    return str(error.value)


def test_a_bomb_is_found_out_while_it_is_small():
    data = bomb(64) * 32
    tracemalloc.start()
    try:
        found = refusal(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "unpack to" in found
    assert peak < 160 * MIB


def test_a_bomb_behind_a_good_member_is_found_out():
    assert "unpack to" in refusal(gzip.compress(CSV.encode(), mtime=0) + bomb(100))


def test_a_long_run_of_one_row_in_a_file_that_is_no_bomb_is_unpacked(monkeypatch):
    monkeypatch.setattr(sniff, "_PIECE", 1 << 16)  # so that the run is looked at within itself
    noise = b"".join(f"{i * 7919 % 1000003},".encode() for i in range(60_000))
    data = b"a" * 12_000_000 + noise
    assert unpack("t", gzip.compress(data, mtime=0)) == data


def test_members_and_padding_are_unpacked():
    parts = [gzip.compress(part.encode(), mtime=0) for part in (CSV[:30], "", CSV[30:])]
    assert cells(read(b"".join(parts) + bytes(512))) == EXPECTED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(CSV.encode(), mtime=0)[:-9], "it ends in the middle"),
        (gzip.compress(CSV.encode(), mtime=0)[:12], "it ends in the middle"),
        (gzip.compress(CSV.encode(), mtime=0)[:-8] + bytes(8), "it is damaged"),
        (gzip.compress(CSV.encode(), mtime=0)[:10] + b"\xff" * 40, "it is damaged"),
        (gzip.compress(CSV.encode(), mtime=0) + b"no member", "it is damaged"),
    ],
)
def test_a_packed_file_that_is_not_whole_is_refused_in_our_words(data, words):
    assert refusal(data) == (
        f"t.csv.gz: it cannot be unpacked: {words}. Expected a whole .gz file. To do: copy it again."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x91", "it is a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "it is a picture (JPEG)"),
        (b"GIF89a\x01\0", "it is a picture (GIF)"),
        (b"7z\xbc\xaf\x27\x1c", "it is an archive (7z)"),
        (b"Rar!\x1a\x07", "it is an archive (RAR)"),
    ],
)
def test_a_picture_or_an_archive_is_named(data, words):
    assert words in problem(data)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (archive("incident.csv"), "which holds 'incident.csv'. Expected an XLSX file. To do: unpack it"),
        (archive("mimetype", "content.xml"), "OpenDocument spreadsheet. Expected an XLSX file. To do: save"),
        (archive("a.csv")[:-8], "no whole workbook: it was cut or damaged on its way"),
    ],
)
def test_an_archive_that_is_no_workbook_is_named_in_our_words(data, words):
    assert words in problem(data)
