# SPDX-License-Identifier: Apache-2.0
# A suite in the candidate's own process. The nonce stays in lexical variables of this file, masked. The suite is compiled
# before the candidate is: what its words mean is settled then, and those that it judges by are lexical subroutines, which
# no candidate can replace.
use strict;
use warnings FATAL => ();
no warnings;

{
    my $pid = $$;
    open(my $channel, '+<&=', 3) or exit 70;
    binmode($channel);
    my $read = sub {
        my ($n) = @_;
        my $bytes = '';
        while (length($bytes) < $n) {
            my $got = sysread($channel, $bytes, $n - length($bytes), length($bytes));
            CORE::exit(70) unless $got;
        }
        return $bytes;
    };
    my $write = sub {
        my ($text) = @_;
        my $frame = pack('N', length($text)) . $text;
        CORE::exit(70) if $$ != $pid;
        while (length($frame)) {
            my $n = syswrite($channel, $frame);
            CORE::exit(70) unless defined $n;
            substr($frame, 0, $n) = '';
        }
    };
    my $hello = $read->(unpack('N', $read->(4)));
    open(my $random, '<:raw', '/dev/urandom') or CORE::exit(70);
    sysread($random, my $mask, 32);
    close($random);
    my $masked = substr($hello, index($hello, '"nonce":"') + 9, 32) ^ $mask;
    $hello = 'x' x length($hello);

    my $quote = sub {
        my $text = substr("$_[0]", 0, 500);
        $text =~ s/(["\\])/\\$1/g;
        $text =~ s/[^ -~]/ /g;
        return "\"$text\"";
    };
    my ($folder) = __FILE__ =~ m{^(.*)/[^/]*$};
    $folder = '.' unless defined $folder;
    require Cwd;
    $folder = Cwd::abs_path($folder);
    require POSIX;
    my $leave = \&POSIX::_exit;
    my $is_over;
    my $fail = sub {
        my ($kind, $error) = @_;
        CORE::exit(70) if $is_over++;
        my ($line) = "$error" =~ /candidate\.pl line (\d+)/;
        $write->("{\"kind\":\"$kind\",\"type\":\"die\",\"message\":" . $quote->($error) . ',"line":' . ($line || 0) . '}');
        $leave->(0);
    };
    my $done = sub {
        CORE::exit(70) if $is_over++;
        $write->('{"kind":"done","nonce":"' . ($masked ^ $mask) . '"}');
    };

    # What suites compare with. An object equals no plain value, whatever its operators say.
    my $real_eq_deeply = eval { require Test::Deep; \&Test::Deep::eq_deeply };
    my $has_objects;
    $has_objects = sub {
        my ($value) = @_;
        my $type = CORE::ref($value);
        return 0 if $type eq '';
        return 1 if $type ne 'ARRAY' && $type ne 'HASH';
        $has_objects->($_) && return 1 for $type eq 'ARRAY' ? @$value : values %$value;
        return 0;
    };
    my $same;
    $same = sub {
        my ($got, $expected) = @_;
        my $type = CORE::ref($expected);
        return 0 if CORE::ref($got) ne $type;
        return defined($got) ? defined($expected) && $got eq $expected : !defined($expected) if $type eq '';
        if ($type eq 'ARRAY') {
            return 0 if @$got != @$expected;
            $same->($got->[$_], $expected->[$_]) || return 0 for 0 .. $#$expected;
            return 1;
        }
        return 0 if keys %$got != keys %$expected;
        exists $got->{$_} && $same->($got->{$_}, $expected->{$_}) || return 0 for keys %$expected;
        return 1;
    };
    my $eq_deeply = sub {
        my ($got, $expected) = @_;
        return $real_eq_deeply->($got, $expected) if $real_eq_deeply && $has_objects->($expected);
        return $same->($got, $expected);
    };
    my $text_of = sub { return CORE::defined($_[0]) ? CORE::join('', $_[0]) : undef };
    my $claim = sub {
        my ($holds, $name) = @_;
        $fail->('failed', 'not ok: ' . (defined($name) ? $name : '')) unless $holds;
        return Test::More::ok(1, $name);
    };
    my $exit = sub {
        $fail->('failed', 'a test failed') if @_ && $_[0];
        $done->();
        $leave->(0);
    };

    open(my $file, '<', "$folder/suite.pl") or CORE::exit(70);
    my $suite = do { local $/; <$file> };
    close($file);
    unlink("$folder/suite.pl"); # It could be replaced, and it holds the answers.
    my $judges = 'my sub eq_deeply { $eq_deeply->(@_) } my sub exit { $exit->(@_) } ';
    $judges .= 'my sub ok { $claim->($_[0], $_[1]) } '
        . 'my sub is { $claim->($same->($text_of->($_[0]), $text_of->($_[1])), $_[2]) } '
        . 'my sub isnt { $claim->(!$same->($text_of->($_[0]), $text_of->($_[1])), $_[2]) } '
        . 'my sub is_deeply { $claim->($eq_deeply->($_[0], $_[1]), $_[2]) } '
        if $suite =~ /Test::More/;
    my $subs = sub {
        no strict 'refs';
        my %subs = map { ($_ => 1) } grep { defined(&{"main::$_"}) } keys %main::;
        return \%subs;
    };
    my $load = sub {
        my ($file) = @_;
        package main;
        no strict;
        my $result = CORE::do $file;
        return $@;
    };
    @ARGV = ();
    $0 = "$folder/candidate.pl";
    my $before = $subs->();
    # The first statement of the suite's program; the whole of it is compiled by then.
    my $load_candidate = sub {
        my $own = $subs->();
        # The suite's program goes on with the symbols that it was compiled with; the candidate gets new ones.
        exists $before->{$_} or delete $main::{$_} for keys %$own;
        my $error = $load->("$folder/candidate.pl");
        $fail->(ref($error) || $error !~ /syntax error|BEGIN failed|Can't locate/ ? 'load_raised' : 'syntax', $error) if $error;
    };
    my $has_ended;
    eval "package main; no strict; no warnings; $judges \$load_candidate->();\n#line 1 \"suite.pl\"\n$suite\n;\$has_ended = 1;";
    my $error = $@;
    $fail->($error =~ m{at suite\.pl line} ? 'failed' : 'raised', $error) if $error;
    CORE::exit(70) unless $has_ended;
    $done->();
}
