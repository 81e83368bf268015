#!/usr/bin/env python3
"""Writes docker/seccomp.json, or with --check fails where it is not what this would write.

A container under this profile may make the namespaces that Parcours' sandbox consists of. It is answered three kinds of
system calls: those that commands in the sandbox are answered (read from the sandbox's own list, so that there is one),
those by which bubblewrap and parcours-init build the sandbox, and those of the debugger. All others are refused, among
them what Docker's own profile allows, but no part of Parcours calls. For other processors than x86-64 and ARM64, add
them to `architectures`."""
import json
import pathlib
import re
import sys

top = pathlib.Path(__file__).resolve().parent.parent
list_of_sandbox = top / "grader/src/sandbox/init/system_calls.cpp"
profile = top / "docker/seccomp.json"

architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"]

# What the sandbox's filter answers only with certain arguments. Here all of them: what is left out there is what the
# sandbox is built with, or what keeps a submission from hiding from the grader in the same container.
by_argument = ["clone", "prctl", "personality"]

# The namespaces, and what is mounted in them.
namespaces = ["unshare", "mount", "umount2", "pivot_root", "sethostname"]

# parcours-init and Docker's own start of a container: filter, capabilities, Landlock (the tier below).
confinement = ["seccomp", "capset", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"]

# gdb shows where the threads of a hung run stand.
debugger = ["ptrace", "process_vm_readv"]

AF_VSOCK = 40  # reaches the host of a virtual machine, past all namespaces


def names_in(text, array):
    body = re.search(r"constexpr const char\* " + array + r"\[\] = \{(.*?)\};", text, re.DOTALL)
    if body is None:
        sys.exit(f"{list_of_sandbox}: there is no list {array}")
    without_comments = re.sub(r"//.*", "", body.group(1))
    return re.findall(r'"(\w+)"', without_comments)


def rule(names, action="SCMP_ACT_ALLOW", **more):
    return {"names": sorted(set(names)), "action": action, **more}


def text_of_profile():
    source = list_of_sandbox.read_text()
    in_sandbox = names_in(source, "allowed") + names_in(source, "system_v")
    whole = {
        "defaultAction": "SCMP_ACT_ERRNO",
        "architectures": architectures,
        "syscalls": [
            rule(in_sandbox),
            rule(by_argument),
            rule(namespaces),
            rule(confinement),
            rule(debugger),
            rule(["socket"], args=[{"index": 0, "value": AF_VSOCK, "op": "SCMP_CMP_NE"}]),
            # Libraries then use clone, as they do inside the sandbox, whose filter cannot read clone3's arguments.
            rule(["clone3"], "SCMP_ACT_ERRNO", errnoRet=38),
        ],
    }
    return json.dumps(whole, indent=1) + "\n"


wanted = text_of_profile()
if sys.argv[1:] == ["--check"]:
    if profile.read_text() != wanted:
        sys.exit(f"{profile}: not what docker/make_seccomp.py writes; run it")
elif sys.argv[1:]:
    sys.exit("usage: docker/make_seccomp.py [--check]")
else:
    profile.write_text(wanted)
