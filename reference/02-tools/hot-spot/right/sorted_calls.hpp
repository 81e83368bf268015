#pragma once
// No hash table at all: the calls are sorted by number and found by binary search. Each std::async task makes the
// invoices of a share and returns its own sums.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <future>
#include <ranges>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

struct Price {
  std::string zone;
  std::int64_t rate = 0;
};

struct Tariff {
  std::string name;
  std::int64_t fee = 0;
  std::int64_t free_seconds = 0;
  std::int64_t discount_from = 0;
  std::int64_t discount_percent = 0;
  std::vector<Price> prices;
};

struct Customer {
  std::uint32_t number = 0;
  std::string name;
  std::string tariff;
};

struct Call {
  std::uint32_t customer = 0;
  std::uint32_t start = 0;
  std::uint32_t seconds = 0;
  std::string zone;
};

struct Invoice {
  std::uint32_t customer = 0;
  std::int64_t cents = 0;
  std::string text;
};

struct Month {
  std::vector<Invoice> invoices;
  std::vector<std::uint32_t> ranking;
  std::array<std::int64_t, 24> cents_by_hour{};
  std::vector<std::size_t> unclaimed;
};

using HourSums = std::array<std::int64_t, 24>;
using CallKey = std::pair<std::uint32_t, std::uint32_t>;  // the caller's number, and the place in the list

struct MonthView {
  const std::vector<Customer>& customers;
  const std::vector<Tariff>& tariffs;
  const std::vector<Call>& calls;
  const std::vector<CallKey>& sorted;
};

inline std::string as_money(std::int64_t cents) {
  std::array<char, 32> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%lld.%02lld", static_cast<long long>(cents / 100),
                                   static_cast<long long>(cents % 100));
  return {buffer.data(), static_cast<std::size_t>(length)};
}

inline Invoice invoice_of(const Customer& customer, const MonthView& view, HourSums& hours) {
  const Tariff& tariff = *std::ranges::find(view.tariffs, customer.tariff, &Tariff::name);
  const auto mine = std::ranges::equal_range(view.sorted, customer.number, {}, &CallKey::first);

  std::string text;
  text.reserve(128 + 48 * mine.size());
  text.append("Invoice for ").append(customer.name).append(", number ").append(std::to_string(customer.number));
  text.push_back('\n');
  std::int64_t paid_for = tariff.free_seconds;
  std::int64_t sum = 0;
  for (const auto place : mine | std::views::values) {
    const Call& call = view.calls[place];
    const std::int64_t seconds = call.seconds;
    const std::int64_t billed = std::max<std::int64_t>(seconds - paid_for, 0);
    paid_for -= seconds - billed;
    const auto price = std::ranges::find(tariff.prices, call.zone, &Price::zone);
    const std::int64_t cents = price == tariff.prices.end() ? 0 : (billed * price->rate + 3000) / 6000;
    const std::uint32_t hour = call.start / 3600 % 24;
    sum += cents;
    hours[hour] += cents;
    text.append("day ").append(std::to_string(call.start / 86'400 + 1));
    text.append(", hour ").append(std::to_string(hour)).append(", ").append(call.zone).append(", ");
    text.append(std::to_string(seconds)).append(" s: ").append(as_money(cents)).push_back('\n');
  }
  const std::int64_t discount = sum < tariff.discount_from ? 0 : sum * tariff.discount_percent / 100;
  const std::int64_t total = sum - discount + tariff.fee;
  text.append("calls ").append(as_money(sum)).append(", discount ").append(as_money(discount));
  text.append(", fee ").append(as_money(tariff.fee)).append(", total ").append(as_money(total)).push_back('\n');
  return {customer.number, total, std::move(text)};
}

inline Month bill_month(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                        const std::vector<Call>& calls, unsigned threads) {
  const std::size_t shares = std::max(threads, 1U);

  // The place makes every key different, so a sort that is not stable keeps the order of the list all the same.
  std::vector<CallKey> sorted;
  sorted.reserve(calls.size());
  for (std::uint32_t i = 0; i < calls.size(); ++i) sorted.emplace_back(calls[i].customer, i);
  std::ranges::sort(sorted);
  const MonthView view{customers, tariffs, calls, sorted};

  std::vector<std::uint32_t> numbers;
  numbers.reserve(customers.size());
  for (const Customer& customer : customers) numbers.push_back(customer.number);
  std::ranges::sort(numbers);

  Month month;
  month.invoices.resize(customers.size());
  std::vector<std::future<HourSums>> tasks;
  for (std::size_t share = 0; share < shares; ++share) {
    tasks.push_back(std::async(std::launch::async, [&, share] {
      HourSums hours{};
      const std::size_t end = customers.size() * (share + 1) / shares;
      for (std::size_t i = customers.size() * share / shares; i < end; ++i) {
        month.invoices[i] = invoice_of(customers[i], view, hours);
      }
      return hours;
    }));
  }

  for (std::size_t i = 0; i < calls.size(); ++i) {  // while the tasks are at work
    if (!std::ranges::binary_search(numbers, calls[i].customer)) month.unclaimed.push_back(i);
  }
  for (auto& task : tasks) {
    const HourSums hours = task.get();
    for (std::size_t hour = 0; hour < hours.size(); ++hour) month.cents_by_hour[hour] += hours[hour];
  }

  std::vector<std::tuple<std::int64_t, std::size_t, std::uint32_t>> order;
  for (std::size_t i = 0; i < month.invoices.size(); ++i) {
    order.emplace_back(-month.invoices[i].cents, i, month.invoices[i].customer);
  }
  std::ranges::sort(order);
  for (const auto& entry : order) month.ranking.push_back(std::get<2>(entry));
  return month;
}
