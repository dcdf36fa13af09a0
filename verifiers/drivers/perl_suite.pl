# SPDX-License-Identifier: Apache-2.0
# A suite in the candidate's own process. The nonce stays in lexical variables of this file, masked.
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
    my $fail = sub {
        my ($kind, $error) = @_;
        my ($line) = "$error" =~ /candidate\.pl line (\d+)/;
        $write->("{\"kind\":\"$kind\",\"type\":\"die\",\"message\":" . $quote->($error) . ',"line":' . ($line || 0) . '}');
        require POSIX;
        POSIX::_exit(0);
    };
    # Suites end the process with exit(1) to say that a test failed.
    BEGIN {
        *CORE::GLOBAL::exit = sub (;$) {
            my $status = @_ ? $_[0] : 0;
            my (undef, $file) = caller;
            die { assay_suite_failed => 1 } if $status && $file =~ m{/suite\.pl$};
            CORE::exit($status);
        };
    }
    eval { require Test::Deep; 1 };
    my $load = sub {
        my ($file) = @_;
        package main;
        no strict;
        my $result = do $file;
        return $@;
    };
    @ARGV = ();
    $0 = "$folder/candidate.pl";
    my $error = $load->("$folder/candidate.pl");
    $fail->(ref($error) || $error !~ /syntax error|BEGIN failed|Can't locate/ ? 'load_raised' : 'syntax', $error) if $error;
    $error = $load->("$folder/suite.pl");
    $fail->('failed', 'a test failed') if ref($error) eq 'HASH' && $error->{assay_suite_failed};
    $fail->($error =~ m{at \S*/suite\.pl line} ? 'failed' : 'raised', $error) if $error;
    $write->('{"kind":"done","nonce":"' . ($masked ^ $mask) . '"}');
}
