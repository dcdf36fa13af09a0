# problem: probe
# accept: shut fail
# needs: perl
# what: runs at compile time: reads the host's file and leaves before the program begins
BEGIN {
    if (open(my $f, "<", "@CANARY@")) { print "OPEN ", <$f>; }
    print "passed\n";
    require POSIX;
    POSIX::_exit(0);
}
