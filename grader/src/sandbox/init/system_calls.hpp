#pragma once

namespace parcours {

/// From now on, for this process and all that it starts, the kernel answers only the system calls that programs of this
/// course and their compiler may need; any other fails with ENOSYS, as in a kernel that has none of that name, so that
/// libraries fall back on what is there. `own_namespaces`: what it makes by System V's calls ends with it; elsewhere
/// there are none of these calls. Needs PR_SET_NO_NEW_PRIVS. False: it could not.
[[nodiscard]] bool confine_system_calls(bool own_namespaces);

}  // namespace parcours
