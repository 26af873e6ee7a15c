"""What the settings make of the surroundings, and which surroundings they refuse."""

import os
import stat
from pathlib import Path

import pytest

from config import environment
from config.environment import StartRefused

STRONG = "".join(chr(ord("a") + n % 26) for n in range(environment.SHORTEST_SECRET))


@pytest.fixture(autouse=True)
def _empty_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("INRANGE_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)


def test_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = environment.secret_key(tmp_path, production=False)
    assert environment.secret_key(tmp_path, production=False) == first
    assert len(first) >= environment.SHORTEST_SECRET
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param("", id="none"),
        pytest.param(STRONG[:-1], id="one character short"),
        pytest.param("abcd" * 20, id="four different characters"),
    ],
)
def test_a_weak_secret_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("INRANGE_SECRET_KEY", secret)
    with pytest.raises(StartRefused, match="INRANGE_SECRET_KEY"):
        environment.secret_key(tmp_path, production=True)


def test_a_strong_secret_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INRANGE_SECRET_KEY", STRONG)
    assert environment.secret_key(tmp_path, production=True) == STRONG


@pytest.mark.parametrize(
    ("read", "variable"),
    [
        pytest.param(environment.database, "DATABASE_URL", id="database"),
        pytest.param(environment.mailers, "INRANGE_SMTP_HOST", id="mail server"),
        pytest.param(environment.broker, "INRANGE_BROKER_URL", id="queue"),
    ],
)
def test_a_clinic_without_a_server_is_refused(tmp_path: Path, read, variable: str) -> None:
    with pytest.raises(StartRefused, match=variable):
        read(tmp_path, production=True)


@pytest.mark.parametrize(
    ("address", "host", "port", "name"),
    [
        pytest.param("postgresql://u:p%40ss@db:5433/facts", "db", "5433", "facts", id="network"),
        pytest.param("postgres://u:p%40ss@db/facts", "db", "", "facts", id="short scheme"),
        pytest.param(
            "postgresql://u:p%40ss@/facts?host=/run/pg", "/run/pg", "", "facts", id="socket"
        ),
    ],
)
def test_an_address_names_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, host: str, port: str, name: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    read = environment.database(tmp_path, production=False)
    assert (read["HOST"], read["PORT"], read["NAME"]) == (host, port, name)
    assert (read["USER"], read["PASSWORD"], read["OPTIONS"]) == ("u", "p@ss", {})


def test_another_kind_of_database_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://u@db/facts")
    with pytest.raises(StartRefused, match="postgresql"):
        environment.database(tmp_path, production=False)


def test_without_an_address_the_facts_are_in_the_folder(tmp_path: Path) -> None:
    assert environment.database(tmp_path, production=False)["NAME"].parent == tmp_path


def test_the_folders_of_the_queue_are_made_beforehand(tmp_path: Path) -> None:
    options = environment.broker(tmp_path, production=False)["options"]
    assert all(Path(folder).is_dir() for folder in options.values())


def test_a_queue_on_the_network_has_time_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INRANGE_BROKER_URL", "redis://localhost")
    options = environment.broker(tmp_path, production=True)["options"]
    assert 0 < options["socket_timeout"] <= 5
    assert 0 < options["socket_connect_timeout"] <= 5


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartRefused, match="--data"):
        environment.prepare_folder(tmp_path / "file" / "below")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("1", True, id="1"),
        pytest.param("Yes ", True, id="yes"),
        pytest.param("0", False, id="0"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_switch_is_on_only_for_yes(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: bool
) -> None:
    monkeypatch.setenv("INRANGE_PRODUCTION", written)
    assert environment.switched_on("INRANGE_PRODUCTION") is meant
