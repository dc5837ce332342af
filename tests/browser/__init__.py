"""Tests that drive a real Chromium."""

from pathlib import Path

HERE = Path(__file__).parent
