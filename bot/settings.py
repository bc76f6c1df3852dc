"""Settings: read from the environment and `.env`. `.env.example` lists and explains every one."""

from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be set. Secrets do not show in logs or errors."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    data_dir: Path = Path("data")
    database_url: str = ""
    key_days: int = Field(365, ge=0, validation_alias="STITCH_KEY_DAYS")
    key: SecretStr = Field(SecretStr(""), validation_alias="STITCH_KEY")
    workspace: str = Field("Care team", validation_alias="STITCH_WORKSPACE")
    zone: str = Field("America/Chicago", validation_alias="STITCH_ZONE")
    language: Literal["en", "es"] = Field("en", validation_alias="STITCH_LANGUAGE")

    web: bool = Field(True, validation_alias="STITCH_WEB")
    host: str = Field("127.0.0.1", validation_alias="HOST")
    port: int = Field(8080, validation_alias="PORT", ge=1, le=65535)
    public_url: str = ""

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"

    telegram_bot_token: SecretStr = SecretStr("")
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_members: str = ""
    telegram_api_url: str = "https://api.telegram.org"

    model_url: str = ""
    model_name: str = ""
    model_api_key: SecretStr = SecretStr("")

    per_minute: int = Field(120, ge=0, validation_alias="STITCH_COMMANDS_PER_MINUTE")

    heartbeat_url: str = ""

    log_level: str = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError(f"{level} is none of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{zone} is not a time zone; a valid one is America/Chicago") from None
        return zone

    @field_validator("slack_api_url", "telegram_api_url", "model_url", "heartbeat_url")
    @classmethod
    def _encrypted_on_the_way(cls, url: str) -> str:
        """Tokens and words go there: https, or plain http to this machine."""
        try:
            parts = urlsplit(url)
            loopback = is_loopback(parts.hostname or "")
        except ValueError:
            raise ValueError("this is not a web address; a valid one is https://slack.com/api/") from None
        if url and parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise ValueError("it must begin with https://; plain http is for this machine only (127.0.0.1)")
        if parts.username or parts.password:
            raise ValueError("a web address with a password in it would show up in logs; leave it out")
        return url

    @model_validator(mode="after")
    def _demo_stays_here(self) -> "Settings":
        if self.web and not is_loopback(self.host):
            raise ValueError(
                "In the web workspace everybody chooses who they are, so with STITCH_WEB=1 HOST must be "
                "127.0.0.1. For Slack and Telegram alone set STITCH_WEB=0"
            )
        return self

    @property
    def egress(self) -> dict[str, str]:
        """Every host that this bot goes out to, and what for. Nothing that people type is ever among them."""
        hosts: dict[str, str] = {}
        if self.slack_bot_token.get_secret_value():
            api = _host(self.slack_api_url)
            hosts[api] = "Slack: cards and messages"
            if api in ("slack.com", "slack-gov.com"):
                hosts[f"hooks.{api}"] = "Slack: answers to commands"
                hosts[f"files.{api}"] = "Slack: reads a roster that a lead sends"
                hosts[f"*.{api}"] = "Slack: the WebSocket of Socket Mode, at the address that Slack gives"
        if self.telegram_bot_token.get_secret_value():
            hosts[_host(self.telegram_api_url)] = "Telegram: alias, time and verb, never the words"
        if self.model_url:
            hosts[_host(self.model_url)] = "the model: screened words"
        if self.heartbeat_url:
            hosts[_host(self.heartbeat_url)] = "the heartbeat: numbers"
        if self.database_url.startswith("postgres"):
            hosts[_host(self.database_url)] = "the database: sealed"
        return hosts

    @property
    def board_url(self) -> str:
        """Where the board is; empty where its pages could be read on their way, and there is none."""
        url = urlsplit(self.public_url)
        safe = url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname or ""))
        return self.public_url.rstrip("/") if url.hostname and safe else ""

    @property
    def key_file(self) -> Path:
        """Where the master key is kept when STITCH_KEY does not say it."""
        return self.data_dir / "stitch.key"

    @property
    def database_file(self) -> Path | None:
        """The default database's file; None when DATABASE_URL says another."""
        return None if self.database_url else self.data_dir / "stitch.db"

    @property
    def database(self) -> str:
        """The database's URL: SQLite in the data directory when none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'stitch.db'}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def is_loopback(host: str) -> bool:
    """Whether it is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
