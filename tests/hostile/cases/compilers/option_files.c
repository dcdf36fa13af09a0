// problem: sum
// accept: fail
// what: files named as options, as option files and as inputs of the compiler and linker come along
int main(void) { return evil(); }
@@ @main.c
-include /etc/shadow
@@ -include
/etc/shadow
@@ evil.c
int evil(void) { return 0; }
@@ libm.so
INPUT(/etc/shadow)
@@ libpthread.a
GROUP(/etc/shadow)
@@ a.out.ld
SEARCH_DIR(/root)
