* A language that is not known is left out.
