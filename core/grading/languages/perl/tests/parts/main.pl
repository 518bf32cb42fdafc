use strict;
use Say;

my $word = <STDIN>;
chomp $word;
Say::say($word);
