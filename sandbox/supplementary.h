/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What supplementary groups of an ordinary user open to candidates.
 *
 * Without privilege the kernel lets nobody leave a group: setgroups() must be denied before the ids of a user namespace
 * can be mapped, because a file may grant its group less than others. So a candidate keeps the groups of whoever runs
 * the farm, and can read what is shown to it (see sandbox_system_folders) and granted to one of them alone.
 */
#ifndef ASSAY_SANDBOX_SUPPLEMENTARY_H
#define ASSAY_SANDBOX_SUPPLEMENTARY_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Looks for such a file for at most two seconds. True when there is one, with its path in `ret_path` and the group's
 * name or number in `ret_group`; root and users without such groups have none.
 */
bool sandbox_supplementary_find(char *ret_path, size_t path_size, char *ret_group, size_t group_size);

#endif
