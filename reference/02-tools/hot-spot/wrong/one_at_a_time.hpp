#pragma once
// Mistake: one lock is held while an invoice is made, so that the threads make them one after the other.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
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

inline std::string euros(std::int64_t cents) {
  return std::to_string(cents / 100) + (cents % 100 < 10 ? ".0" : ".") + std::to_string(cents % 100);
}

inline const Tariff& tariff_named(const std::string& name, const std::vector<Tariff>& tariffs) {
  for (const Tariff& tariff : tariffs) {
    if (tariff.name == name) return tariff;
  }
  return tariffs.front();
}

inline std::int64_t rate_for(const std::string& zone, const Tariff& tariff) {
  for (const Price& price : tariff.prices) {
    if (price.zone == zone) return price.rate;
  }
  return 0;
}

struct Books {
  std::mutex mutex;
  std::array<std::int64_t, 24> cents_by_hour{};
};

inline Invoice make_invoice(const Customer& customer, const Tariff& tariff, const std::vector<const Call*>& calls,
                            Books& books) {
  const std::lock_guard lock(books.mutex);
  std::string text = "Invoice for " + customer.name + ", number " + std::to_string(customer.number) + "\n";
  std::int64_t free_left = tariff.free_seconds;
  std::int64_t sum = 0;
  for (const Call* call : calls) {
    const std::uint32_t day = call->start / 86'400 + 1;
    const std::uint32_t hour = call->start / 3600 % 24;
    const std::int64_t free = std::min<std::int64_t>(call->seconds, free_left);
    free_left -= free;
    const std::int64_t cents = ((call->seconds - free) * rate_for(call->zone, tariff) + 3000) / 6000;
    sum += cents;
    books.cents_by_hour[hour] += cents;
    text += "day " + std::to_string(day) + ", hour " + std::to_string(hour) + ", " + call->zone + ", " +
            std::to_string(call->seconds) + " s: " + euros(cents) + "\n";
  }
  const std::int64_t discount = sum >= tariff.discount_from ? sum * tariff.discount_percent / 100 : 0;
  const std::int64_t total = sum - discount + tariff.fee;
  text += "calls " + euros(sum) + ", discount " + euros(discount) + ", fee " + euros(tariff.fee) + ", total " +
          euros(total) + "\n";
  return {customer.number, total, text};
}

inline Month bill_month(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                        const std::vector<Call>& calls, unsigned threads) {
  if (threads == 0) threads = 1;
  Month month;
  month.invoices.resize(customers.size());
  Books books;

  std::unordered_map<std::uint32_t, std::vector<const Call*>> calls_of;
  for (const Customer& customer : customers) calls_of[customer.number];
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto found = calls_of.find(calls[i].customer);
    if (found == calls_of.end()) {
      month.unclaimed.push_back(i);
    } else {
      found->second.push_back(&calls[i]);
    }
  }

  // at() does not change the map, so the threads may all use it.
  const auto work = [&](std::size_t share) {
    for (std::size_t i = customers.size() * share / threads; i < customers.size() * (share + 1) / threads; ++i) {
      month.invoices[i] = make_invoice(customers[i], tariff_named(customers[i].tariff, tariffs),
                                       calls_of.at(customers[i].number), books);
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned share = 1; share < threads; ++share) helpers.emplace_back(work, share);
  work(0);
  for (std::thread& helper : helpers) helper.join();

  month.cents_by_hour = books.cents_by_hour;
  std::vector<const Invoice*> sorted;
  for (const Invoice& invoice : month.invoices) sorted.push_back(&invoice);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Invoice* a, const Invoice* b) { return a->cents > b->cents; });
  for (const Invoice* invoice : sorted) month.ranking.push_back(invoice->customer);
  return month;
}
