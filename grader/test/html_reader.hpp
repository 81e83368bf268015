#pragma once
// Reads a page as strictly as a tool that trusts nobody: what is wrong in it, and what of it a person reads.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view page) : page_(page) {
    expect(page.starts_with("<!DOCTYPE html>\n"), "no doctype");
    at_ = page.find('\n');
    while (problems.size() < 10 && at_ < page_.size()) page_[at_] == '<' ? tag() : text_run();
    expect(open_.empty(), "not closed: " + (open_.empty() ? std::string() : open_.back()));
    check_headings();
    for (const std::string& id : wanted_ids_) expect(ids_.contains(id), "no id " + id);
  }

  std::vector<std::string> problems;
  std::string text;                   ///< outside of tags, entities replaced
  std::map<std::string, int> tags;    ///< how often each begins
  std::vector<std::string> links;     ///< what hrefs hold
  std::vector<std::string> headings;  ///< "h1", "h2", …
  std::vector<std::string> styles;    ///< what stands in them
  std::vector<std::string> scripts;   ///< data too

 private:
  void expect(bool holds, const std::string& problem) {
    if (!holds) problems.push_back(problem + " near: " + std::string(page_.substr(std::min(at_, page_.size()), 60)));
  }

  void text_run() {
    if (!open_.empty() && (open_.back() == "style" || open_.back() == "script")) return raw(open_.back());
    const char c = page_[at_];
    expect(c != '>', "a bare >");
    expect(c == '\n' || static_cast<unsigned char>(c) >= 0x20, "a control character");
    if (c != '&') {
      text += c;
      ++at_;
      return;
    }
    static const std::map<std::string, char, std::less<>> entities{
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"#39", '\''}};
    const std::size_t end = page_.find(';', at_);
    const auto found = entities.find(page_.substr(at_ + 1, end - at_ - 1));
    expect(found != entities.end(), "an unknown entity");
    if (found != entities.end()) text += found->second;
    at_ = found != entities.end() ? end + 1 : at_ + 1;
  }

  /// A browser reads no tags and no entities in a style or script, only its end; a script also minds "<!--".
  void raw(const std::string& name) {
    const std::size_t end = std::min(page_.find("</" + name + ">", at_), page_.size());
    const std::string_view inside = page_.substr(at_, end - at_);
    expect(inside.find(name == "style" ? "<" : "<!--") == std::string_view::npos, "a tag in the " + name);
    (name == "style" ? styles : scripts).emplace_back(inside);
    at_ = end;
  }

  void tag() {
    const std::size_t end = page_.find('>', at_);
    std::string_view inside = page_.substr(at_ + 1, end - at_ - 1);
    const bool closing = inside.starts_with('/');
    if (closing) inside.remove_prefix(1);
    const bool empty = inside.ends_with('/');
    if (empty) inside.remove_suffix(1);
    const std::string name(inside.substr(0, inside.find(' ')));
    static const std::set<std::string> known{
        "html",  "head",    "meta", "title",      "style", "body", "header", "main",   "footer",  "section", "article",
        "h1",    "h2",      "h3",   "p",          "dl",    "dt",   "dd",     "ul",     "li",      "table",   "caption",
        "thead", "tbody",   "tr",   "th",         "td",    "div",  "span",   "strong", "code",    "pre",     "figure",
        "a",     "details", "svg",  "figcaption", "line",  "rect", "circle", "text",   "summary", "script"};
    expect(known.contains(name), "an unknown tag " + name);
    if (closing) {
      expect(!open_.empty() && open_.back() == name, "closes " + name);
      if (!open_.empty()) open_.pop_back();
    } else {
      ++tags[name];
      if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') headings.push_back(name);
      attributes(inside.substr(std::min(name.size(), inside.size())), name);
      if (!empty && name != "meta") open_.push_back(name);
    }
    text += ' ';
    at_ = end + 1;
  }

  void attributes(std::string_view rest, const std::string& tag_name) {
    while (!rest.empty()) {
      const std::size_t equals = rest.find("=\"");
      const std::size_t end = equals == std::string_view::npos ? equals : rest.find('"', equals + 2);
      expect(rest[0] == ' ' && end != std::string_view::npos, "an attribute without quotes");
      if (rest[0] != ' ' || end == std::string_view::npos) return;
      const std::string name(rest.substr(1, equals - 1));
      const std::string value(rest.substr(equals + 2, end - equals - 2));
      static const std::set<std::string> known{"lang",       "charset",     "http-equiv",
                                               "content",    "name",        "class",
                                               "id",         "href",        "aria-labelledby",
                                               "aria-label", "role",        "scope",
                                               "tabindex",   "viewBox",     "x",
                                               "y",          "x1",          "x2",
                                               "y1",         "y2",          "cx",
                                               "cy",         "r",           "width",
                                               "height",     "text-anchor", "type"};
      expect(known.contains(name), "an unknown attribute " + name + " of " + tag_name);
      expect(value.find_first_of("<>") == std::string::npos, "markup in an attribute");
      if (name == "href") links.push_back(value);
      if (name == "aria-labelledby") wanted_ids_.push_back(value);
      if (name == "id") expect(ids_.insert(value).second, "the id " + value + " twice");
      rest.remove_prefix(end + 1);
    }
  }

  void check_headings() {
    expect(std::ranges::count(headings, "h1") == 1, "not one h1");
    char level = '0';
    for (const std::string& heading : headings) {
      expect(heading[1] <= level + 1, "a heading skips a level");
      level = heading[1];
    }
  }

  std::string_view page_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
  std::set<std::string> ids_;
  std::vector<std::string> wanted_ids_;
};

}  // namespace parcours
