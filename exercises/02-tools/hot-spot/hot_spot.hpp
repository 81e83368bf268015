#pragma once
// A month of phone calls becomes invoices. The results are right, to the cent and to the byte, and there is no data
// race. It is only slow. Find out where the time goes, and mend that; README.md says what must stay.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

// ---- What goes in and what comes out. These types stay as they are. ------------------------------------------------

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

// ---- The code that is too slow.
// --------------------------------------------------------------------------------------

/// 1207 becomes "12.07".
inline std::string euros(std::int64_t cents) {
  return std::to_string(cents / 100) + (cents % 100 < 10 ? ".0" : ".") + std::to_string(cents % 100);
}

inline bool is_customer(std::uint32_t number, const std::vector<Customer>& customers) {
  for (const Customer& customer : customers) {
    if (customer.number == number) return true;
  }
  return false;
}

inline Tariff tariff_named(std::string name, std::vector<Tariff> tariffs) {
  for (Tariff tariff : tariffs) {
    if (tariff.name == name) return tariff;
  }
  return {};
}

inline std::int64_t rate_for(std::string zone, Tariff tariff) {
  for (Price price : tariff.prices) {
    if (price.zone == zone) return price.rate;
  }
  return 0;
}

inline std::vector<Call> calls_of(std::uint32_t number, const std::vector<Call>& calls) {
  std::vector<Call> found;
  for (const Call& call : calls) {
    if (call.customer == number) found.push_back(call);
  }
  return found;
}

inline std::vector<Invoice> sorted_by_amount(std::vector<Invoice> invoices) {
  std::stable_sort(invoices.begin(), invoices.end(), [](Invoice a, Invoice b) { return a.cents > b.cents; });
  return invoices;
}

/// What `threads` threads share while they work, and the mutex that guards all of it.
struct Books {
  std::mutex mutex;
  std::map<std::uint32_t, std::int64_t> cents_by_hour;
  std::vector<std::size_t> unclaimed;
};

inline Invoice make_invoice(const Customer& customer, const std::vector<Tariff>& tariffs,
                            const std::vector<Call>& calls, Books& books) {
  std::string text = "Invoice for " + customer.name + ", number " + std::to_string(customer.number) + "\n";
  std::int64_t free_left = tariff_named(customer.tariff, tariffs).free_seconds;
  std::int64_t sum = 0;
  for (const Call& call : calls_of(customer.number, calls)) {
    const std::lock_guard lock(books.mutex);
    const std::uint32_t day = call.start / 86'400 + 1;
    const std::uint32_t hour = call.start / 3600 % 24;

    const std::int64_t free = std::min<std::int64_t>(call.seconds, free_left);
    free_left -= free;
    const std::int64_t rate = rate_for(call.zone, tariff_named(customer.tariff, tariffs));
    // A minute's rate is in hundredths of a cent, so this divides by 60 * 100. Each call is rounded to whole cents.
    const std::int64_t cents = ((call.seconds - free) * rate + 3000) / 6000;
    sum += cents;

    if (books.cents_by_hour.count(hour) == 0) books.cents_by_hour[hour] = 0;
    books.cents_by_hour[hour] = books.cents_by_hour[hour] + cents;

    text = text + "day " + std::to_string(day) + ", hour " + std::to_string(hour) + ", " + call.zone + ", " +
           std::to_string(call.seconds) + " s: " + euros(cents) + "\n";
  }

  const Tariff tariff = tariff_named(customer.tariff, tariffs);
  const std::int64_t discount = sum >= tariff.discount_from ? sum * tariff.discount_percent / 100 : 0;
  const std::int64_t total = sum - discount + tariff.fee;
  text = text + "calls " + euros(sum) + ", discount " + euros(discount) + ", fee " + euros(tariff.fee) + ", total " +
         euros(total) + "\n";
  return {customer.number, total, text};
}

/// Makes the invoices of a month with up to `threads` threads. 0 threads means 1.
inline Month bill_month(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                        const std::vector<Call>& calls, unsigned threads) {
  if (threads == 0) threads = 1;
  Month month;
  month.invoices.resize(customers.size());
  Books books;

  // Each thread looks at a share of the calls, then makes a share of the invoices. Nobody else writes to those.
  const auto work = [&](std::size_t share) {
    for (std::size_t i = calls.size() * share / threads; i < calls.size() * (share + 1) / threads; ++i) {
      const std::lock_guard lock(books.mutex);
      if (!is_customer(calls[i].customer, customers)) books.unclaimed.push_back(i);
    }
    for (std::size_t i = customers.size() * share / threads; i < customers.size() * (share + 1) / threads; ++i) {
      month.invoices[i] = make_invoice(customers[i], tariffs, calls, books);
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned share = 1; share < threads; ++share) helpers.emplace_back(work, share);
  work(0);
  for (std::thread& helper : helpers) helper.join();

  std::sort(books.unclaimed.begin(), books.unclaimed.end());
  month.unclaimed = books.unclaimed;
  for (const auto& [hour, cents] : books.cents_by_hour) month.cents_by_hour[hour] = cents;
  for (const Invoice& invoice : sorted_by_amount(month.invoices)) month.ranking.push_back(invoice.customer);
  return month;
}
