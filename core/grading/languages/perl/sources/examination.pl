use strict;
use warnings;
my @words = split ' ', do { local $/; <STDIN> };
exit 3 if $words[0] eq 'crash';
while ($words[0] eq 'loop') { }
if ($words[0] eq 'burn') {
    my $x = 1;
    $x = ($x * 1103515245 + 12345) & 0x7fffffff for 1 .. $words[1];
    print "$x\n";
} else {
    print $words[1] + $words[2], "\n";
}
