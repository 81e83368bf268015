import { defineConfig } from "vite";

// One script and one style, which the grader puts into every page. ASCII and without licence banners: the text stands
// inside an HTML page. The names are fixed, since CMake looks for them.
export default defineConfig({
  esbuild: { charset: "ascii", legalComments: "none" },
  build: {
    target: "es2020",
    outDir: "dist",
    cssMinify: "esbuild",
    lib: { entry: "src/main.ts", formats: ["iife"], name: "parcoursReport", fileName: () => "report.js", cssFileName: "report" },
    reportCompressedSize: false,
  },
});
