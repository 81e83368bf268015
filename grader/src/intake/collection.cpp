#include "intake/collection.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "intake/choice.hpp"
#include "intake/entry_path.hpp"
#include "intake/listing.hpp"
#include "intake/matching.hpp"
#include "intake/names.hpp"
#include "util/timestamp.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

/// Other files of one delivery are told together where there are more: a program with all that was built of it.
constexpr std::size_t most_told = 8;

/// Whose a delivery is.
struct Owners {
  std::vector<std::size_t> people;
  std::vector<std::string> unknown;  ///< for each claim that is nobody's: why
};

/// Without a roster, who is named is in the course.
Person person_of(const Claim& claim) {
  const std::string first_name = claim.names.empty() ? std::string() : claim.names.front();
  const std::string first_login = claim.logins.empty() ? std::string() : claim.logins.front();
  Person person{claim.id, first_name, claim.email, first_login, ""};
  for (const std::string* text : {&first_login, &claim.email, &claim.any, &first_name})
    if (person.id.empty()) person.id = *text;
  return person;
}

class Collecting {
 public:
  Collecting(const CollectOptions& options, Layout layout, Listing listing, Sorting sorting)
      : options_(options),
        wanted_(wanted_of(options.header)),
        listing_(std::move(listing)),
        sorting_(std::move(sorting)),
        people_(options.roster),
        used_(listing_.files.size(), false) {
    collection_.layout = layout;
  }

  Collection run() {
    if (options_.roster.empty())
      take_people_from_claims();
    else
      match_with_roster();
    offer_all();
    for (std::size_t i = 0; i < people_.size(); ++i) enter(i);
    for (std::size_t i = 0; i < sorting_.deliveries.size(); ++i) tell_what_is_left(i);
    for (const Stray& stray : sorting_.strays) leave(stray.index, stray.reason, "");
    remark_on_times();
    std::sort(collection_.leftovers.begin(), collection_.leftovers.end(), [](const Leftover& a, const Leftover& b) {
      return std::tie(a.shown, a.reason) < std::tie(b.shown, b.reason);
    });
    return std::move(collection_);
  }

 private:
  void take_people_from_claims() {
    std::map<std::string, Person> by_id;
    for (const Delivery& delivery : sorting_.deliveries)
      for (const Claim& claim : delivery.who)
        if (Person person = person_of(claim); !person.id.empty()) by_id.try_emplace(person.id, std::move(person));
    std::unordered_map<std::string, std::size_t> places;
    for (auto& [id, person] : by_id) {
      places.emplace(id, people_.size());
      people_.push_back(std::move(person));
    }
    for (const Delivery& delivery : sorting_.deliveries) {
      Owners owners;
      for (const Claim& claim : delivery.who) {
        const auto place = places.find(person_of(claim).id);
        if (place == places.end())
          owners.unknown.emplace_back("it belongs to somebody without an id, a name or an e-mail address");
        else
          add_owner(owners, place->second);
      }
      owners_.push_back(std::move(owners));
    }
  }

  void match_with_roster() {
    std::vector<Claim> claims;
    for (const Delivery& delivery : sorting_.deliveries)
      claims.insert(claims.end(), delivery.who.begin(), delivery.who.end());
    const Matcher matcher(options_.roster, claims);
    for (const Delivery& delivery : sorting_.deliveries) {
      Owners owners;
      for (const Claim& claim : delivery.who) {
        Matched match = matcher.match(claim);
        for (const std::size_t person : match.people) add_owner(owners, person);
        if (!match.reason.empty()) owners.unknown.push_back(std::move(match.reason));
      }
      owners_.push_back(std::move(owners));
    }
  }

  static void add_owner(Owners& owners, std::size_t person) {
    if (std::find(owners.people.begin(), owners.people.end(), person) == owners.people.end())
      owners.people.push_back(person);
  }

