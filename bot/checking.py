"""Loading dossiers, and checking all of `config/` at once: every mistake with file, line, key and remedy."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.configfile import examine, load, nearest
from bot.consistency import ambiguity_flaws, reference_flaws, term_flaws
from bot.dossier import Dossier, dossier_path, is_there
from bot.errors import ConfigError
from bot.settings import Settings
from bot.yamlfile import Flaw, Problem, read_yaml

SCHEMAS: dict[str, type[BaseModel]] = {"dossier": Dossier, "settings": Settings}


def load_dossier(name_or_path: str | Path, root: Path) -> Dossier:
    """Return the dossier of that name in `root`/dossiers, or of that file; raises ConfigError in one sentence."""
    path = dossier_path(str(name_or_path), root)
    if not is_there(path):
        names = dossier_names(root)
        near = nearest(path.stem, names)
        hint = f"did you mean {near!r}? " if near else ""
        known = ", ".join(names) or "none"
        raise ConfigError(f"there is no dossier {str(name_or_path)[:80]!r}; {hint}known are: {known}")
    return load(path, Dossier, _dossier_flaws)


def dossier_names(root: Path) -> tuple[str, ...]:
    """Return the names of the dossiers in `root`/dossiers, sorted."""
    return tuple(sorted({path.stem for path in _yaml_files(root / "dossiers")}))


def check_dossier(path: Path) -> list[Problem]:
    """Return every mistake in the file of a dossier, by line."""
    return examine(path, Dossier, _dossier_flaws)[1]


def check_config(root: Path) -> list[Problem]:
    """Return every mistake in every file of the configuration folder, by file and line."""
    if not root.is_dir():
        return [Problem(str(root), 0, "", "is not a folder", "name the folder that holds parley.yaml")]
    problems = _settings_problems(root)
    ids: dict[str, Path] = {}
    for path in _yaml_files(root / "dossiers"):
        dossier, found = examine(path, Dossier, _dossier_flaws)
        problems += found
        if dossier is not None and dossier.id in ids:
            other = ids[dossier.id].name
            message = f"the id {dossier.id!r} is that of {other} too"
            problems.append(Problem(str(path), 1, "id", message, "choose another id for one of the two"))
        elif dossier is not None:
            ids[dossier.id] = path
    for path in _yaml_files(root / "language"):
        read = read_yaml(path)
        problems += [read.problem(flaw) for flaw in read.flaws]
    problems += _template_problems(root / "templates")
    return sorted(problems)


def _template_problems(folder: Path) -> list[Problem]:
    """Return what Jinja does not understand in the templates of the user."""
    from jinja2 import Environment, TemplateSyntaxError  # noqa: PLC0415 - only checks look at templates

    problems = []
    for path in sorted(folder.glob("*.j2")) if folder.is_dir() else ():
        try:
            Environment(autoescape=True).parse(path.read_text("utf-8"))
        except TemplateSyntaxError as error:
            message = f"is no template: {error.message}"
            problems.append(
                Problem(str(path), error.lineno, "", message, "correct it; parley digest --preview shows it")
            )
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), 0, "", f"cannot be read ({error})", "write it as UTF-8 text"))
    return problems


def _settings_problems(root: Path) -> list[Problem]:
    path = root / "parley.yaml"
    problems = examine(path, Settings)[1]
    read = read_yaml(path)
    return problems + [read.problem(flaw) for flaw in _missing_files(read.data, root)]


def _missing_files(settings: Any, root: Path) -> Iterator[Flaw]:
    if not isinstance(settings, dict):
        return
    names = settings.get("dossiers")
    for i, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str) and not is_there(dossier_path(name, root)):
            known = dossier_names(root)
            near = nearest(name, known)
            remedy = f"did you mean {near!r}?" if near else f"name one of {', '.join(known) or 'the files there'}"
            yield Flaw(("dossiers", i), f"there is no dossier {name!r} in dossiers/", remedy)
    reading = settings.get("reading")
    language = reading.get("language") if isinstance(reading, dict) else None
    if isinstance(language, str) and not (root / "language" / f"{language}.yaml").is_file():
        remedy = "name a file of language/ without its ending"
        yield Flaw(("reading", "language"), f"there is no file language/{language}.yaml", remedy)


def _dossier_flaws(data: Any) -> Iterator[Flaw]:
    yield from reference_flaws(data)
    yield from ambiguity_flaws(data)
    yield from term_flaws(data)


def _yaml_files(folder: Path) -> list[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.suffix in {".yaml", ".yml"})


def schemas() -> dict[str, str]:
    """Return the JSON Schemas of the configuration for editors, by the name of their file in `config/schema/`."""
    return {f"{name}.json": _schema(name, model) for name, model in sorted(SCHEMAS.items())}


def _schema(name: str, model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{name}.json"}
    return json.dumps(schema | model.model_json_schema(mode="validation"), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write the JSON Schemas into `folder` (config/schema)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, "utf-8")
