CREATE TABLE input(line);
.import /dev/stdin input
SELECT line || ' → ✓' FROM input WHERE line <> 'echo';
