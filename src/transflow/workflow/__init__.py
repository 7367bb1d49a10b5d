"""The steps of the work, one file each: load, plan (pure), call outside, apply in a transaction of the step's own."""
