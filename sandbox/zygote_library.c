/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library of a zygote: what runs in the interpreter. It is an extension module in name only: importing it leaves a
 * function where the interpreter comes by on its way to the program, and that call is the zygote's life. What it calls
 * of the interpreter's belongs to the stable interface, so it is built without headers and fits any CPython from 3.9
 * on.
 */
#include "sandbox/gate.h"
#include "sandbox/zygote.h"

#include "base/fd.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The interpreter's. */
struct method {
	const char *name;
	void *(*run)(void *self, void *args);
	int flags;
	const char *doc;
};
enum { NO_ARGUMENTS = 4, ONE_ARGUMENT = 8 };
extern void PyOS_BeforeFork(void);
extern void PyOS_AfterFork_Child(void);
extern void Py_DecRef(void *object);
extern int Py_FinalizeEx(void);
_Noreturn extern void Py_Exit(int status);
extern void PyErr_SetString(void *type, const char *message);
extern void PyErr_SetNone(void *type);
extern void PyErr_Clear(void);
extern void PyErr_Print(void);
extern void *PyExc_ImportError;
extern void Py_IncRef(void *object);
extern char _Py_NoneStruct[];
extern ssize_t PyList_Size(void *list);
extern void *PyList_GetItem(void *list, ssize_t i);
extern int PyList_SetItem(void *list, ssize_t i, void *item);
extern void *PyObject_CallObject(void *callable, void *args);
extern void *PyObject_CallFunctionObjArgs(void *callable, ...);
extern const char *PyUnicode_AsUTF8AndSize(void *text, ssize_t *size);
extern void *PySys_GetObject(const char *name);
extern void *PyImport_GetModuleDict(void);
extern void *PyImport_AddModule(const char *name);
extern void *PyModule_GetDict(void *module);
extern void *PyDict_Copy(void *dict);
extern int PyDict_SetItemString(void *dict, const char *key, void *value);
extern int PyDict_DelItemString(void *dict, const char *key);
extern void PyObject_GC_Track(void *object);
extern void PyObject_GC_UnTrack(void *object);
extern void *PyInterpreterState_Get(void);
extern void *PyInterpreterState_GetDict(void *state);
extern void *PyCapsule_New(void *pointer, const char *name, void (*destructor)(void *));
extern void *PyCFunction_NewEx(struct method *method, void *self, void *module);
extern void *PyBool_FromLong(long value);
extern int PySys_SetObject(const char *name, void *value);
extern void *__libc_stack_end;

#define EXPORTED __attribute__((visibility("default")))

EXPORTED void *PyInit__assay_end(void);
EXPORTED void *PyInit__assay_zygote(void);

/* --- The end of a program --- */

/*
 * When a program is over the interpreter takes apart what it made, which runs its finalizers, and then itself, which
 * runs nothing and copies every page that it is on: half of the time of a small program. The second part is left out
 * where its only outcome is known, exit status 0: the program ended by itself (no exception, no SystemExit) and its
 * output could be written.
 */
static bool is_plain_end;

/* Whether a return into it may be on the stack. What is only left over there makes for a slower end and no other. */
static bool is_called_by(const void *function)
{
	const ElfW(Sym) * symbol;
	void *found = NULL;
	Dl_info info;
	uintptr_t from = (uintptr_t)function, to;
	const uintptr_t *word = __builtin_frame_address(0);

	if (!dladdr1(function, &info, &found, RTLD_DL_SYMENT) || !found)
		return true;
	symbol = found;
	to = from + symbol->st_size;
	for (; word < (const uintptr_t *)__libc_stack_end; word++)
		if (*word >= from && *word <= to)
			return true;
	return false;
}

/* True in the interpreter's own last hour: a program may run its handlers of the end whenever it likes. */
static void *is_ending(void *self, void *args)
{
	(void)self, (void)args;
	return PyBool_FromLong(is_called_by((const void *)(uintptr_t)Py_FinalizeEx));
}

