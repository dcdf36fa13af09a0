// problem: suite_php
// accept: fail undecided
// what: has the suite's file read as empty
// needs: php
function twice($x) { return $x; }
class W { public $context; private $f; function stream_open($p, $m, $o, &$q) { return true; } function stream_read($n) { return ''; } function stream_eof() { return true; } function stream_stat() { return []; } function stream_set_option($a, $b, $c) { return false; } function stream_close() {} function url_stat($p, $f) { return []; } }
stream_wrapper_unregister('file');
stream_wrapper_register('file', 'W');
