"""What a visitor can download for a view: contact sheet and report."""
