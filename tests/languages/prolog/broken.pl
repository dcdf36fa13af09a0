main :- undefined(.
