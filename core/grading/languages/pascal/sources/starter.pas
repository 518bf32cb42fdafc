program Start;

var
  n: int64;

begin
  read(n);
  writeln(n);
end.
