"""Files that Nabij writes: tables, GeoPackage with QGIS styles, documents as PDF."""
