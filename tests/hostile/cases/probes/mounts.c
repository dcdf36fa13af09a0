// problem: probe
// accept: shut
// what: old and new ways to mount, move, unmount, change root and reach files by handle
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
#define TRY(call) do { if ((call) >= 0) puts("OPEN " #call); } while (0)
int main(void)
{
	char token[99] = "", handle[256] = {100};
	int id;
	if (scanf("%98s", token) != 1)
		return 1;
	TRY(mount("x", ".", "tmpfs", 0, NULL));
	TRY(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
	TRY(mount("/", ".", NULL, MS_BIND | MS_REC, NULL));
	TRY(mount("proc", ".", "proc", 0, NULL));
	TRY(umount2("/proc", MNT_DETACH));
	TRY(umount2("/tmp", MNT_DETACH));
	TRY(syscall(SYS_pivot_root, ".", "."));
	TRY(chroot("."));
	TRY(syscall(428, AT_FDCWD, "/", 1));		   /* open_tree */
	TRY(syscall(430, "tmpfs", 0));			   /* fsopen */
	TRY(syscall(433, AT_FDCWD, "/", 0));		   /* fspick */
	TRY(syscall(442, AT_FDCWD, "/", 0, handle, 32));   /* mount_setattr */
	TRY(syscall(457, NULL, handle, 256, 0));	   /* statmount */
	TRY(syscall(SYS_name_to_handle_at, AT_FDCWD, "/", handle, &id, 0));
	TRY(syscall(SYS_open_by_handle_at, AT_FDCWD, handle, O_RDONLY));
	printf("%s CLOSED\n", token);
	return 0;
}