/* Said by the last of these handlers, when it found nothing that asks for another status. */
static void *expect_zero(void *self, void *args)
{
	(void)self, (void)args;
	is_plain_end = true;
	return PyBool_FromLong(1);
}

/* The interpreter's own dictionary is the first that goes when the modules have gone. */
static void on_teardown(void *capsule)
{
	(void)capsule;
	if (!is_plain_end || is_called_by((const void *)(uintptr_t)Py_Exit))
		return;
	(void)fflush(NULL); /* As exit(3) would, and with no more to say about it. */
	_exit(0);
}

/* Leaves the two functions in `sys`, from where the caller takes them. */
void *PyInit__assay_end(void)
{
	static struct method methods[] = {{.name = "is_ending", .run = is_ending, .flags = NO_ARGUMENTS},
					  {.name = "expect_zero", .run = expect_zero, .flags = NO_ARGUMENTS}};
	static char mark;
	void *dict = PyInterpreterState_GetDict(PyInterpreterState_Get());
	void *capsule = PyCapsule_New(&mark, NULL, on_teardown);
	bool is_good = PyDict_SetItemString(dict, "assay", capsule) == 0;

	Py_DecRef(capsule); /* The dictionary's is the only one. */
	for (int i = 0; is_good && i < 2; i++)
		is_good = PySys_SetObject(methods[i].name, PyCFunction_NewEx(&methods[i], NULL, NULL)) == 0;
	PyErr_SetString(PyExc_ImportError, is_good ? "done" : "the end cannot be watched");
	return NULL;
}

/* --- The life of a zygote --- */

