program broken; var n: integer; begin n := 'text'; end.
