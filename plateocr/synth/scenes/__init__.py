"""Composed scenes: photos with drawn and cut-out plates in them."""
