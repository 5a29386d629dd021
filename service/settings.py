"""What a laboratory sets: ``lab.toml``, over it the environment, over that the command line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from acquisition.errors import FileError, UnreadableFile

PORT = 8765
LAB_FILE = "lab.toml"
PREFIX = "LEGDRIVE_"
UtcOffset = Annotated[str, Field(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$")]
Port = Annotated[int, Field(ge=0, le=65535)]


class Section(BaseModel):
    """A table of ``lab.toml``: what is not known is refused, as it was surely meant to do something."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LabSection(Section):
    """``[lab]``: the name and place on the reports, and the clock of the place."""

    name: str = "Laboratory"
    place: str = ""
    utc_offset: UtcOffset = "+00:00"


class PathsSection(Section):
    """``[paths]``: everything that is written lies below ``folder``; ``rig`` is the wiring."""

    folder: Path | None = None
    rig: Path | None = None


class StoreSection(Section):
    """``[store]``: left out, a file of SQLite in the folder."""

    url: str = ""


class MailSection(Section):
    """``[mail]``: the server that takes our mails; without a host none is sent."""

    host: str = ""
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = ""
    user: str = ""
    password_file: Path | None = None
    grace_s: Annotated[float, Field(ge=0.0, le=3600.0)] = 30.0


class WebSection(Section):
    """``[web]``: where the console is served; beyond this computer only with a certificate."""

    host: str = "127.0.0.1"
    port: Port = PORT
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None


class PrivacySection(Section):
    """``[privacy]``: how long links and lifts are kept."""

    keep_days: Annotated[int, Field(ge=1)] | None = None
    link_days: Annotated[int, Field(ge=1, le=365)] = 30


class LiveSection(Section):
    """``[live]``: what the screen shows while somebody lifts."""

    share_shown: bool = False


class SessionSection(Section):
    """``[session]``: which lifts are sent without a key once they are judged."""

    auto_send: Literal["off", "made", "judged"] = "off"


class ReportsSection(Section):
    """``[reports]``: how the pages look, and the font for letters that they lack."""

    font: Path | None = None
    bold_font: Path | None = None
    page: Literal["A4", "Letter"] = "A4"


class LabSettings(BaseSettings):
    """All settings of a laboratory.

    The environment names a setting by its table: ``LEGDRIVE_STORE__URL``, ``LEGDRIVE_WEB__PORT``. Secrets are never
    settings: ``password_file`` names the file that holds one.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="ignore",
        frozen=True,
        nested_model_default_partial_update=True,
    )
    lab: LabSection = LabSection()
    paths: PathsSection = PathsSection()
    store: StoreSection = StoreSection()
    mail: MailSection = MailSection()
    web: WebSection = WebSection()
    privacy: PrivacySection = PrivacySection()
    live: LiveSection = LiveSection()
    session: SessionSection = SessionSection()
    reports: ReportsSection = ReportsSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order: given in code or typed, environment, ``lab.toml``."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def folder(self) -> Path:
        """Where recordings, documents, reports and the store lie."""
        return self.paths.folder or user_data_path("legdrive", appauthor=False)

    @property
    def recordings(self) -> Path:
        """Raw recordings, below the folder."""
        return self.folder / "recordings"

    @property
    def store_url(self) -> str:
        """URL of the store."""
        return self.store.url or f"sqlite:///{self.folder / 'legdrive.db'}"

    @property
    def lab_name(self) -> str:
        """Name of the laboratory."""
        return self.lab.name

    @property
    def place(self) -> str:
        """Where in it the plates lie."""
        return self.lab.place

    @property
    def utc_offset(self) -> str:
        """The place's clock, as ``+01:00``."""
        return self.lab.utc_offset

    @property
    def rig(self) -> Path | None:
        """The wiring's file; ``None``: no plates yet."""
        return self.paths.rig

    @property
    def live_share_shown(self) -> bool:
        """Whether the share of each foot is shown while somebody lifts."""
        return self.live.share_shown


