program Known;

var
  line, word: string;
  a, b, i, x, turns: int64;
  at, code: integer;

function next: string;
begin
  at := pos(' ', line);
  if at = 0 then at := length(line) + 1;
  next := copy(line, 1, at - 1);
  delete(line, 1, at);
end;

begin
  readln(line);
  word := next;
  val(next, a, code);
  val(next, b, code);
  if word = 'crash' then halt(3);
  turns := 0;
  while word = 'loop' do turns := turns + 1;
  if word = 'burn' then
  begin
    x := 1;
    for i := 1 to a do x := (x * 1103515245 + 12345) and $7fffffff;
    writeln(x);
  end
  else
    writeln(a + b + turns);
end.
