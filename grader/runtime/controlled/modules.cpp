#include "controlled/modules.hpp"

#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace parcours::controlled {
namespace {

struct Search {
  bool (*wanted)(std::string_view);
  Module found;
};

int visit(dl_phdr_info* module, std::size_t /*size*/, void* search_pointer) {
  auto& search = *static_cast<Search*>(search_pointer);
  if (!search.wanted(module->dlpi_name)) return 0;
  Module& found = search.found;
  Range read_only;  // written by the dynamic linker at the start, then protected
  std::vector<Range> writable;
  for (int i = 0; i < module->dlpi_phnum; ++i) {
    const auto& segment = module->dlpi_phdr[i];
    const std::uintptr_t begin = module->dlpi_addr + segment.p_vaddr;
    const Range part{begin, begin + segment.p_memsz};
    if (segment.p_type == PT_GNU_RELRO) read_only = part;
    if (segment.p_type != PT_LOAD) continue;
    if ((segment.p_flags & PF_W) != 0) writable.push_back(part);
    found.all.begin = found.all.end == 0 ? part.begin : std::min(found.all.begin, part.begin);
    found.all.end = std::max(found.all.end, part.end);
  }
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (Range part : writable) {
    if (read_only.contains(part.begin)) part.begin = read_only.end / page * page;
    if (part.begin < part.end) found.variables.push_back(part);
  }
  return 1;
}

}  // namespace

Module find_program() {
  Search search{[](std::string_view name) { return name.empty(); }, {}};
  ::dl_iterate_phdr(visit, &search);
  return search.found;
}

Module find_cpp_library() {
  Search search{[](std::string_view name) { return name.find("libstdc++") != std::string_view::npos; }, {}};
  ::dl_iterate_phdr(visit, &search);
  return search.found;
}

}  // namespace parcours::controlled
