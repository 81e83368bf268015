#pragma once
// What autograding-grading-reporter makes of a report of the kind `classroom`.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "util/text.hpp"

namespace parcours {

inline std::string from_base64(const std::string& text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) return "no base64";
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;  // decoded to zeros
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

/// The runners in the order of the lines, by name.
struct Runners {
  std::vector<std::string> names;
  std::vector<nlohmann::json> results;
};

inline Runners read_classroom(const std::string& report) {
  Runners runners;
  EXPECT_TRUE(report.ends_with("\n"));
  for (const std::string& line : split(report.substr(0, report.size() - 1), '\n')) {
    const std::size_t equals = line.find('=');
    runners.names.push_back(line.substr(0, equals));
    runners.results.push_back(nlohmann::json::parse(from_base64(line.substr(equals + 1)), nullptr, false));
    EXPECT_TRUE(runners.results.back().is_object()) << line;
  }
  return runners;
}

/// The numbers that the action prints, as its sources compute them, in JavaScript's numbers.
struct Printed {
  std::vector<double> table;  ///< "Test Score", a runner each
  double table_score = 0;     ///< "Total:"
  double table_max = 0;
  double notice_score = 0;  ///< "Points 57/100"; no notice where the maximum is 0
  double notice_max = 0;
  bool red = false;  ///< the job fails
};

inline Printed printed(const Runners& runners) {
  Printed all;
  for (const nlohmann::json& results : runners.results) {
    const nlohmann::json& tests = results.at("tests");
    double passed = 0;
    for (const nlohmann::json& test : tests) passed += test.at("status") == "pass" ? 1 : 0;
    const double max = results.at("max_score").get<double>();
    all.table.push_back(passed / static_cast<double>(tests.size()) * max);  // 0/0 is NaN there, too
    all.table_score += all.table.back();
    all.table_max += max;
    all.red |= results.at("status") != "pass";
    if (max == 0) continue;
    all.notice_max += max;
    for (const nlohmann::json& test : tests) all.notice_score += test.at("score").get<double>();
  }
  return all;
}

}  // namespace parcours
