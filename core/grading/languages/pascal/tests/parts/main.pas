program Start;

uses Says;

var
  word: string;

begin
  readln(word);
  Say(word);
end.
