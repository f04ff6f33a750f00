"""Place names: search that forgives typing errors, a gazetteer, point in neighbourhood."""
