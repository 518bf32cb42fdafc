program Broken;
var x: longint;
begin
  x := 'no';
end.
