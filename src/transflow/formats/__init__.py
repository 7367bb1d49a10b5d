"""Formats: documents to and from articles, catalogues to and from units, renderings of a view. Bytes in, bytes out."""
