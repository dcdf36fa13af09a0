// problem: probe
// accept: shut
// repeat: 4
// what: a mailbox in System V memory, semaphores and queues with a fixed key, for the run beside and the run behind
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>
#define KEY 0x41535359
int main(void)
{
	char token[99] = "";
	if (scanf("%98s", token) != 1)
		return 1;
	int id = shmget(KEY, 4096, IPC_CREAT | 0666);
	char *p = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
	if (p != (void *)-1 && p[0])
		printf("OPEN memory %s\n", p);
	if (p != (void *)-1)
		strcpy(p, "taken");
	if (semget(KEY, 1, IPC_CREAT | IPC_EXCL | 0666) < 0 && semget(KEY, 1, 0) >= 0)
		puts("OPEN semaphore");
	if (msgget(KEY, IPC_CREAT | IPC_EXCL | 0666) < 0 && msgget(KEY, 0) >= 0)
		puts("OPEN queue");
	usleep(300000);
	printf("%s CLOSED\n", token);
	return 0;
}
