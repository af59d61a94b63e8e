"""Delivering: from promises to receipts."""

from pressflow.delivering.halting import resume, stop
from pressflow.delivering.sender import Clock, Outcome, Report, Sender

__all__ = ["Clock", "Outcome", "Report", "Sender", "resume", "stop"]