def read_settings(path: Path | None = None) -> LabSettings:
    """Settings of a laboratory.

    Parameters
    ----------
    path : Path, optional
        ``lab.toml``; left out, the one in the working folder where there is one. Paths in it count from its folder,
        which is also where everything lies when it names no folder.

    Raises
    ------
    UnreadableFile
        It is no TOML, or a setting has a value that cannot be; the message names it.
    FileError
        There is no such file.
    """
    chosen = path or (Path(LAB_FILE) if Path(LAB_FILE).exists() else None)
    if chosen is None:
        return _checked(LabSettings, "the environment")
    if not chosen.is_file():
        raise FileError(
            "no such file", str(chosen), "write one, or leave --lab out; docs/settings.md shows all settings"
        )

    class OfFile(LabSettings):
        model_config = SettingsConfigDict(toml_file=chosen)

    try:
        read = _checked(OfFile, str(chosen))
        unknown = set(tomllib.loads(chosen.read_text(encoding="utf-8"))) - set(LabSettings.model_fields)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"is no TOML ({error})", str(chosen), "mend it") from None
    if unknown:
        known = ", ".join(LabSettings.model_fields)
        raise UnreadableFile(f"[{sorted(unknown)[0]}] is no table of ours", str(chosen), f"tables are {known}")
    return _placed(read, chosen.resolve().parent)


def _checked(kind: type[LabSettings], where: str) -> LabSettings:
    try:
        return kind()
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        path = [str(step) for step in fault["loc"]]
        what, variable = f"{'.'.join(path)}: {_told(kind, path, fault)}", variable_of(path)
    except SettingsError as error:
        named = re.search(r'field "(\w+)"', str(error))
        variable = variable_of([named.group(1)] if named else [])
        what = "is no JSON, which a list or a whole table must be"
    do = f"mend it{' or unset it' if variable else ''}; docs/settings.md shows all settings"
    raise UnreadableFile(what, variable or where, do) from None


def _told(kind: type[LabSettings], path: Sequence[str], fault: Mapping[str, Any]) -> str:
    """What is wrong with a value; of a key that is none, which there are."""
    table = kind.model_fields[path[0]].annotation if path and path[0] in kind.model_fields else None
    if fault["type"] == "extra_forbidden" and isinstance(table, type) and issubclass(table, Section):
        return f"is no key of ours; [{path[0]}] has {', '.join(table.model_fields)}"
    return str(fault["msg"])


def variable_of(path: Sequence[str]) -> str:
    """The variable of the environment that a setting was read from, as it is spelled there; empty where none is."""
    names = {name.upper(): name for name in os.environ if name.upper().startswith(PREFIX)}
    wanted = [PREFIX + "__".join(path[: len(path) - up]).upper() for up in range(len(path))]
    exact = next((names[name] for name in wanted if name in names), "")
    below = (names[name] for name in sorted(names) if path and name.startswith(f"{wanted[0]}__"))
    return exact or next(below, "")


def _placed(settings: LabSettings, home: Path) -> LabSettings:
    """Paths counted from the folder of ``lab.toml``."""
    paths, mail, web, reports = settings.paths, settings.mail, settings.web, settings.reports
    at = {
        "store": StoreSection(url=_of_home(settings.store.url, home)),
        "paths": paths.model_copy(
            update={"folder": home / (paths.folder or "."), "rig": None if paths.rig is None else home / paths.rig}
        ),
        "mail": mail.model_copy(
            update={"password_file": None if mail.password_file is None else home / mail.password_file}
        ),
        "web": web.model_copy(
            update={
                "certificate": None if web.certificate is None else home / web.certificate,
                "key": None if web.key is None else home / web.key,
            }
        ),
        "reports": reports.model_copy(
            update={
                "font": None if reports.font is None else home / reports.font,
                "bold_font": None if reports.bold_font is None else home / reports.bold_font,
            }
        ),
    }
    return settings.model_copy(update=at)


def _of_home(url: str, home: Path) -> str:
    """A file of SQLite counts from the folder of ``lab.toml`` too."""
    scheme, found, place = url.partition(":///")
    return f"{scheme}:///{home / place}" if found and scheme.startswith("sqlite") else url
