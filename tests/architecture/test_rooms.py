"""The plan of the house: which room may import which, who may touch the disk, how large a file grows."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "analytics"

# A room may import what stands below it, and itself.
MAY_IMPORT = {
    "errors": set(),
    "visible": set(),
    "schema": {"errors"},
    "statistics": {"errors"},
    "sources": {"errors", "schema"},
    "contract": {"errors", "schema", "sources"},
    "sample": {"errors", "schema", "sources", "contract"},
    "clock": {"errors", "schema", "sources", "contract"},
    "intake": {"errors", "schema", "sources", "contract"},
    "obligations": {"errors", "schema", "sources", "contract", "clock"},
    "summary": {"errors", "schema", "statistics", "contract", "clock", "obligations"},
    "verdict": {"errors", "schema", "statistics", "contract", "clock", "obligations", "summary"},
    "causes": {"errors", "visible", "schema", "statistics", "contract", "clock", "obligations", "summary"},
    "tables": {"errors", "visible", "schema"},
    "charts": {"errors", "visible", "schema", "tables"},
    "report": {
        "errors", "visible", "schema", "sources", "statistics", "contract", "clock", "intake", "obligations",
        "summary", "verdict", "causes", "tables", "charts",
    },
}  # fmt: skip
MAY_IMPORT["publish"] = set(MAY_IMPORT) | {"report", "charts", "tables", "sample"}
MAY_IMPORT["cli"] = set(MAY_IMPORT) | {"publish"}
MAY_IMPORT["__init__"] = set(MAY_IMPORT)

TOUCHES_DISK = {"contract/load.py", "intake/files.py", "cli/__init__.py"}
DISK_ROOMS = {"report", "publish", "sample"}
DISK_CALLS = {
    "open",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "write_csv",
    "read_csv",
    "write_parquet",
    "read_parquet",
    "write_ipc",
    "read_ipc",
    "mkdir",
    "unlink",
}
LONG_FILES: dict[str, str] = {}
LONGEST_FILE = 300


def modules() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("*.py") if "_template" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.module == "analytics":
                names = [f"analytics.{alias.name}" for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("analytics.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_imports_point_down_only(path: Path) -> None:
    room = room_of(path)
    upwards = imported_rooms(path) - MAY_IMPORT[room] - {room}
    assert not upwards, f"{path.relative_to(ROOT)} imports upwards: {sorted(upwards)}"


def imports(path: Path, package: str) -> bool:
    tree = ast.walk(ast.parse(path.read_text()))
    return any(
        (isinstance(node, ast.Import) and any(a.name.split(".")[0] == package for a in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package)
        for node in tree
    )


def test_altair_stays_in_charts() -> None:
    users = {room_of(path) for path in modules() if imports(path, "altair") or imports(path, "vl_convert")}
    assert users <= {"charts"}


def test_only_the_edges_touch_the_disk() -> None:
    offenders = []
    for path in modules():
        name = str(path.relative_to(HOUSE))
        if name in TOUCHES_DISK or room_of(path) in DISK_ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in DISK_CALLS:
                    offenders.append(f"{name}:{node.lineno} {called}")
    assert not offenders


def test_no_row_is_visited_by_python() -> None:
    for path in modules():
        assert "map_elements" not in path.read_text(), path


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_files_stay_small(path: Path) -> None:
    name = str(path.relative_to(HOUSE))
    n_lines = len(path.read_text().splitlines())
    assert n_lines <= LONGEST_FILE or name in LONG_FILES, f"{name} has {n_lines} lines: one idea a file"


def test_public_names_are_sorted_and_exist() -> None:
    import analytics

    assert analytics.__all__ == sorted(analytics.__all__)
    assert all(getattr(analytics, name) is not None for name in analytics.__all__)


def test_import_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    probe = (
        "import sys, analytics; print({'polars','altair','mkdocs','nbconvert','pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"