/* A module that starts threads or keeps files open makes a zygote that forks half of what it is. */
static int check_state(void)
{
	enum { LOOKED_AT = 256 };

	/* Changes nothing, and is refused to a process that has other threads. */
	if (unshare(CLONE_VM) < 0)
		return -EBUSY;
	for (int fd = SANDBOX_FD_ZYGOTE_END; fd < LOOKED_AT; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return -EMFILE;
	return 0;
}

/* For good: the count of these references never falls. */
static void hold_modules(void)
{
	void *held = PyDict_Copy(PyImport_GetModuleDict());

	PyDict_DelItemString(held, "__main__"); /* That is the candidate's. */
}

/*
 * What the collector was told to leave alone it takes for alive. The module that a program becomes was there already,
 * and would keep from their end all objects that are in a circle with it, which is where programs have theirs.
 */
static void renew(void *object)
{
	PyObject_GC_UnTrack(object);
	PyObject_GC_Track(object);
}

static void serve(void)
{
	void *program = PyImport_AddModule("__main__");
	int r = check_state();

	if (r < 0)
		sandbox_give_up(r == -EBUSY ? "a preloaded module started a thread" : "a preloaded module keeps a file",
				-r);
	hold_modules();
	renew(program);
	renew(PyModule_GetDict(program));
	sandbox_zygote_arrange_memory();
	PyOS_BeforeFork();
	sandbox_zygote_serve();
	PyOS_AfterFork_Child();
}

/* --- The moment between the interpreter and the program --- */

/*
 * The first thing that an interpreter does for a program, when nothing is left to do for itself, is to ask the hooks
 * for entries of the module path whether it is an archive or a folder: the latest moment that code of ours can be
 * called at, and each step that lies before it is taken once for all runs. So the first of the hooks is ours until
 * then. The two that are the interpreter's refuse a file that is no archive, which is told here with less ado than by
 * them.
 */
static struct {
	void *list, *first, *second, *prepare;
} hooks;

/* The word that both would say. */
static void *refuse(void)
{
	PyErr_SetNone(PyExc_ImportError);
	return NULL;
}

/* As zipimport looks for it: a record's mark within what may be a comment at the end. */
static bool may_be_archive(const char *path)
{
	enum { RECORD = 22, LONGEST_COMMENT = 65535, SEEN = RECORD + LONGEST_COMMENT };
	static const char mark[] = {'P', 'K', 5, 6};
	assay_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool is_none = false;
	size_t len;
	char *bytes;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return true; /* They know what to say of it. */
	if (st.st_size == 0)
		return false;
	len = st.st_size < SEEN ? (size_t)st.st_size : SEEN;
	bytes = malloc(len);
	if (bytes)
		is_none = pread(fd, bytes, len, st.st_size - (off_t)len) == (ssize_t)len &&
			  !memmem(bytes, len, mark, sizeof mark);
	free(bytes);
	return !is_none;
}

static void *second_hook(void *self, void *path)
{
	(void)self, (void)path;
	(void)PyList_SetItem(hooks.list, 1, hooks.second); /* It was there before. */
	return refuse();
}

/* How the interpreter names the program depends on its version; its last part is the same. */
static bool is_program(void *path)
{
	void *words = PySys_GetObject("argv");
	const char *name = PyUnicode_AsUTF8AndSize(path, NULL), *program = NULL, *part;

	if (name && PyList_Size(words) > 0)
		program = PyUnicode_AsUTF8AndSize(PyList_GetItem(words, 0), NULL);
	PyErr_Clear();
	part = name ? strrchr(name, '/') : NULL;
	return program && strcmp(part ? part + 1 : name, program) == 0;
}

_Noreturn static void end_unfit(void)
{
	PyErr_Print();
	_exit(1);
}

static void put_back(void)
{
	static struct method method = {.name = "hook", .run = second_hook, .flags = ONE_ARGUMENT};

	if (PyList_SetItem(hooks.list, 0, hooks.first) < 0 ||
	    (hooks.second && PyList_SetItem(hooks.list, 1, PyCFunction_NewEx(&method, NULL, NULL)) < 0))
		end_unfit();
}

static void *first_hook(void *self, void *path)
{
	const char *name;
	void *again;

	(void)self;
	if (!is_program(path))
		return PyObject_CallFunctionObjArgs(hooks.first, path, (void *)NULL);
	again = PyObject_CallObject(hooks.prepare, NULL);
	if (!again)
		end_unfit();
	put_back();
	name = PyUnicode_AsUTF8AndSize(path, NULL);
	serve(); /* From here on this is a candidate. */
	if (again != _Py_NoneStruct && !PyObject_CallObject(again, NULL))
		end_unfit();
	if (hooks.second && !may_be_archive(name))
		return refuse();
	if (hooks.second)
		(void)PyList_SetItem(hooks.list, 1, hooks.second);
	return PyObject_CallFunctionObjArgs(hooks.first, path, (void *)NULL);
}

/* All that is taken here is kept for good, the function too: it takes itself off the list. */
static bool take_hooks(void)
{
	static struct method method = {.name = "hook", .run = first_hook, .flags = ONE_ARGUMENT};
	void *own = PyCFunction_NewEx(&method, NULL, NULL);

	hooks.list = PySys_GetObject("path_hooks");
	hooks.prepare = PySys_GetObject("prepare");
	if (!own || !hooks.list || !hooks.prepare || PyList_Size(hooks.list) < 1)
		return false;
	hooks.first = PyList_GetItem(hooks.list, 0);
	hooks.second = PyList_Size(hooks.list) == 2 ? PyList_GetItem(hooks.list, 1) : NULL;
	Py_IncRef(hooks.list);
	Py_IncRef(hooks.prepare);
	Py_IncRef(hooks.first);
	if (hooks.second)
		Py_IncRef(hooks.second);
	Py_IncRef(own);
	return PySys_SetObject("prepare", NULL) == 0 && PyList_SetItem(hooks.list, 0, own) == 0;
}

void *PyInit__assay_zygote(void)
{
	PyErr_SetString(PyExc_ImportError, take_hooks() ? "done" : "the program cannot be waited for");
	return NULL;
}
