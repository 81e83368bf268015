#include "ranks/rank.hpp"

#include <cstdlib>

#include "ranks/blocking.hpp"

namespace parcours::ranks {
namespace {

void (*tell_refusal)(const char*) = nullptr;

void on_error(MPI_Comm*, int* code, ...) {
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  PMPI_Error_string(*code, text, &length);
  tell_refusal(text);
}

}  // namespace

bool is_rank() noexcept { return std::getenv(socket_variable) != nullptr; }

void begin(void (*refused)(const char*)) {
  PMPI_Init(nullptr, nullptr);
  if (refused != nullptr) {
    tell_refusal = refused;
    MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
    PMPI_Comm_create_errhandler(on_error, &handler);
    PMPI_Comm_set_errhandler(MPI_COMM_WORLD, handler);
    PMPI_Comm_set_errhandler(MPI_COMM_SELF, handler);
    PMPI_Errhandler_free(&handler);
  }
  if (const char* const board = std::getenv(board_variable)) show_waits_on(board, number());
}

void end() { PMPI_Finalize(); }

int number() {
  int own = 0;
  PMPI_Comm_rank(MPI_COMM_WORLD, &own);
  return own;
}

int count() {
  int all = 1;
  PMPI_Comm_size(MPI_COMM_WORLD, &all);
  return all;
}

}  // namespace parcours::ranks
