"""Importing files that users supply: one registry of kinds, and one road for all of them.

A file is opened once (``kind.opener``) into a :class:`loaders.files.user_tables.RawTable`. In
memory its columns are matched, by their headers or by hand, its rows read (``kind.reader``), and
the good ones imported into the data of a snapshot (``kind.importer``). Inspecting
(:mod:`loaders.imports.inspection`) and importing (:mod:`loaders.imports.file_import`) take that
same road, from pages and from the command line.

Each kind is one row of :data:`loaders.imports.kinds.KINDS`, and a module of this package. The
package is above ``files``, ``centres`` and ``sources``, which never import it; only ``commands``
and pages do.
"""
