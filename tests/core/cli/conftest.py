"""The command line as tests speak to it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tmdt_desktop import __main__ as face

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, password: str) -> Run:
    """`run("list", …)` gives the exit code and the JSON object."""
    monkeypatch.setenv("TMDT_PASSWORD", password)

    def one(*words: object) -> tuple[int, Any]:
        code = face.main([str(words[0]), "--json", *(str(word) for word in words[1:])])
        told = capsys.readouterr().out
        assert told.count("\n") == 1, "one object, one line"
        return code, json.loads(told)

    return one
