"""The company's own words and numbers. Managers edit the TOML files; code reads them through ``config.company``."""
