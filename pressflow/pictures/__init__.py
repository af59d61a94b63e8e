"""Pictures: everything that knows Pillow; photos are looked at, refused or made ready for the public here."""
