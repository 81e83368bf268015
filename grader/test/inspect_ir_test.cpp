#include <gtest/gtest.h>

#include "inspect/ir.hpp"

namespace parcours {
namespace {

// What clang 19 writes, shortened.
const std::string module_text = R"(source_filename = "-"
module asm ".globl \22sneaky\22"
@counter = dso_local global i32 0, align 4
@code = dso_local constant [2 x i8] c"\90\C3", section ".text,\22ax\22", align 1
@other = weak alias i32 (i32), ptr @_Z1fi
@text = private unnamed_addr constant [9 x i8] c" alias \22a", align 1

define dso_local i32 @_Z1fi(i32 noundef %0) #0 !dbg !9 {
  %2 = alloca %struct.pair.53, align 4
  store i32 %0, ptr %2, align 4, !tbaa !13
  call void asm sideeffect "mov $$1, $0", "~{memory}"() #4, !dbg !14
  %3 = call i32 @"_ZN7testing\5CX"(ptr @.str.12), !dbg !15
  ret i32 %3, !dbg !16
}

define dso_local void @"\01clock_gettime"() #1 {
  ret void
}

define dso_local void @hidden() #2 !dbg !20 {
  ret void
}

attributes #0 = { mustprogress nounwind sanitize_thread uwtable "target-cpu"="x86-64" }
attributes #1 = { nounwind uwtable "fake"="sanitize_thread" }
attributes #2 = { disable_sanitizer_instrumentation nounwind sanitize_thread }

!1 = !DIFile(filename: "submission/a.hpp", directory: "/b")
!9 = distinct !DISubprogram(name: "f", scope: !1, file: !1, line: 12, type: !2)
!20 = distinct !DISubprogram(name: "line: 7", scope: !1, file: !1, line: 30, type: !2)
)";

TEST(ParseIr, TellsWhereAFunctionComesFromAndWhatItUses) {
  const IrModule module = parse_ir(module_text);
  ASSERT_EQ(module.functions.size(), 3U);
  const IrFunction& f = module.functions[0];
  EXPECT_EQ(f.name, "_Z1fi");
  EXPECT_EQ(f.file, "submission/a.hpp");
  EXPECT_EQ(f.line, 12);
  EXPECT_TRUE(f.checked);
  EXPECT_EQ(f.uses, (std::set<std::string>{".str.12", "_ZN7testing\\X"}));
  EXPECT_EQ(f.assembly, (std::vector<std::string>{"mov $$1, $0"}));
}

TEST(ParseIr, SeesWhichFunctionsTheRaceDetectorDoesNot) {
  const IrModule module = parse_ir(module_text);
  EXPECT_EQ(module.functions[1].name, "clock_gettime");
  EXPECT_EQ(module.functions[1].file, "");
  EXPECT_FALSE(module.functions[1].checked);
  EXPECT_FALSE(module.functions[2].checked);
}

TEST(ParseIr, TellsAliasesPlacedVariablesAndAssembly) {
  const IrModule module = parse_ir(module_text);
  EXPECT_EQ(module.aliases, std::vector<std::string>{"other"});
  ASSERT_EQ(module.placed.size(), 1U);
  EXPECT_EQ(module.placed[0].name, "code");
  EXPECT_TRUE(module.placed[0].section.starts_with(".text"));
  EXPECT_EQ(module.assembly, ".globl \"sneaky\"\n");
}

TEST(ParseIr, ComparesBodiesWithoutTheCompilersNumbers) {
  const auto body = [](const std::string& text) {
    return parse_ir("define void @f() {\n" + text + "\n}\n").functions[0].body;
  };
  EXPECT_EQ(body("  call void @g(ptr @.str.1), !dbg !7"), body("  call void @g(ptr @.str.22), !dbg !9"));
  EXPECT_EQ(body("  %1 = alloca %struct.a.3"), body("  %1 = alloca %struct.a"));
  EXPECT_NE(body("  call void @g()"), body("  call void @h()"));
  EXPECT_NE(body("  store i32 1, ptr %1"), body("  store i32 2, ptr %1"));
}

TEST(ParseIr, SurvivesText) {
  for (const char* text :
       {"", "\n", "define", "define @", "define void @f(", "@", "@\"", "@\"\\", "!", "!9 = !DIFile(filename: \"",
        "attributes #", "module asm", "define void @f() {\n @\"\\4", "define void @f() {\n !#%@ ; x\n"})
    (void)parse_ir(text);
}

}  // namespace
}  // namespace parcours
