"""What a visitor downloads of a view: contact sheet and report."""
