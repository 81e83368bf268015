#pragma once
// Mistake: the threads list the calls of nobody in whatever order they find them.
#include <algorithm>
#include <array>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
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

class Biller {
 public:
  Biller(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs, const std::vector<Call>& calls,
         unsigned threads)
      : customers_(customers), calls_(calls), threads_(threads), shares_(threads) {
    for (const Tariff& tariff : tariffs) tariffs_.emplace(tariff.name, &tariff);
    index_.reserve(customers.size());
    for (std::size_t i = 0; i < customers.size(); ++i) index_.emplace(customers[i].number, i);
    month_.invoices.resize(customers.size());
  }

  Month run() {
    std::barrier grouped(static_cast<std::ptrdiff_t>(threads_));
    {
      std::vector<std::jthread> helpers;
      for (unsigned self = 1; self < threads_; ++self) {
        helpers.emplace_back([&, self] {
          group(self);
          grouped.arrive_and_wait();
          write(self);
        });
      }
      group(0);
      grouped.arrive_and_wait();
      write(0);
    }
    for (const Share& share : shares_) {
      for (std::size_t hour = 0; hour < 24; ++hour) month_.cents_by_hour[hour] += share.cents_by_hour[hour];
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < customers_.size(); ++i) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const std::int64_t left = month_.invoices[a].cents;
      const std::int64_t right = month_.invoices[b].cents;
      return left != right ? left > right : a < b;
    });
    for (const std::size_t i : order) month_.ranking.push_back(customers_[i].number);
    return std::move(month_);
  }

 private:
  struct alignas(64) Share {
    std::vector<std::vector<const Call*>> groups;  // one for each customer
    std::array<std::int64_t, 24> cents_by_hour{};
  };

  void group(unsigned self) {
    Share& share = shares_[self];
    share.groups.resize(customers_.size());
    const std::size_t end = calls_.size() * (self + 1) / threads_;
    for (std::size_t i = calls_.size() * self / threads_; i < end; ++i) {
      if (const auto found = index_.find(calls_[i].customer); found != index_.end()) {
        share.groups[found->second].push_back(&calls_[i]);
      } else {
        const std::lock_guard lock(mutex_);
        month_.unclaimed.push_back(i);
      }
    }
  }

  void write(unsigned self) {
    // Every n-th customer: whoever has many calls may stand next to others who have many.
    for (std::size_t i = self; i < customers_.size(); i += threads_) month_.invoices[i] = invoice(i, shares_[self]);
  }

  Invoice invoice(std::size_t i, Share& share) const {
    const Customer& customer = customers_[i];
    const Tariff& tariff = *tariffs_.at(customer.tariff);
    std::string text = "Invoice for " + customer.name + ", number " + std::to_string(customer.number) + '\n';
    std::int64_t free_left = tariff.free_seconds;
    std::int64_t sum = 0;
    for (const Share& part : shares_) {
      for (const Call* call : part.groups[i]) {
        const std::int64_t free = std::min<std::int64_t>(call->seconds, free_left);
        free_left -= free;
        const std::int64_t cents = ((call->seconds - free) * rate(tariff, call->zone) + 3000) / 6000;
        sum += cents;
        share.cents_by_hour[call->start / 3600 % 24] += cents;
        text += "day " + std::to_string(call->start / 86'400 + 1);
        text += ", hour " + std::to_string(call->start / 3600 % 24);
        text += ", " + call->zone + ", " + std::to_string(call->seconds) + " s: ";
        add_money(text, cents, "\n");
      }
    }
    const std::int64_t discount = sum >= tariff.discount_from ? sum * tariff.discount_percent / 100 : 0;
    text += "calls ";
    add_money(text, sum, ", discount ");
    add_money(text, discount, ", fee ");
    add_money(text, tariff.fee, ", total ");
    add_money(text, sum - discount + tariff.fee, "\n");
    return {customer.number, sum - discount + tariff.fee, std::move(text)};
  }

  static std::int64_t rate(const Tariff& tariff, std::string_view zone) {
    for (const Price& price : tariff.prices) {
      if (price.zone == zone) return price.rate;
    }
    return 0;
  }

  static void add_money(std::string& text, std::int64_t cents, std::string_view after) {
    text += std::to_string(cents / 100);
    text += '.';
    text += static_cast<char>('0' + cents % 100 / 10);
    text += static_cast<char>('0' + cents % 10);
    text += after;
  }

  const std::vector<Customer>& customers_;
  const std::vector<Call>& calls_;
  const unsigned threads_;
  std::unordered_map<std::string_view, const Tariff*> tariffs_;
  std::unordered_map<std::uint32_t, std::size_t> index_;
  std::vector<Share> shares_;
  std::mutex mutex_;
  Month month_;
};

inline Month bill_month(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                        const std::vector<Call>& calls, unsigned threads) {
  return Biller(customers, tariffs, calls, std::max(threads, 1U)).run();
}
