"""Coexisting diseases and autoantibodies, before and after the onset."""
