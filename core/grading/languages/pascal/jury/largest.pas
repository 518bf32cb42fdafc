program Largest;

type
  TNumbers = array of longint;

function Solve(const numbers: TNumbers): longint;
var
  i, highest: longint;
begin
  highest := numbers[0];
  for i := 0 to high(numbers) do
    if numbers[i] > highest then highest := numbers[i];
  Solve := highest;
end;

var
  given: TNumbers;
  i, count: longint;

begin
  read(count);
  setlength(given, count);
  for i := 0 to count - 1 do read(given[i]);
  writeln(Solve(given));
end.
