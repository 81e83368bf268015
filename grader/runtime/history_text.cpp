#include "history_text.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace parcours::detail {
namespace {

constexpr std::size_t most_rows = 40;
constexpr std::size_t most_bytes = 3000;
constexpr std::size_t page_width = 72;
constexpr std::size_t narrowest_cell = 12;
constexpr std::size_t gap = 3;

/// One line of a thread's column.
struct Event {
  std::uint64_t when;
  unsigned thread;
  bool begins;
  std::string text;
};

struct Column {
  std::string title;
  std::size_t width = 0;
  bool in_call = false;
};

std::string clipped(std::string text, std::size_t width) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.size() > width ? text.substr(0, width - 3) + "..." : text;
}

void append_row(std::string& text, const std::map<unsigned, Column>& columns,
                const std::function<std::string(unsigned, const Column&)>& cell) {
  std::string row;
  for (const auto& [thread, column] : columns) {
    std::string filled = cell(thread, column);
    filled.resize(std::max(filled.size(), column.width + gap), ' ');
    row += filled;
  }
  text += "  " + row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace

std::string draw(const std::vector<Interval>& calls, const std::vector<std::size_t>& shown, std::uint64_t end,
                 const ModelStack& model) {
  std::map<unsigned, Column> columns;
  for (const std::size_t i : shown) columns[calls[i].thread].title = "thread " + std::to_string(calls[i].thread);
  const std::size_t width = std::max(narrowest_cell, page_width / std::max<std::size_t>(columns.size(), 1) - gap);
  std::vector<Event> events;
  for (const std::size_t i : shown) {
    const Interval& call = calls[i];
    events.push_back({call.invoked, call.thread, true, clipped(model.operation(i), width)});
    if (call.returned <= end)
      events.push_back({call.returned, call.thread, false, clipped("returns " + model.result(i), width)});
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.when < b.when; });
  for (auto& [thread, column] : columns) column.width = column.title.size();
  for (const Event& event : events)
    columns[event.thread].width = std::max(columns[event.thread].width, event.text.size());

  std::string head;
  append_row(head, columns, [](unsigned, const Column& column) { return column.title; });
  std::vector<std::string> rows;
  for (const Event& event : events) {
    std::string row;
    append_row(row, columns, [&](unsigned thread, const Column& column) -> std::string {
      if (thread == event.thread) return event.text;
      return column.in_call ? "|" : "";
    });
    columns[event.thread].in_call = event.begins;
    rows.push_back(std::move(row));
  }
  std::string body;
  std::size_t first = rows.size();
  while (first > 0 && rows.size() - first < most_rows && body.size() + rows[first - 1].size() < most_bytes)
    body.insert(0, rows[--first]);
  if (first > 0) head += "  (" + std::to_string(first) + " earlier lines are left out)\n";
  return head + body;
}

}  // namespace parcours::detail
