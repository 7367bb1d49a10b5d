"""Machine translation: one engine a file, masks for what must survive it, foreign errors under names of ours.

Nothing is imported here: an engine's library is loaded when the engine is made or first used.
"""
