use strict;
my $s = <STDIN>;
chomp $s;
if ($s eq 'wrong') { print "7\n" }
elsif ($s eq 'spin') { while (1) { } }
elsif ($s eq 'sleep') { sleep 100 }
elsif ($s eq 'hoard') { my @all; while (1) { push @all, 'x' x 1000000 . @all } }
elsif ($s eq 'flood') { while (1) { print "the same line again and again, and no end of it\n" } }
elsif ($s eq 'exit3') { exit 3 }
elsif ($s eq 'crash') { kill 'SEGV', $$; sleep 1 }
else { print "$s\n" }
