#pragma once
// Who of the roster somebody is whom a platform names.
#include <string>
#include <unordered_map>
#include <vector>

#include "intake/layout.hpp"

namespace parcours {

struct Matched {
  std::vector<std::size_t> people;  ///< in the roster; several: a group's members
  std::string reason;               ///< why it is nobody, one sentence; empty where it is somebody
};

class Matcher {
 public:
  /// Both outlive it. `claims`: all that the input holds. The roster's ids are taken for the platform's own where at
  /// least half of the ids in `claims` are in it: then an id that is not in it is nobody's, whatever the name.
  Matcher(const std::vector<Person>& roster, const std::vector<Claim>& claims);

  /// By id, login, e-mail address and then the full name, or the group's name. An ambiguous claim is nobody, and so is
  /// one whose parts belong to different people.
  [[nodiscard]] Matched match(const Claim& claim) const;

 private:
  using Index = std::unordered_map<std::string, std::vector<std::size_t>>;

  [[nodiscard]] std::vector<std::size_t> by_id(const std::string& id) const;
  [[nodiscard]] std::vector<std::size_t> by_login(const std::string& login) const;
  [[nodiscard]] std::vector<std::size_t> by_number_in(const std::string& text) const;
  [[nodiscard]] std::vector<std::size_t> by_names(const std::vector<std::string>& names) const;
  [[nodiscard]] Matched match_any(const std::string& text) const;
  [[nodiscard]] Matched one_of(std::vector<std::size_t> people, const std::string& what) const;
  [[nodiscard]] const std::string& called(std::size_t person) const;

  const std::vector<Person>& roster_;
  Index ids_;
  Index ids_in_any_case_;
  Index logins_;
  Index emails_;
  Index names_;
  Index rotations_;
  Index groups_;
  bool ids_are_the_platforms_ = false;
};

}  // namespace parcours
