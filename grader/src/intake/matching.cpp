#include "intake/matching.hpp"

#include <algorithm>

#include "intake/names.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

using People = std::vector<std::size_t>;
using Index = std::unordered_map<std::string, People>;

constexpr std::string_view digits = "0123456789";

std::string lower_trimmed(std::string_view text) { return lower_case(trim(text)); }

void add(Index& index, const std::string& key, std::size_t person) {
  if (key.empty()) return;
  People& people = index[key];
  if (people.empty() || people.back() != person) people.push_back(person);
}

People find(const Index& index, const std::string& key) {
  const auto found = index.find(key);
  return found == index.end() ? People() : found->second;
}

void merge(People& into, const People& more) {
  for (const std::size_t person : more)
    if (std::find(into.begin(), into.end(), person) == into.end()) into.push_back(person);
}

/// Moodle's grade sheets have "Participant 12" for what its downloads call 12.
std::string number_behind_words(std::string_view id) {
  const std::size_t blank = id.rfind(' ');
  if (blank == std::string_view::npos || blank + 1 == id.size()) return {};
  if (id.find_first_not_of(digits, blank + 1) != std::string_view::npos) return {};
  if (id.substr(0, blank).find_first_of(digits) != std::string_view::npos) return {};
  return std::string(id.substr(blank + 1));
}

}  // namespace

Matcher::Matcher(const std::vector<Person>& roster, const std::vector<Claim>& claims) : roster_(roster) {
  for (std::size_t i = 0; i < roster.size(); ++i) {
    const Person& person = roster[i];
    add(ids_, person.id, i);
    add(ids_in_any_case_, lower_trimmed(person.id), i);
    add(ids_in_any_case_, number_behind_words(person.id), i);
    add(logins_, lower_trimmed(person.login), i);
    add(emails_, lower_trimmed(person.email), i);
    const std::string key = name_key(person.name);
    add(names_, key, i);
    for (const std::string& rotation : name_rotations(key)) add(rotations_, rotation, i);
    add(groups_, squeezed(person.group), i);
  }
  std::size_t with_id = 0;
  std::size_t known = 0;
  for (const Claim& claim : claims) {
    if (claim.id.empty()) continue;
    ++with_id;
    known += by_id(claim.id).empty() ? 0 : 1;
  }
  ids_are_the_platforms_ = with_id > 0 && known * 2 >= with_id;
}

std::vector<std::size_t> Matcher::by_id(const std::string& id) const {
  if (People exact = find(ids_, id); !exact.empty()) return exact;
  return find(ids_in_any_case_, lower_trimmed(id));
}

std::vector<std::size_t> Matcher::by_login(const std::string& login) const {
  return logins_.empty() ? by_id(login) : find(logins_, lower_trimmed(login));
}

/// Of names such as "Byron_Ada_12345": the parts with digits in them that are an id or a login.
std::vector<std::size_t> Matcher::by_number_in(const std::string& text) const {
  constexpr std::size_t shortest = 4;
  std::string parts = text;
  std::replace_if(parts.begin(), parts.end(), [](char c) { return c == '_' || c == '(' || c == ')' || c == ','; }, ' ');
  People people;
  for (const std::string& part : split(parts, ' ')) {
    if (part.size() < shortest || part.find_first_of(digits) == std::string::npos) continue;
    merge(people, by_id(part));
    merge(people, find(logins_, lower_trimmed(part)));
  }
  return people;
}

/// The first of the names that anybody has.
std::vector<std::size_t> Matcher::by_names(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    const std::string key = name_key(name);
    if (key.empty()) continue;
    People people = find(names_, key);
    if (people.empty()) people = find(rotations_, name_rotations(key).front());
    if (!people.empty()) return people;
  }
  return {};
}

const std::string& Matcher::called(std::size_t person) const {
  return roster_[person].name.empty() ? roster_[person].id : roster_[person].name;
}

Matched Matcher::one_of(std::vector<std::size_t> people, const std::string& what) const {
  if (people.size() == 1) return {std::move(people), ""};
  if (people.empty()) return {{}, fmt::format("it belongs to nobody in the roster ({})", what)};
  return {{},
          fmt::format("{} people in the roster go by {}: {} and {}", people.size(), what, roster_[people[0]].id,
                      roster_[people[1]].id)};
}

Matched Matcher::match_any(const std::string& text) const {
  People people = by_id(text);
  merge(people, find(logins_, lower_trimmed(text)));
  merge(people, find(emails_, lower_trimmed(text)));
  if (people.empty()) people = by_names({text});
  if (people.empty()) {
    if (People group = find(groups_, squeezed(text)); !group.empty()) return {std::move(group), ""};
    people = by_number_in(text);
  }
  return one_of(std::move(people), text);
}

Matched Matcher::match(const Claim& claim) const {
  const People named = by_names(claim.names);
  const People with_id = claim.id.empty() ? People() : by_id(claim.id);
  const People with_email = find(emails_, lower_trimmed(claim.email));
  const auto differ = [](const People& a, const People& b) { return a.size() == 1 && b.size() == 1 && a[0] != b[0]; };
  if (differ(with_id, with_email))
    return {{},
            fmt::format("its id {} is that of {}, but its e-mail address that of {}", claim.id, called(with_id[0]),
                        called(with_email[0]))};
  if (!ids_are_the_platforms_ && differ(with_id, named))
    return {{},
            fmt::format("its id {} is that of {}, but its name that of {}", claim.id, called(with_id[0]),
                        called(named[0]))};
  if (!with_id.empty()) return one_of(with_id, claim.id);
  for (const std::string& login : claim.logins)
    if (People people = by_login(login); !people.empty()) return one_of(std::move(people), login);
  if (!with_email.empty()) return one_of(with_email, claim.email);
  if (!claim.id.empty() && ids_are_the_platforms_) {
    if (People group = find(groups_, squeezed(claim.any)); named.empty() && !group.empty()) return {group, ""};
    return {{}, fmt::format("it belongs to nobody in the roster (no id there is {})", claim.id)};
  }
  if (!named.empty()) return one_of(named, claim.names.front());
  if (!claim.any.empty()) return match_any(claim.any);
  const std::string& what = !claim.names.empty() ? claim.names.front() : !claim.email.empty() ? claim.email : claim.id;
  return one_of({}, what);
}

}  // namespace parcours
