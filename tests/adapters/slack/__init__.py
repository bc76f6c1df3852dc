"""Tests of how the bot speaks Slack."""
