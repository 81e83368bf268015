#pragma once
// Lays out lines of a terminal page: wrapped, indented, painted.
#include <cstddef>
#include <string>
#include <string_view>

namespace parcours {

enum class Paint { plain, bold, dim, red, green, yellow, cyan };

class Page {
 public:
  Page(std::size_t width, bool color) : width_(width), color_(color) {}

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  /// One empty line, never two in a row.
  void blank() {
    if (!text_.ends_with("\n\n")) text_ += '\n';
  }
  /// `text` in colour where colour is asked for; lay it out before painting it.
  [[nodiscard]] std::string painted(Paint paint, std::string_view text) const;
  /// One line as it stands; blanks at its end go.
  void line(std::string_view text);
  /// Cleaned and wrapped. The first line starts with `first`, the others are indented as far.
  void paragraph(std::string_view first, std::string_view text, Paint paint = Paint::plain);
  /// `left` and `right` at the edges, `right` cut first where both do not fit, both cleaned.
  void edges(std::string_view left, std::string_view right, Paint left_paint, Paint right_paint);

 private:
  std::size_t width_;
  bool color_;
  std::string text_;
};

}  // namespace parcours
