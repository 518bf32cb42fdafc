use strict;
use warnings;

my @words = split ' ', do { local $/; <STDIN> };
my $n = $words[0];
print "$n\n";
