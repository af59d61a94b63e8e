"""The service for readers: they subscribe, leave, see what is stored about them, and read what is under embargo."""
