<?php
// SPDX-License-Identifier: Apache-2.0
// Calls one function of the candidate's and sends plain data back. The expected value is not in this process.
final class AssayUnencodable extends Error
{
    public function __construct(public string $kind, public string $what)
    {
        parent::__construct('');
    }
}
(static function (): void {
    $pid = getmypid();
    $channel = fopen('php://fd/3', 'r+');
    stream_set_read_buffer($channel, 0);
    $read = static function (int $n) use ($channel): string {
        $bytes = '';
        while (strlen($bytes) < $n) {
            $part = fread($channel, $n - strlen($bytes));
            if ($part === false || $part === '') {
                exit(70);
            }
            $bytes .= $part;
        }
        return $bytes;
    };
    $hello = '';
    $at = 0;
    $field = static function () use (&$at, &$hello): string {
        $end = strpos($hello, ';', $at);
        $text = substr($hello, $at, $end - $at);
        $at = $end + 1;
        return $text;
    };
    $bytes = static function () use (&$at, &$hello, $field): string {
        $n = (int) $field();
        $at += $n;
        return substr($hello, $at - $n, $n);
    };
    $value = static function () use (&$value, &$at, &$hello, $field, $bytes): mixed {
        $kind = $hello[$at++];
        switch ($kind) {
            case 'N': return null;
            case 'T': return true;
            case 'F': return false;
            case 'I':
                $text = $field();
                return (string) (int) $text === $text ? (int) $text : (float) $text;
            case 'D':
                $text = $field();
                return ['nan' => NAN, 'inf' => INF, '-inf' => -INF][$text] ?? (float) $text;
            case 'S':
            case 'B': return $bytes();
            case 'L':
            case 'P':
            case 'E':
                $list = [];
                for ($n = (int) $field(); $n > 0; $n--) {
                    $list[] = $value();
                }
                return $list;
            case 'M':
                $map = [];
                for ($n = (int) $field(); $n > 0; $n--) {
                    $key = $value();
                    $map[is_float($key) || is_bool($key) ? (int) $key : (is_array($key) ? serialize($key) : $key)] = $value();
                }
                return $map;
            default: exit(70);
        }
    };
    $wants_arg0 = 1;
    $has_more = 2;
    $read_hello = static function () use (&$at, &$hello, $read, $field, $bytes, $value): array {
        $hello = $read(unpack('N', $read(4))[1]);
        $at = 0;
        return [$field(), (int) $field(), (int) $field(), $bytes(), $value(), $value()];
    };
    [$nonce, $max_bytes, $flags, $entry, $args, $named] = $read_hello();

    $send = static function (string $body) use ($channel, $nonce, $pid): void {
        if (getmypid() !== $pid) {
            exit(70);
        }
        $payload = '{"nonce":"' . $nonce . '",' . $body . '}';
        fwrite($channel, pack('N', strlen($payload)) . $payload);
        fflush($channel);
    };
    $left = $max_bytes;
    $spend = static function (string $text) use (&$left, $max_bytes): string {
        $left -= strlen($text);
        if ($left < 0) {
            throw new AssayUnencodable('too_large', "more than $max_bytes bytes");
        }
        return $text;
    };
    $quote = static function (string $text): string {
        $json = json_encode($text, JSON_UNESCAPED_SLASHES);
        return $json === false ? '{"$bytes":"' . base64_encode($text) . '"}' : $json;
    };
    $number = static function (float $v): string {
        if (is_nan($v)) {
            return '{"$float":"nan"}';
        }
        if (is_infinite($v)) {
            return '{"$float":"' . ($v > 0 ? 'inf' : '-inf') . '"}';
        }
        $text = var_export($v, true);
        return strpbrk($text, '.eE') === false ? $text . '.0' : $text;
    };
    $encode = static function (mixed $v, int $depth) use (&$encode, $spend, $quote, $number): string {
        if ($depth > 200) {
            throw new AssayUnencodable('too_large', 'nested deeper than 200 levels');
        }
        if (is_array($v)) {
            $parts = [];
            if (array_is_list($v)) {
                foreach ($v as $item) {
                    $parts[] = $encode($item, $depth + 1);
                }
                return '[' . implode(',', $parts) . ']';
            }
            foreach ($v as $key => $item) {
                $parts[] = '[' . $encode($key, $depth + 3) . ',' . $encode($item, $depth + 3) . ']';
            }
            return '{"$dict":[' . implode(',', $parts) . ']}';
        }
        return match (true) {
            $v === null => $spend('null'),
            is_bool($v) => $spend($v ? 'true' : 'false'),
            is_int($v) => $spend((string) $v),
            is_float($v) => $spend($number($v)),
            is_string($v) => $spend($quote($v)),
            default => throw new AssayUnencodable('not_plain', is_object($v) ? get_class($v) : gettype($v)),
        };
    };
    $safe = static fn(string $s): string => json_encode(substr($s, 0, 500), JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES);
    $describe = static function (Throwable $error) use ($safe): string {
        $is_builtin = (new ReflectionClass($error))->isInternal();
        return '"type":' . $safe(get_class($error)) . ',"builtin":' . ($is_builtin ? 'true' : 'false') . ',"message":'
            . $safe($error->getMessage()) . ',"line":' . (basename($error->getFile()) === 'candidate.php' ? $error->getLine() : 0);
    };
    ob_start(static fn(string $text): string => '', 4096);
    $load = static function (string $assay_file): void {
        require $assay_file;
        foreach (get_defined_vars() as $name => $value) {
            if ($name !== 'assay_file') {
                $GLOBALS[$name] = $value;
            }
        }
    };
    try {
        $load(__DIR__ . '/candidate.php');
    } catch (ParseError $error) {
        $send('"kind":"syntax","message":' . $safe($error->getMessage()) . ',"line":' . $error->getLine());
        exit(0);
    } catch (Throwable $error) {
        $send('"kind":"load_raised",' . $describe($error));
        exit(0);
    }
    $callee = null;
    if (function_exists($entry)) {
        $callee = $entry;
    } elseif (class_exists('Solution') && method_exists('Solution', $entry)) {
        $callee = [new Solution(), $entry];
    } elseif (isset($GLOBALS[$entry]) && is_callable($GLOBALS[$entry])) {
        $callee = $GLOBALS[$entry];
    }
    if ($callee === null) {
        $send('"kind":"missing"');
        exit(0);
    }
    $answer = static function (array $args, array $named, bool $is_changed) use ($callee, $describe, $encode, $safe): string {
        // A function that changes its argument takes it by reference.
        $passed = [];
        foreach (array_keys($args) as $i) {
            $passed[$i] = &$args[$i];
        }
        foreach ($named as $key => $item) {
            $passed[$key] = $item;
        }
        try {
            $result = call_user_func_array($callee, $passed);
        } catch (Throwable $error) {
            return '"kind":"raised",' . $describe($error);
        }
        try {
            $body = '"kind":"value","value":' . $encode($result, 1);
            return $is_changed ? $body . ',"arg0":' . $encode($args[0], 1) : $body;
        } catch (AssayUnencodable $error) {
            return '"kind":"' . $error->kind . '","what":' . $safe($error->what);
        }
    };
    while (true) { // What the candidate keeps stays as it is.
        $left = $max_bytes;
        $send($answer($args, $named, ($flags & $wants_arg0) !== 0));
        $send('"kind":"done"');
        if (($flags & $has_more) === 0) {
            exit(0);
        }
        [, , $flags, , $args, $named] = $read_hello();
    }
})();
