unit Says;

interface

procedure Say(const word: string);

implementation

procedure Say(const word: string);
begin
  writeln(word);
end;

end.
