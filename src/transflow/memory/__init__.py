"""The index of the translation memory: which of a million sentences are most like this one.

Derived and disposable: the database is the truth. It takes iterators of ``(id, text)`` and a lookup of texts by id, and
knows neither the store nor what a text belongs to.
"""
