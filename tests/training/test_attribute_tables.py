from __future__ import annotations

from pathlib import Path

import pytest

from training.attribute_tables import read_celeba_table, read_csv_table
from training.errors import DataError

TABLE = "3\nSmiling  Bald\n000001.jpg  1 -1\n000002.jpg -1 -1\n000003.jpg -1  1\n"
PARTITION = "000001.jpg 0\n000002.jpg 1\n000003.jpg 2\n"
CSV = "file,Smiling,split,Bald\na.png,1,train,0\n\nb.png,no, test ,YES\nc.png,-1,validation,True\n"


def celeba(folder: Path, table: str = TABLE, partition: str = PARTITION) -> Path:
    (folder / "list_attr_celeba.txt").write_text(table, encoding="utf-8")
    (folder / "list_eval_partition.txt").write_text(partition, encoding="utf-8")
    return folder


def csv_file(folder: Path, text: str) -> Path:
    path = folder / "attributes.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_celebas_files_are_read_as_their_authors_write_them(tmp_path: Path) -> None:
    table = read_celeba_table(celeba(tmp_path))
    assert table.attributes == ["Smiling", "Bald"]
    assert table.rows == {"000001.jpg": [1, 0], "000002.jpg": [0, 0], "000003.jpg": [0, 1]}
    assert table.splits == {
        "000001.jpg": "train",
        "000002.jpg": "validation",
        "000003.jpg": "test",
    }


@pytest.mark.parametrize("name", ["list_attr_celeba.txt", "list_eval_partition.txt"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    (celeba(tmp_path) / name).unlink()
    with pytest.raises(DataError, match=f"{name} is missing"):
        read_celeba_table(tmp_path)


@pytest.mark.parametrize(
    ("table", "partition", "told"),
    [
        ("3\n", PARTITION, r"list_attr_celeba\.txt ends before line 2, the attributes' names"),
        (TABLE.replace("000002.jpg -1 -1", "000002.jpg -1"), PARTITION, "line 4: 1 values for 2"),
        (TABLE.replace("-1 -1", "-1  2"), PARTITION, r"txt, line 4: .* not '2'"),
        (TABLE, PARTITION.replace("jpg 1", "jpg 7"), r"partition\.txt, line 2: .* 0, 1 or 2"),
        (TABLE, PARTITION.replace("jpg 2", "jpg"), r"partition\.txt, line 3"),
    ],
)
def test_a_damaged_line_is_named(table: str, partition: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=told):
        read_celeba_table(celeba(tmp_path, table, partition))


def test_a_csv_file_gives_attributes_and_perhaps_splits(tmp_path: Path) -> None:
    table = read_csv_table(csv_file(tmp_path, CSV))
    assert table.attributes == ["Smiling", "Bald"]
    assert table.rows == {"a.png": [1, 0], "b.png": [0, 1], "c.png": [0, 1]}
    assert table.splits == {"a.png": "train", "b.png": "test", "c.png": "validation"}
    plain = read_csv_table(csv_file(tmp_path, "\ufefffile,Round\na.png,1\n"))
    assert (plain.attributes, plain.rows, plain.splits) == (["Round"], {"a.png": [1]}, {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: a file name's column, then one for each attribute"),
        ("file,split\na.png,train\n", "line 1: a file name's column"),
        ("file,Round,Round\na.png,1,0\n", "line 1"),
        ("file,Round\na.png\n", "line 2: 1 cells under 2 titles"),
        ("file,Round\na.png,maybe\n", r"line 2: an attribute is 1 or 0 \(or -1\), not 'maybe'"),
        ("file,Round,split\na.png,1,dev\n", "line 2: split is one of train, validation, test"),
    ],
)
def test_a_damaged_csv_file_is_named(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=rf"attributes\.csv, {told}"):
        read_csv_table(csv_file(tmp_path, text))


def test_a_csv_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"attributes\.csv is missing"):
        read_csv_table(tmp_path / "attributes.csv")
    path = tmp_path / "attributes.csv"
    path.write_bytes(b"\xff\xfe\x00rubbish")
    with pytest.raises(DataError, match=r"attributes\.csv is not a text file in UTF-8"):
        read_csv_table(path)
