/* SPDX-License-Identifier: Apache-2.0 */
/* Words alone: who runs one program links no probes, one of which asks for the names of groups. */
#include "sandbox/probe.h"

#include <stddef.h>
#include <string.h>

#define FIX_USERNS                                                                                                 \
	"sysctl -w user.max_user_namespaces=15000; Debian: sysctl -w kernel.unprivileged_userns_clone=1; Ubuntu "  \
	"24.04: "                                                                                                  \
	"an AppArmor profile for the program alone: printf 'abi <abi/4.0>,\\nprofile assay %s flags=(unconfined) " \
	"{ userns, }\\n' \"$(readlink -f \"$(command -v assay)\")\" >/etc/apparmor.d/assay && apparmor_parser -r " \
	"/etc/apparmor.d/assay, or for all programs: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; "   \
	"Docker/Podman: --security-opt seccomp=unconfined --security-opt apparmor=unconfined (or --cap-add "       \
	"SYS_ADMIN); "                                                                                             \
	"Kubernetes: securityContext: {seccompProfile: {type: Unconfined}, appArmorProfile: {type: Unconfined}}"
#define FIX_MOUNT                                                                                           \
	"Docker/Podman: --security-opt seccomp=unconfined --security-opt apparmor=unconfined; Kubernetes: " \
	"securityContext: {seccompProfile: {type: Unconfined}, appArmorProfile: {type: Unconfined}}"
#define FIX_PROC                                                                                         \
	"Docker: --security-opt systempaths=unconfined; Podman: --security-opt unmask=ALL; Kubernetes: " \
	"securityContext: "                                                                              \
	"{procMount: Unmasked} with hostUsers: false"
#define FIX_CGROUP                                                                                                     \
	"run as root, or give the user a delegated group: systemd-run --user --scope -p Delegate=yes assay ...; for "  \
	"a "                                                                                                           \
	"service: Delegate=yes in its unit. Where other programs are in the same v2 group (EBUSY), start assay in "    \
	"one "                                                                                                         \
	"of its own: systemd-run --scope -p Delegate=yes assay ..., or move them to a leaf first: "                    \
	"G=/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup); mkdir $G/others; "                                     \
	"for p in $(cat $G/cgroup.procs); do echo $p > $G/others/cgroup.procs; done. "                                 \
	"Docker/Podman: --cgroupns=private -v /sys/fs/cgroup:/sys/fs/cgroup:rw with --privileged, assay as the first " \
	"process (no shell around it); Kubernetes: a privileged container, or a runtime that mounts /sys/fs/cgroup "   \
	"writable (containerd 2: cgroup_writable = true)"
#define FIX_SUPPLEMENTARY                                                                                   \
	"run assay as a user who is in no such group, or start it without them: sudo setpriv --reuid=USER " \
	"--regid=GROUP --clear-groups assay ...; systemd: User= of a user of its own"
#define FIX_LANDLOCK_SIGNALS "a kernel of 6.12 or later, or run as root"
#define FIX_KERNEL	     "a kernel of 5.6 or later"

/* Under the names of probes, and those of steps that differ from the probe that would have told. */
static const struct {
	const char *step, *fix;
} fixes[] = {
	{"user namespaces", FIX_USERNS},
	{"mount namespace", FIX_MOUNT},
	{"namespaces", FIX_MOUNT},
	{"bind mounts", FIX_MOUNT},
	{"device mounts", FIX_MOUNT},
	{"pid namespace", FIX_MOUNT},
	{"pid namespace and its mounts", FIX_MOUNT},
	{"clone of the run", FIX_MOUNT},
	{"net namespace", FIX_MOUNT},
	{"ipc namespace", FIX_MOUNT},
	{"uts namespace", FIX_MOUNT},
	{"cgroup namespace", FIX_MOUNT},
	{"tmpfs", FIX_MOUNT},
	{"tmpfs of the run", FIX_MOUNT},
	{"pivot_root", FIX_MOUNT},
	{"proc mount", FIX_PROC},
	{"seccomp errno", "a kernel with CONFIG_SECCOMP_FILTER"},
	{"seccomp", "a kernel with CONFIG_SECCOMP_FILTER"},
	{"seccomp kill", "a kernel of 4.14 or later"},
	{"landlock", "a kernel of 6.2 or later with lsm=landlock,... on its command line"},
	{"landlock signals", FIX_LANDLOCK_SIGNALS},
	{"landlock scope", FIX_LANDLOCK_SIGNALS},
	{"control groups", FIX_CGROUP},
	{"no foreign groups", FIX_SUPPLEMENTARY},
	{"pidfd", FIX_KERNEL},
	{"clone3", FIX_KERNEL},
	{"openat2", FIX_KERNEL},
};

const char *sandbox_fix_for(const char *step)
{
	for (size_t i = 0; i < sizeof fixes / sizeof fixes[0]; i++)
		if (strcmp(fixes[i].step, step) == 0)
			return fixes[i].fix;
	return NULL;
}
