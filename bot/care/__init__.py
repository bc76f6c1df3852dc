"""The rules of care work: pure values and functions; time is an argument, nothing here speaks or stores."""
