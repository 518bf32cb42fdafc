package Say;

sub say {
    my ($word) = @_;
    print "$word\n";
}

1;
