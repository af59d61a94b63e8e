"""The desk: a live preview of the newsroom's releases in a browser on this machine; it reads and never writes."""
