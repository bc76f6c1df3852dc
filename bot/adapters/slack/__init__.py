"""Slack: Bolt for Python, in Socket Mode or over HTTP."""

from bot.adapters.slack.adapter import Slack

__all__ = ["Slack"]
