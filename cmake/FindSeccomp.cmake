# libseccomp brings no package file of its own. The static library, since parcours-init is a static program.
# Defines Seccomp::seccomp.
find_path(Seccomp_INCLUDE_DIR seccomp.h)
find_library(Seccomp_LIBRARY libseccomp.a)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Seccomp REQUIRED_VARS Seccomp_LIBRARY Seccomp_INCLUDE_DIR)
if(Seccomp_FOUND AND NOT TARGET Seccomp::seccomp)
  add_library(Seccomp::seccomp STATIC IMPORTED)
  set_target_properties(Seccomp::seccomp PROPERTIES IMPORTED_LOCATION "${Seccomp_LIBRARY}"
                                                    INTERFACE_INCLUDE_DIRECTORIES "${Seccomp_INCLUDE_DIR}")
endif()
