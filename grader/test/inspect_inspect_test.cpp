#include "inspect/inspect.hpp"

#include <gtest/gtest.h>

namespace parcours {
namespace {

const Surroundings around{.header = "a.hpp",
                          .reserved = {"clock_gettime", "_ZNSt6chrono3_V212steady_clock3nowEv", "_Znwm"},
                          .readable = {"/usr", "/cache"},
                          .forbidden = {"/usr/share/parcours"}};

IrFunction function(const std::string& name) {
  IrFunction made;
  made.name = name;
  made.file = "submission/a.hpp";
  made.line = 3;
  made.checked = true;
  return made;
}

std::vector<Finding> look(const IrFunction& at, bool instrumented = true) {
  IrModule module;
  module.functions = {at};
  return inspect(module, instrumented, around);
}

/// "kind severity" of the only finding; empty: none.
std::string verdict(const std::vector<Finding>& findings) {
  EXPECT_LE(findings.size(), 1U);
  if (findings.empty()) return "";
  return std::string(to_string(findings[0].kind)) + " " + std::string(to_string(findings[0].severity));
}

TEST(Inspect, HasNothingAgainstOrdinaryCode) {
  IrFunction plain = function("_ZN5Queue4pushEi");
  plain.uses = {"_ZNSt5mutex4lockEv", "pthread_create", "_Znwm", "__tsan", "_ZN3abc7testing_doneEv"};
  plain.assembly = {"", "pause"};
  EXPECT_EQ(verdict(look(plain)), "");
}

TEST(Inspect, AllowsInNamespaceStdOnlyWhatDependsOnItsOwnTypes) {
  const char* const generator =  // std::mersenne_twister_engine<unsigned long, 64ul, …>::operator()()
      "_ZNSt23mersenne_twister_engineImLm64ELm312ELm156ELm31ELm13043109905998158313ELm29ELm6148914691236517205ELm17E"
      "Lm8202884508482404352ELm37ELm18444473444759240704ELm43ELm6364136223846793005EEclEv";
  EXPECT_EQ(verdict(look(function(generator))), "tampering error");
  EXPECT_EQ(verdict(look(function("_ZSteqIiEbRKSt6vectorIT_SaIS1_EES5_"))), "tampering error");
  EXPECT_EQ(verdict(look(function("_ZNKSt4hashI3KeyEclERKS0_"))), "");  // std::hash<Key>::operator()(Key const&) const
  EXPECT_EQ(verdict(look(function("_Z4swapRSt6vectorIiSaIiEES2_"))), "");  // not in std
}

TEST(Inspect, SeesFunctionsThatTheRaceDetectorDoesNot) {
  IrFunction blind = function("_Z1fv");
  blind.checked = false;
  EXPECT_EQ(verdict(look(blind)), "tampering error");
  EXPECT_EQ(verdict(look(blind, false)), "");  // no function is checked in the other programs
  blind.file = "/usr/include/c++/12/mutex";
  EXPECT_EQ(verdict(look(blind)), "");
  blind.file = "";
  EXPECT_EQ(verdict(look(blind)), "tampering error");
}

TEST(Inspect, KnowsTheFunctionsByWhichTheCompilerReachesThreadLocals) {
  IrFunction wrapper = function("_ZTWN4Dice6engineE");
  wrapper.file = "";
  wrapper.checked = false;
  wrapper.body =
      "  call void @_ZTHN4Dice6engineE()\n"
      "  %1 = call ptr @llvm.threadlocal.address.p0(ptr @_ZN4Dice6engineE)\n  ret ptr %1\n";
  EXPECT_EQ(verdict(look(wrapper)), "");
  for (const char* more : {"  %2 = load i32, ptr @x\n", "  store i32 1, ptr @x\n",
                           "  call void @llvm.memset.p0.i64(ptr @x, i8 0, i64 8, i1 false)\n"}) {
    IrFunction touching = wrapper;
    touching.body += more;
    EXPECT_EQ(verdict(look(touching)), "tampering error") << more;
  }
  wrapper.file = "submission/a.hpp";
  EXPECT_EQ(verdict(look(wrapper)), "tampering error");
}

TEST(Inspect, RefusesSymbolsOfTheSystem) {
  EXPECT_EQ(verdict(look(function("clock_gettime"))), "tampering error");
  EXPECT_EQ(verdict(look(function("_ZNSt6chrono3_V212steady_clock3nowEv"))), "tampering error");
  EXPECT_EQ(verdict(look(function("__tsan_on_report"))), "tampering error");
  EXPECT_EQ(verdict(look(function("_ZN7testing8internal7EqFailv"))), "tampering error");
  EXPECT_EQ(verdict(look(function("_Znwm"))), "tampering review");
  EXPECT_EQ(verdict(look(function("main"))), "compile-error error");
  IrModule module;
  module.aliases = {"clock_gettime"};
  EXPECT_EQ(verdict(inspect(module, true, around)), "tampering error");
}

TEST(Inspect, RefusesCallsIntoWhatJudges) {
  for (const char* symbol : {"_ZN7testing8UnitTest11GetInstanceEv", "_ZNK7testing10TestResult6PassedEv",
                             "_ZTVN7testing4TestE", "_ZN7testing18FLAGS_gtest_filterB5cxx11E",
                             "_ZN8parcours7channel4sendESt17basic_string_viewIcSt11char_traitsIcEE",
                             "_ZN9benchmark5State11PauseTimingEv", "__tsan_release", "AnnotateIgnoreReadsBegin"}) {
    IrFunction caller = function("_Z1fv");
    caller.uses = {symbol};
    EXPECT_EQ(verdict(look(caller)), "tampering error") << symbol;
  }
}

TEST(Inspect, LetsAPersonLookAtAssemblyAndRefusesWhatGoesPastTheCheckers) {
  IrFunction caller = function("_Z1fv");
  caller.assembly = {"lock xaddl $0, $1"};
  EXPECT_EQ(verdict(look(caller)), "inconclusive review");
  caller.assembly = {"syscall"};
  EXPECT_EQ(verdict(look(caller)), "tampering error");
  caller.assembly = {".incbin \"/etc/passwd\""};
  EXPECT_EQ(verdict(look(caller)), "tampering error");
  IrModule module;
  module.assembly = ".globl x\n";
  EXPECT_EQ(verdict(inspect(module, true, around)), "tampering error");
}

TEST(Inspect, LetsAPersonLookAtSystemCallsByNumber) {
  IrFunction caller = function("_Z1fv");
  caller.uses = {"syscall"};
  EXPECT_EQ(verdict(look(caller)), "inconclusive review");
}

TEST(Inspect, SeesVariablesThatAreCode) {
  IrModule module;
  module.placed = {{"blob", ".text,\"ax\",@progbits#"}};
  EXPECT_EQ(verdict(inspect(module, true, around)), "tampering error");
  module.placed = {{"table", "my_table"}};
  EXPECT_EQ(verdict(inspect(module, true, around)), "tampering review");
}

TEST(Compare, TellsAFunctionThatIsOtherCodeWhenItIsTimed) {
  IrModule tested;
  tested.functions = {function("_Z1fv"), function("_Z1gv")};
  IrModule timed = tested;
  timed.functions.push_back(function("_Z1hv"));  // used by the benchmark alone
  EXPECT_EQ(verdict(compare(tested, timed, "when it is timed", around)), "");
  timed.functions[1].body = "  ret i32 7\n";
  EXPECT_EQ(verdict(compare(tested, timed, "when it is timed", around)), "tampering review");
}

/// Whether clang knows that a callee does not throw depends on what else the program holds.
TEST(Compare, TakesACallThatMayThrowAndOneThatMayNotForTheSame) {
  IrModule tested;
  tested.functions = {function("_Z1fv")};
  tested.functions[0].body =
      "  %2 = alloca ptr, align 8\n  call void @_Z4waitv(ptr %2), !dbg !\n  %3 = load i32, ptr %2, !dbg !\n"
      "  call void @_ZN1TD1Ev(ptr %2) #, !dbg !\n  ret void, !dbg !\n";
  IrModule other = tested;
  other.functions[0].body =
      "  %2 = alloca ptr, align 8\n  %3 = alloca i32, align 4\n  invoke void @_Z4waitv(ptr %2)\n"
      "          to label %4 unwind label %6, !dbg !\n\n4:\n  %5 = load i32, ptr %2, !dbg !\n"
      "  call void @_ZN1TD1Ev(ptr %2) #, !dbg !\n  ret void, !dbg !\n\n6:\n"
      "  %7 = landingpad { ptr, i32 }\n          catch ptr null, !dbg !\n  %8 = extractvalue { ptr, i32 } %7, 0, !dbg "
      "!\n"
      "  call void @_ZN1TD1Ev(ptr %2) #, !dbg !\n  call void @__clang_call_terminate(ptr %8) #, !dbg !\n  "
      "unreachable\n";
  EXPECT_EQ(verdict(compare(tested, other, "when it is timed", around)), "");
  std::string& body = other.functions[0].body;
  body.insert(body.find("  ret void"), "  store i32 7, ptr %2, !dbg !\n");
  EXPECT_EQ(verdict(compare(tested, other, "when it is timed", around)), "tampering review");
}

TEST(UsesFences, SeesTheFunctionAndTheInstruction) {
  IrModule module;
  module.functions = {function("_Z1fv")};
  EXPECT_FALSE(uses_fences(module, around));
  module.functions[0].uses = {"_ZSt19atomic_thread_fenceSt12memory_order"};
  EXPECT_TRUE(uses_fences(module, around));
  module.functions[0].uses.clear();
  module.functions[0].body = "  %1 = alloca i32\n  fence seq_cst\n";
  EXPECT_TRUE(uses_fences(module, around));
  module.functions[0].file = "/usr/include/c++/12/future";
  EXPECT_FALSE(uses_fences(module, around));
}

TEST(InspectFiles, AllowsTheSystemsHeadersAndTheSubmissionItself) {
  EXPECT_TRUE(
      inspect_files("main.ll: - submission/a.hpp \\\n  /usr/include/stdio.h /cache/x/prelude.pch a.hpp\n", around)
          .empty());
  EXPECT_TRUE(inspect_files("", around).empty());
}

TEST(InspectFiles, RefusesOthers) {
  for (const char* file : {"/etc/passwd", "../other/main.d", "/usr/../etc/shadow",
                           "/usr/share/parcours/reference/a.hpp", "/srv/my\\ reference/a.hpp"})
    EXPECT_EQ(verdict(inspect_files(std::string("main.ll: ") + file + "\n", around)), "tampering error") << file;
}

}  // namespace
}  // namespace parcours
