program Echo;

uses SysUtils;

var
  s: string;
  i: int64;
  p: pointer;

begin
  readln(s);
  i := 0;
  if s = 'wrong' then writeln(7);
  while s = 'spin' do i := i + 1;
  if s = 'sleep' then sleep(100000);
  while s = 'hoard' do
  begin
    getmem(p, 1000000);
    fillchar(p^, 1000000, 1);
  end;
  while s = 'flood' do writeln('the same line again and again, and no end of it');
  if s = 'exit3' then halt(3);
  if s = 'crash' then plongint(nil)^ := 1;
  writeln(s);
end.
