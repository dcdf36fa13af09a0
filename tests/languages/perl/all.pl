use strict;
use warnings;

sub work {
    my ($x, $sum, @a) = (1, 0);
    push @a, $x = $x * 16807 % 2147483647 for 1 .. 1_000_000;
    $sum += $a[$_] * ($_ % 3) for 0 .. $#a;
    return $sum;
}

$| = 1;
chomp(my $command = <STDIN>);
if ($command eq "sum") { print <STDIN> + <STDIN>, "\n" }
elsif ($command eq "echo") { chomp(my $line = <STDIN>); print "$line → ✓\n" }
elsif ($command eq "work") { print work(), "\n" }
elsif ($command eq "exit") { exit 3 }
elsif ($command eq "crash") { die "crash" }
elsif ($command eq "spin") { 1 while 1 }
elsif ($command eq "hog") { my @all; push @all, "x" x (1 << 20) . @all while 1 }
elsif ($command eq "flood") { print "flood\n" while 1 }
