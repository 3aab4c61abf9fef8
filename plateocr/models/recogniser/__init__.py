"""The recognisers: networks that read a rectified plate."""