  /// What one of a group hands in counts for each of its members.
  void offer_all() {
    offers_.resize(people_.size());
    std::unordered_map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < people_.size(); ++i)
      if (!people_[i].group.empty()) groups[folded(people_[i].group)].push_back(i);
    for (std::size_t d = 0; d < owners_.size(); ++d) {
      const std::vector<std::size_t>& own = owners_[d].people;
      for (const std::size_t person : own) offer(d, person, true);
      std::unordered_set<std::size_t> others;
      for (const std::size_t person : own)
        if (const auto group = groups.find(folded(people_[person].group)); group != groups.end())
          others.insert(group->second.begin(), group->second.end());
      for (const std::size_t person : own) others.erase(person);
      for (const std::size_t person : others) offer(d, person, false);
    }
  }

  void offer(std::size_t delivery, std::size_t person, bool own) {
    const Delivery& given = sorting_.deliveries[delivery];
    for (const HandedFile& file : given.files)
      offers_[person].push_back({&given, &file, &listing_.files[file.index], own});
  }

  void enter(std::size_t i) {
    Entrant entrant{people_[i], std::nullopt, ""};
    Choice choice = choose(offers_[i], wanted_, options_.at);
    chosen_.push_back(choice.offer == nullptr ? nullptr : choice.offer->handed);
    if (const Offer* offer = choice.offer) {
      entrant.submission =
          HandedIn{offer->found->file, listing_.root + offer->found->path, offer->delivery->at, offer->delivery->late};
      used_[offer->handed->index] = true;
    } else {
      entrant.problem = std::move(choice.problem);
    }
    collection_.entrants.push_back(std::move(entrant));
  }

  void tell_what_is_left(std::size_t d) {
    const Delivery& delivery = sorting_.deliveries[d];
    const Owners& owners = owners_[d];
    const std::string person = owners.people.empty() ? std::string() : people_[owners.people[0]].id;
    if (!owners.people.empty())
      for (const std::string& reason : owners.unknown)
        collection_.leftovers.push_back({listing_.root + delivery.label, "of a team: " + reason, person});
    std::vector<const HandedFile*> others;
    for (const HandedFile& file : delivery.files) {
      if (used_[file.index]) continue;
      const bool other =
          listing_.files[file.index].refusal.empty() && likeness(file.path, wanted_) >= Likeness::other_header;
      if (other)
        others.push_back(&file);
      else
        leave(file.index, reason_for(delivery, owners, file), person);
    }
    if (others.size() <= most_told) {
      for (const HandedFile* file : others) leave(file->index, reason_for(delivery, owners, *file), person);
      return;
    }
    const std::string reason = owners.people.empty() || is_too_late(delivery)
                                   ? reason_for(delivery, owners, *others[0])
                                   : fmt::format("none of them is {}", options_.header);
    collection_.leftovers.push_back(
        {fmt::format("{}{} ({} files)", listing_.root, delivery.label, others.size()), reason, person});
  }

  [[nodiscard]] bool is_too_late(const Delivery& delivery) const {
    return options_.at && delivery.at && *delivery.at > *options_.at;
  }

  [[nodiscard]] std::string reason_for(const Delivery& delivery, const Owners& owners, const HandedFile& file) const {
    if (owners.people.empty())
      return owners.unknown.empty() ? "it belongs to nobody: no submitter is named" : owners.unknown.front();
    if (const std::string& refusal = listing_.files[file.index].refusal; !refusal.empty()) return refusal;
    if (is_too_late(delivery))
      return fmt::format("it was handed in at {}, after {}", timestamp_text(*delivery.at),
                         timestamp_text(*options_.at));
    if (likeness(file.path, wanted_) == Likeness::none) return "it is not " + wanted_.header;
    const HandedFile* counts = chosen_[owners.people[0]];
    if (counts == nullptr) return "it is one of several that may be " + wanted_.header;
    const bool again = std::none_of(delivery.files.begin(), delivery.files.end(),
                                    [&](const HandedFile& own) { return own.index == counts->index; });
    return fmt::format("{} {}", shown(listing_.files[counts->index].path),
                       again ? "was handed in later or by another of the group, and counts" : "counts in its place");
  }

  void leave(std::size_t file, std::string reason, std::string person) {
    const FoundFile& found = listing_.files[file];
    if (!found.refusal.empty() && person.empty()) reason = found.refusal + "; " + reason;
    collection_.leftovers.push_back({listing_.root + found.path, std::move(reason), std::move(person)});
  }

  void remark_on_times() {
    if (!options_.at) return;
    const auto untold = std::count_if(sorting_.deliveries.begin(), sorting_.deliveries.end(),
                                      [](const Delivery& delivery) { return !delivery.at; });
    if (untold == 0) return;
    collection_.remarks.push_back(
        fmt::format("of {} of {} submissions nobody says when they were handed in (layout {}), so the time limit {} "
                    "decides nothing for them",
                    untold, sorting_.deliveries.size(), to_string(collection_.layout), timestamp_text(*options_.at)));
  }

  const CollectOptions& options_;
  const Wanted wanted_;
  const Listing listing_;
  const Sorting sorting_;
  std::vector<Person> people_;
  std::vector<Owners> owners_;              ///< of each delivery
  std::vector<std::vector<Offer>> offers_;  ///< to each person
  std::vector<const HandedFile*> chosen_;   ///< by each person; null: none
  std::vector<bool> used_;                  ///< each file of the listing
  Collection collection_;
};

tl::unexpected<Error> about(const fs::path& input, Error error) {
  error.message = fmt::format("{}: {}", input.string(), error.message);
  return tl::unexpected(std::move(error));
}

}  // namespace

Result<Collection> collect(Sandbox& sandbox, const fs::path& input, const CollectOptions& options) {
  auto listing = list_input({sandbox, options.unpack, options.scratch}, input);
  if (!listing) return tl::unexpected(listing.error());
  if (listing->files.empty()) return input_error("{}: holds no files", input.string());
  auto recognised = recognise(std::move(*listing), wanted_of(options.header), options.layout);
  if (!recognised) return about(input, recognised.error());
  const LayoutRules& rules = *recognised->rules;
  auto sorting = rules.sort(recognised->listing, wanted_of(options.header));
  if (!sorting) return about(input, sorting.error());
  if (sorting->deliveries.empty())
    return input_error("{}: nothing in it lies or is named as in the layout {}", input.string(),
                       to_string(rules.layout));
  return Collecting(options, rules.layout, std::move(recognised->listing), std::move(*sorting)).run();
}

}  // namespace parcours
