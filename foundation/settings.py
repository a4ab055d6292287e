"""What an operator can set, from the environment. Every setting has a default that works."""

from functools import cache
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The environment of one installation. Empty means: use the embedded default."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    var: Path = Path("var")  # database, files, keys of the embedded profile
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""  # what links in mails begin with; empty: http://127.0.0.1:PORT
    trusted_hosts: str = ""  # further host names that are answered, comma separated
    timezone: str = "Asia/Tokyo"
    demo: bool = True  # a demo company, mails shown instead of sent when SMTP is not set
    web_threads: int = 8
    tax_rounding: str = "floor"  # consumption tax: floor, half_up or ceiling; the issuer's choice

    database_url: str = ""  # empty: SQLite under var/
    redis_url: str = ""  # empty: the worker looks at the table by itself
    s3_url: str = ""  # s3://bucket/prefix; empty: files under var/files
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")

    master_key: SecretStr = SecretStr("")  # 64 hex digits; empty: a 0600 file under var/keys
    tsa_url: str = ""  # RFC 3161 authority; empty: seals carry no timestamp and say so

    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: bool = False  # STARTTLS
    mail_from: str = "Mitsumori <no-reply@mitsumori.example>"

    egress_allow: str = ""  # hosts inside the network that webhooks may reach, comma separated

    @property
    def database(self) -> str:
        """Return the SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.var.resolve()}/mitsumori.db"

    @property
    def address(self) -> str:
        """Return what absolute links begin with, without a slash at the end."""
        return (self.base_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """True when people reach the service over https."""
        return self.address.startswith("https://")


@cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
