main :-
    read_line_to_string(user_input, Line), atom_string(Command, Line), do(Command).

int(N) :- read_line_to_string(user_input, Line), number_string(N, Line).

do(sum) :- int(A), int(B), C is A + B, writeln(C).
do(echo) :- read_line_to_string(user_input, Line), format("~w → ✓~n", [Line]).
do(work) :- work(0, 1, 0, Sum), writeln(Sum).
do(exit) :- halt(3).
do(crash) :- throw(crash).
do(spin) :- repeat, fail.
do(hog) :- numlist(1, 10000000, L), atomic_list_concat(L, ' ', A), assertz(kept(A)), do(hog).
do(flood) :- repeat, writeln(flood), fail.

work(1000000, _, Sum, Sum) :- !.
work(I, X, S, Sum) :-
    X1 is X * 16807 mod 2147483647, S1 is S + X1 * (I mod 3), I1 is I + 1, work(I1, X1, S1, Sum).
