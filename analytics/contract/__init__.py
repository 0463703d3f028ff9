"""The contract as data: loaded, checked, frozen."""
