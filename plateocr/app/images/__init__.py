"""Images for the page, served by id or inside the page as data URIs."""
