#pragma once
// A month of phone calls becomes invoices: everything is looked up once, nothing large is copied, and threads share
// nothing that changes.
//
// The calls are first sorted into groups, one a customer, which keep the order of the list. After that, each invoice
// needs its own group only, and any thread can make it.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

struct Price {
  std::string zone;
  std::int64_t rate = 0;  ///< hundredths of a cent for a minute
};

struct Tariff {
  std::string name;
  std::int64_t fee = 0;            ///< cents a month
  std::int64_t free_seconds = 0;   ///< so many seconds of the month cost nothing: the first ones in the list of calls
  std::int64_t discount_from = 0;  ///< cents: calls that cost so much or more together earn the discount
  std::int64_t discount_percent = 0;  ///< of what the calls cost, rounded down to cents
  std::vector<Price> prices;          ///< a zone that occurs twice has its first price; one that is missing is free
};

struct Customer {
  std::uint32_t number = 0;  ///< any number; no other customer has it
  std::string name;
  std::string tariff;  ///< the name of a tariff in the list: the first one with that name
};

struct Call {
  std::uint32_t customer = 0;  ///< the caller's number, which may be nobody's
  std::uint32_t start = 0;     ///< seconds since the month began
  std::uint32_t seconds = 0;
  std::string zone;
};

struct Invoice {
  std::uint32_t customer = 0;
  std::int64_t cents = 0;
  std::string text;
};

struct Month {
  std::vector<Invoice> invoices;                 ///< one for each customer, in the order of the customers
  std::vector<std::uint32_t> ranking;            ///< customers' numbers, largest invoice first, ties in their order
  std::array<std::int64_t, 24> cents_by_hour{};  ///< what calls cost that began in this hour of the day, no discount
  std::vector<std::size_t> unclaimed;            ///< places in the list of the calls that no customer made, ascending
};

namespace hot_spot_detail {

using Hours = std::array<std::int64_t, 24>;

inline void append_euros(std::string& text, std::int64_t cents) {
  text += std::to_string(cents / 100);
  text += cents % 100 < 10 ? ".0" : ".";
  text += std::to_string(cents % 100);
}

/// Price lists by name. try_emplace keeps what is there: of two tariffs with one name, or two prices for one zone, the
/// first counts.
struct PriceList {
  explicit PriceList(const Tariff& from) : tariff(from) {
    for (const Price& price : from.prices) rates.try_emplace(price.zone, price.rate);
  }
  [[nodiscard]] std::int64_t rate_for(const std::string& zone) const {
    const auto found = rates.find(zone);
    return found == rates.end() ? 0 : found->second;
  }

  const Tariff& tariff;
  std::unordered_map<std::string_view, std::int64_t> rates;
};

using PriceLists = std::unordered_map<std::string_view, PriceList>;

/// The calls, a group for each customer, each in the order of the list.
struct Groups {
  std::vector<const Call*> calls;
  std::vector<std::size_t> begins;  ///< where each customer's group begins, and at the end where the last one ends
  std::vector<std::size_t> unclaimed;

  [[nodiscard]] std::span<const Call* const> of(std::size_t customer) const {
    return std::span(calls).subspan(begins[customer], begins[customer + 1] - begins[customer]);
  }
};

/// A counting sort: how many calls has each customer, where does each group begin, and then each call to its place.
inline Groups group(const std::vector<Customer>& customers, const std::vector<Call>& calls) {
  // A hash table and not an array with a place for every number: numbers may be as far apart as they like.
  std::unordered_map<std::uint32_t, std::size_t> index;
  index.reserve(customers.size());
  for (std::size_t i = 0; i < customers.size(); ++i) index.emplace(customers[i].number, i);

  Groups groups;
  const std::size_t nobody = customers.size();
  std::vector<std::size_t> owners(calls.size());
  groups.begins.resize(customers.size() + 1);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto found = index.find(calls[i].customer);
    owners[i] = found == index.end() ? nobody : found->second;
    if (owners[i] == nobody) {
      groups.unclaimed.push_back(i);
    } else {
      ++groups.begins[owners[i] + 1];
    }
  }
  std::partial_sum(groups.begins.begin(), groups.begins.end(), groups.begins.begin());

