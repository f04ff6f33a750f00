"""What all pages share: language, labels, controls, tables, maps, session, cache."""
