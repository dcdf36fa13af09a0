CREATE TABLE input(n);
.import /dev/stdin input
SELECT sum(n) FROM input WHERE n <> 'sum';
