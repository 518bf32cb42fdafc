use strict;
use warnings;

sub solve {
    my @numbers = @_;
    my $largest = $numbers[0];
    for my $number (@numbers) {
        $largest = $number if $number > $largest;
    }
    return $largest;
}

my (undef, @words) = split ' ', do { local $/; <STDIN> };
print solve(@words), "\n";
