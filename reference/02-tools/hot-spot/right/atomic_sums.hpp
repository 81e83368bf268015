#pragma once
// std::map for everything, atomic sums that all threads add to, and each thread takes the next customer from an atomic
// index. Relaxed is enough: only the totals matter, and the joins put those before they are read.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <thread>
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

struct PricedTariff {
  Tariff terms;
  std::map<std::string, std::int64_t> rates;
};

struct Account {
  const Customer* customer = nullptr;
  Invoice* invoice = nullptr;
  const PricedTariff* tariff = nullptr;
  std::vector<std::size_t> calls;
};

inline std::string dot(std::int64_t cents) {
  std::string digits = std::to_string(cents);
  if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
  digits.insert(digits.size() - 2, ".");
  return digits;
}

inline Month bill_month(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                        const std::vector<Call>& calls, unsigned threads) {
  std::map<std::string, PricedTariff> by_name;
  for (const Tariff& tariff : tariffs) {
    const auto [place, is_new] = by_name.try_emplace(tariff.name, PricedTariff{tariff, {}});
    if (!is_new) continue;
    for (const Price& price : tariff.prices) place->second.rates.insert({price.zone, price.rate});
  }

  Month month;
  month.invoices.resize(customers.size());
  std::vector<Account> accounts(customers.size());
  std::map<std::uint32_t, Account*> by_number;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    accounts[i] = {&customers[i], &month.invoices[i], &by_name.find(customers[i].tariff)->second, {}};
    by_number[customers[i].number] = &accounts[i];
  }
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (auto account = by_number.find(calls[i].customer); account != by_number.end()) {
      account->second->calls.push_back(i);
    } else {
      month.unclaimed.push_back(i);
    }
  }

  std::array<std::atomic<std::int64_t>, 24> cents_by_hour{};
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (;;) {
      const std::size_t taken = next++;
      if (taken >= accounts.size()) return;
      const Account& account = accounts[taken];
      const Tariff& terms = account.tariff->terms;
      std::ostringstream text;  // one for the whole invoice: making one for each line takes longer than the line
      text << "Invoice for " << account.customer->name << ", number " << account.customer->number << "\n";
      std::int64_t free_left = terms.free_seconds;
      std::int64_t sum = 0;
      for (const std::size_t i : account.calls) {
        const Call& call = calls[i];
        const std::int64_t free = std::min(std::int64_t{call.seconds}, free_left);
        free_left -= free;
        const auto rate = account.tariff->rates.find(call.zone);
        const std::int64_t per_minute = rate != account.tariff->rates.end() ? rate->second : 0;
        const std::int64_t cents = ((call.seconds - free) * per_minute + 3000) / 6000;
        sum += cents;
        cents_by_hour[call.start / 3600 % 24].fetch_add(cents, std::memory_order_relaxed);
        text << "day " << call.start / 86'400 + 1 << ", hour " << call.start / 3600 % 24 << ", " << call.zone << ", "
             << call.seconds << " s: " << dot(cents) << "\n";
      }
      const std::int64_t discount = sum >= terms.discount_from ? sum * terms.discount_percent / 100 : 0;
      const std::int64_t total = sum - discount + terms.fee;
      text << "calls " << dot(sum) << ", discount " << dot(discount) << ", fee " << dot(terms.fee) << ", total "
           << dot(total) << "\n";
      *account.invoice = {account.customer->number, total, text.str()};
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(threads, 1U); ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();

  for (std::size_t hour = 0; hour < 24; ++hour) month.cents_by_hour[hour] = cents_by_hour[hour];
  std::multimap<std::int64_t, std::uint32_t, std::greater<>> ranking;  // equal keys stay in the order of insertion
  for (const Invoice& invoice : month.invoices) ranking.emplace(invoice.cents, invoice.customer);
  for (const auto& [cents, number] : ranking) month.ranking.push_back(number);
  return month;
}
