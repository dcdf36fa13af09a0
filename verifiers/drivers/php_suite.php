<?php
// SPDX-License-Identifier: Apache-2.0
// A suite in the candidate's own process. The nonce stays in a local variable of the function that waits for the suite. So
// does the suite's text, which is read and gone before the candidate comes: it could be replaced, and it holds the answers.
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
    $write = static function (string $text) use ($channel, $pid): void {
        if (getmypid() !== $pid) {
            exit(70);
        }
        fwrite($channel, pack('N', strlen($text)) . $text);
        fflush($channel);
    };
    $hello = $read(unpack('N', $read(4))[1]);
    $mask = random_bytes(32);
    $masked = substr($hello, strpos($hello, '"nonce":"') + 9, 32) ^ $mask;
    $hello = null;
    $describe = static function (string $kind, Throwable $error): string {
        $text = static fn(string $s): string => json_encode(substr($s, 0, 500), JSON_INVALID_UTF8_SUBSTITUTE);
        return '{"kind":"' . $kind . '","type":' . $text(get_class($error)) . ',"message":' . $text($error->getMessage())
            . ',"line":' . (basename($error->getFile()) === 'candidate.php' ? $error->getLine() : 0) . '}';
    };
    // Their variables would have been global ones.
    $assay_publish = static function (array $variables): void {
        unset($variables['assay_text'], $variables['assay_publish']);
        foreach ($variables as $name => $value) {
            $GLOBALS[$name] = $value;
        }
    };
    $load = static function (string $assay_text) use ($assay_publish): void {
        require $assay_text;
        $assay_publish(get_defined_vars());
    };
    $run = static function (string $assay_text) use ($assay_publish): void {
        eval('?>' . $assay_text);
        $assay_publish(get_defined_vars());
    };
    $suite = file_get_contents(__DIR__ . '/suite.php');
    unlink(__DIR__ . '/suite.php');
    // Settings switch PHP's own assert() off, also while the suite runs.
    $assert = 'assay_assert_' . bin2hex(random_bytes(8));
    $suite = preg_replace('/(?<![\w>:$])\\\\?assert\s*\(/i', $assert . '(', $suite);
    eval("function $assert(\$claim, \$said = null) {
        if (!\$claim) {
            throw \$said instanceof Throwable ? \$said : new AssertionError(\$said ?? 'assert() failed');
        }
        return true;
    }");
    ini_set('zend.assertions', '1');
    ini_set('assert.exception', '1');
    ini_set('display_errors', 'stderr');
    ob_start(null, 4096); // What is printed while no one looks is not kept for ever.
    $has_loaded = false;
    try {
        $load(__DIR__ . '/candidate.php');
        $has_loaded = true;
        $run($suite);
    } catch (ParseError $error) {
        $write($describe('syntax', $error));
        exit(0);
    } catch (Throwable $error) {
        $is_own = str_ends_with($error->getFile(), "eval()'d code") && !($error instanceof Error && !($error instanceof AssertionError));
        $write($describe($is_own ? 'failed' : ($has_loaded ? 'raised' : 'load_raised'), $error));
        exit(0);
    }
    $write('{"kind":"done","nonce":"' . ($masked ^ $mask) . '"}');
    exit(0);
})();