  groups.calls.resize(groups.begins.back());
  std::vector<std::size_t> next(groups.begins.begin(), groups.begins.end() - 1);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (owners[i] != nobody) groups.calls[next[owners[i]]++] = &calls[i];
  }
  return groups;
}

inline Invoice make_invoice(const Customer& customer, const PriceList& prices, std::span<const Call* const> calls,
                            Hours& cents_by_hour) {
  const Tariff& tariff = prices.tariff;
  std::string text = "Invoice for " + customer.name + ", number " + std::to_string(customer.number) + "\n";
  std::int64_t free_left = tariff.free_seconds;
  std::int64_t sum = 0;
  for (const Call* call : calls) {
    const std::uint32_t day = call->start / 86'400 + 1;
    const std::uint32_t hour = call->start / 3600 % 24;
    const std::int64_t free = std::min<std::int64_t>(call->seconds, free_left);
    free_left -= free;
    const std::int64_t cents = ((call->seconds - free) * prices.rate_for(call->zone) + 3000) / 6000;
    sum += cents;
    cents_by_hour[hour] += cents;

    // Appending lets the text grow in place: its memory doubles now and then, and each byte is copied once or twice.
    text += "day ";
    text += std::to_string(day);
    text += ", hour ";
    text += std::to_string(hour);
    text += ", ";
    text += call->zone;
    text += ", ";
    text += std::to_string(call->seconds);
    text += " s: ";
    append_euros(text, cents);
    text += '\n';
  }

  const std::int64_t discount = sum >= tariff.discount_from ? sum * tariff.discount_percent / 100 : 0;
  const std::int64_t total = sum - discount + tariff.fee;
  text += "calls ";
  append_euros(text, sum);
  text += ", discount ";
  append_euros(text, discount);
  text += ", fee ";
  append_euros(text, tariff.fee);
  text += ", total ";
  append_euros(text, total);
  text += '\n';
  return {customer.number, total, std::move(text)};
}

/// Sorts places in the list, not invoices: eight bytes move instead of a text.
inline std::vector<std::uint32_t> ranking_of(const std::vector<Invoice>& invoices) {
  std::vector<std::size_t> order(invoices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return invoices[a].cents > invoices[b].cents; });
  std::vector<std::uint32_t> ranking(order.size());
  std::transform(order.begin(), order.end(), ranking.begin(), [&](std::size_t i) { return invoices[i].customer; });
  return ranking;
}

}  // namespace hot_spot_detail

inline Month bill_month(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                        const std::vector<Call>& calls, unsigned threads) {
  namespace detail = hot_spot_detail;
  threads = std::max(threads, 1U);

  detail::PriceLists price_lists;
  for (const Tariff& tariff : tariffs) price_lists.try_emplace(tariff.name, tariff);
  detail::Groups groups = detail::group(customers, calls);

  Month month;
  month.invoices.resize(customers.size());
  std::vector<detail::Hours> hours(threads);
  {
    // Invoices are taken on demand, in runs of neighbours: one customer may have more calls than a hundred others.
    const std::size_t run = std::max<std::size_t>(customers.size() / threads / 16, 1);
    std::atomic<std::size_t> next{0};
    const auto work = [&](unsigned self) {
      detail::Hours mine{};  // on this thread's stack: no lock, and no cache line shared with a neighbour
      for (std::size_t begin = next.fetch_add(run); begin < customers.size(); begin = next.fetch_add(run)) {
        for (std::size_t i = begin; i < std::min(begin + run, customers.size()); ++i) {
          month.invoices[i] =
              detail::make_invoice(customers[i], price_lists.at(customers[i].tariff), groups.of(i), mine);
        }
      }
      hours[self] = mine;
    };
    std::vector<std::jthread> helpers;
    helpers.reserve(threads - 1);
    for (unsigned self = 1; self < threads; ++self) helpers.emplace_back(work, self);
    work(0);
  }  // each jthread is joined here

  for (const detail::Hours& part : hours) {
    for (std::size_t hour = 0; hour < part.size(); ++hour) month.cents_by_hour[hour] += part[hour];
  }
  month.unclaimed = std::move(groups.unclaimed);
  month.ranking = detail::ranking_of(month.invoices);
  return month;
}
