"""Telegram: python-telegram-bot's client, by long polling or by webhook."""

from bot.adapters.telegram.adapter import Telegram

__all__ = ["Telegram"]
