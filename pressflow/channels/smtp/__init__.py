"""Mail through a relay: an open line carries one letter after the other, and answers each exactly once (RFC 5321)."""

from pressflow.channels.smtp.channel import SmtpChannel
from pressflow.channels.smtp.line import Answer, Line, Mode, Relay, RelayMemory, Verdict
from pressflow.channels.smtp.session import open_line

__all__ = ["Answer", "Line", "Mode", "Relay", "RelayMemory", "SmtpChannel", "Verdict", "open_line"]
