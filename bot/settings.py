"""Settings: read from the environment and `.env`. `.env.example` lists and explains every one."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be set. Secrets do not show in logs or errors."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    data_dir: Path = Path("data")
    database_url: str = ""
    key: SecretStr = Field(SecretStr(""), validation_alias="STITCH_KEY")
    workspace: str = Field("Care team", validation_alias="STITCH_WORKSPACE")
    zone: str = Field("America/Chicago", validation_alias="STITCH_ZONE")
    language: Literal["en", "es"] = Field("en", validation_alias="STITCH_LANGUAGE")

    web: bool = Field(True, validation_alias="STITCH_WEB")
    host: str = Field("127.0.0.1", validation_alias="HOST")
    port: int = Field(8080, validation_alias="PORT")
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

    log_level: str = "INFO"
    log_format: str = "text"

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{zone} is not a time zone; a valid one is America/Chicago") from None
        return zone

    @property
    def key_file(self) -> Path:
        """Where the master key is kept when STITCH_KEY does not say it."""
        return self.data_dir / "stitch.key"

    @property
    def database(self) -> str:
        """The database's URL: SQLite in the data directory when none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'stitch.db'}"
