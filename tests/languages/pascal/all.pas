program all;
{$mode objfpc}{$H+}
uses SysUtils, Classes;

function Work: Int64;
var
  a: array of Int64;
  x: Int64;
  i: LongInt;
begin
  SetLength(a, 1000000);
  x := 1;
  Result := 0;
  for i := 0 to High(a) do
  begin
    x := x * 16807 mod 2147483647;
    a[i] := x;
  end;
  for i := 0 to High(a) do
    Result := Result + a[i] * (i mod 3);
end;

var
  command: string;
  a, b: Int64;
  block: Pointer;
begin
  ReadLn(command);
  case command of
    'sum': begin ReadLn(a, b); WriteLn(a + b); end;
    'echo': begin ReadLn(command); WriteLn(command, ' → ✓'); end;
    'work': WriteLn(Work);
    'exit': Halt(3);
    'crash': raise Exception.Create('crash');
    'spin': while true do;
    'hog': while true do begin block := GetMem(1048576); FillChar(block^, 1048576, 1); end;
    'flood': while true do WriteLn('flood');
  end;
end.
