"""Style that a machine can judge: each rule a test, each complaint names file and line."""

import ast
import re
from collections.abc import Iterable

from tests.tidy.source import ROOT, AnyFunction, Source, files, of_service, sources

lines_of_a_file_max = 350  # at 250 one stops and thinks; beyond this it is no longer one sentence
lines_of_a_function_max = 70
words_worn_out = {"event", "handler", "manager", "status", "process", "notification", "utils", "helpers", "common"}
words_of_others = {"task_status"}  # Trio's own name for what a task reports when it has started


def test_no_file_outgrows_its_sentence() -> None:
    _hold(f"{s.name}: {n} lines" for s in sources() if (n := s.text.count("\n")) > lines_of_a_file_max)


def test_no_function_is_longer_than_a_screen() -> None:
    _hold(
        f"{s.name}:{f.lineno} {f.name}: {n} lines"
        for s in sources()
        for f in s.functions()
        if (n := (f.end_lineno or f.lineno) - f.lineno + 1) > lines_of_a_function_max
    )


def test_every_module_promises_something_in_one_sentence() -> None:
    _hold(s.name for s in sources() if s.text.strip() and not ast.get_docstring(s.tree))


def test_every_public_class_and_function_of_the_service_says_what_its_signature_cannot() -> None:
    _hold(
        f"{s.name}:{node.lineno} {node.name}"
        for s in of_service()
        for node in _public(s)
        if not ast.get_docstring(node)
    )


def test_exceptions_nobody_expected_are_held_in_one_file() -> None:
    broad = re.compile(r"except\*?\s+\(?(Base)?Exception\b|except\s*:")
    _hold(
        f"{s.name}:{i}"
        for s in sources()
        for i, line in enumerate(s.text.splitlines(), 1)
        if broad.search(line) and s.name not in ("escort/bulkhead.py", "tests/tidy/test_style.py")
    )


def test_names_avoid_the_words_the_field_has_worn_out() -> None:
    _hold(
        f"{s.name}:{node.lineno} {name}"
        for s in of_service()
        for node, name in _defined(s)
        if set(name.lower().split("_")) & words_worn_out and name not in words_of_others
    )


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    _hold(
        f"{path.relative_to(ROOT)}:{i}"
        for path in files()
        if path.suffix in {".py", ".ts", ".svelte", ".md", ".toml", ".css"} and path.name != "test_style.py"
        for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if later.search(line)
    )


def test_nobody_sleeps_in_a_thread_or_asks_the_clock_elsewhere() -> None:
    asks = re.compile(r"\btime\.(time|sleep|monotonic)\(|\bdatetime\.(now|utcnow|today)\(")
    _hold(
        f"{s.name}:{i}"
        for s in of_service()
        for i, line in enumerate(s.text.splitlines(), 1)
        if asks.search(line) and s.name != "escort/clock.py" and not s.name.startswith("escort/bench/")
    )


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {s.path.parent for s in sources() if s.is_test}
    _hold(str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists())


def test_every_test_asserts_something() -> None:
    proving = _proving()
    _hold(
        f"{s.name}:{f.lineno} {f.name}"
        for s in sources()
        if s.is_test
        for f in s.functions()
        if f.name.startswith("test_") and not _calls(f) & proving
    )


def test_lock_files_record_no_hosts() -> None:
    locks = [path for path in files() if path.name in ("requirements.lock", "package-lock.json")]
    assert len(locks) >= 2, "both lock files are committed"
    _hold(
        f"{path.relative_to(ROOT)}:{i}"
        for path in locks
        for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "://" in line and ('"resolved"' in line or path.name == "requirements.lock")
    )


def _public(source: Source) -> Iterable[ast.ClassDef | AnyFunction]:
    """The public classes and functions of a module."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef | AnyFunction) and not node.name.startswith("_"):
            yield node


def _defined(source: Source) -> Iterable[tuple[ast.expr | ast.stmt | ast.arg, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef | AnyFunction):
            yield node, node.name
        elif isinstance(node, ast.arg):
            yield node, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node, node.id


def _calls(function: AnyFunction) -> set[str]:
    """What a function asserts with: `assert`, and the names of everything it calls."""
    names = {"assert"} if any(isinstance(node, ast.Assert) for node in ast.walk(function)) else set[str]()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func
            names.add(called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", ""))
    return names


def _proving() -> set[str]:
    """The names that can fail a test: `assert`, those of the libraries, and our own that lead to one of them."""
    proving = {"assert", "raises", "RaisesGroup", "expect", "fail_after", "assert_array_equal", "assert_allclose"}
    ours = [(f.name, _calls(f)) for s in sources() if s.is_test for f in s.functions()]
    while found := {name for name, calls in ours if calls & proving} - proving:
        proving |= found
    return proving


def _hold(complaints: Iterable[str]) -> None:
    """The rule holds where nobody complains."""
    found = list(complaints)
    assert not found, f"{len(found)} places:\n" + "\n".join(found)
