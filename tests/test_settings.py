"""Settings from the file and the environment."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import Environment, Settings, config_root, load_settings, shipped

ROOT = Path(__file__).parents[1]


def test_the_shipped_file_says_the_defaults() -> None:
    assert load_settings(ROOT / "config") == Settings(dossiers=("ukraine",))


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "parley.yaml").write_text("# nothing\n")
    assert load_settings(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "digest: {time_zone: Mars/Base}",
            r"parley\.yaml:1: digest\.time_zone: 'Mars/Base' is no time zone; use a name",
        ),
        ("digest: {time: 7am}", "write a time of day"),
        ("polling: {per_host: 3}", "3 is too large; choose 2 or less"),
        ("polling: {total_seconds: 0}", "0 is too small; choose more than 0"),
        ("polling:\n  contct: me", r"parley\.yaml:2: polling\.contct: .*did you mean 'contact'"),
        ("x: 1\ny: 2", r"and 1 more: run `parley check`"),
        ("a: [", "is not YAML here"),
    ],
)
def test_what_is_not_usable_is_told_in_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "parley.yaml").write_text(text)
    with pytest.raises(ConfigError, match=said):
        load_settings(tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not there"):
        load_settings(tmp_path)


def test_the_environment_example_names_every_variable_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    example = ROOT / ".env.example"
    lines = [line for line in example.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert {line.partition("=")[0].lower() for line in lines} == set(Environment.model_fields)
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert Environment(_env_file=example) == Environment(_env_file=None)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DISCORD_TOKEN", "hunter2")
    environment = Environment(_env_file=None)
    assert "hunter2" not in repr(environment)
    assert environment.parley_discord_token is not None
    assert environment.parley_discord_token.get_secret_value() == "hunter2"


def test_the_configuration_is_named_found_here_or_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Environment(_env_file=None, parley_config=None)
    monkeypatch.chdir(tmp_path)
    assert config_root(nowhere) == shipped() / "config"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "parley.yaml").write_text("")
    assert config_root(nowhere) == Path("config")
    named = Environment(_env_file=None, parley_config=tmp_path)
    assert config_root(named) == tmp_path
    with pytest.raises(ConfigError, match="is not a folder"):
        config_root(Environment(_env_file=None, parley_config=tmp_path / "x"))
